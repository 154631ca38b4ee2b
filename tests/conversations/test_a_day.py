"""A working day, as the team sees it."""

from bot.demo.stage import Stage
from integrations.workspace.people import words
from tests.stage import BACKEND, BOT, LEADS, last, shown, with_a_day


async def test_a_mention_is_answered_in_thread_from_what_was_said_before(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.says(BACKEND, "We decided that every retry carries an idempotency key.")
    asked = await ben.says(BACKEND, f"{BOT} what did we decide about retries?")
    await stage.settle()
    answer = last(stage)
    assert answer.thread_ts == asked
    assert "every retry carries an idempotency key" in answer.shown
    assert "No model is connected" in answer.shown


async def test_nothing_from_a_private_channel_is_said_in_a_public_one(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.says(LEADS, "The zebra budget is approved.")
    await stage.settle()
    await ana.says(BACKEND, f"{BOT} what about the zebra budget?")
    await stage.settle()
    assert "approved" not in last(stage).shown
    await ana.says(LEADS, f"{BOT} what about the zebra budget?")
    await stage.settle()
    assert "approved" in last(stage, LEADS).shown


async def test_a_mention_with_no_words_gets_a_kind_help(stage: Stage) -> None:
    await stage.workspace.member("Ben").says(BACKEND, BOT)
    await stage.settle()
    assert last(stage).user == stage.workspace.app.bot_user


async def test_the_day_happens_at_its_hours_and_once(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("18:00"))
    opened = [words.splitlines()[0] for words in shown(stage)]
    for line in ("Focus until 13:00 CET.", "Lunch until 14:00 CET."):
        assert opened.count(line) == 1
    assert "Code Review and Pull Requests" not in opened  # no GitHub is connected
    assert sum(words.startswith("Morning Standup and Team Sync: Monday") for words in opened) == 1


async def test_markup_in_an_answer_is_shown_and_never_live(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("09:00"))
    ben = stage.workspace.member("Ben")
    await ben.clicks(last(stage), "standup_answer")
    await stage.workspace.until(lambda: ben.view)
    assert ben.view is not None
    label = next(block["label"]["text"] for block in ben.view.blocks if "plan" in str(block.get("label")))
    assert await ben.fills(ben.view, {label: "<!channel> see <https://evil.example|our wiki>"}) == {}
    await stage.pass_(seconds=5)
    answer = last(stage)
    assert "<!channel> see <https://evil.example|our wiki>" in answer.shown
    assert "<!channel>" not in answer.raw["text"]
    assert '"type": "link"' not in str(answer.blocks).replace("'", '"')


async def test_the_home_shows_what_is_coming_up_in_ones_own_channels_only(stage: Stage) -> None:
    await with_a_day(stage)
    ana, dev = stage.workspace.member("Ana"), stage.workspace.member("Dev")
    await ana.command("/adr Hire nobody", LEADS)
    await stage.workspace.until(lambda: ana.view)
    assert ana.view is not None
    labels = [block["label"]["text"] for block in ana.view.blocks if block["type"] == "input"]
    needed = {label: "Because." for label in labels if label in ("Context", "Decision", "Consequences")}
    assert await ana.fills(ana.view, needed) == {}
    await ana.opens_home()
    await dev.opens_home()
    await stage.workspace.until(lambda: ana.home and dev.home)
    assert ana.home is not None
    assert dev.home is not None
    seen = {who.name: "\n".join(words(who.home.blocks)) for who in (ana, dev) if who.home}
    assert "Morning Standup and Team Sync" in seen["Ana"]
    assert "Morning Standup and Team Sync" in seen["Dev"]
    assert "Hire nobody" in seen["Ana"]
    assert "Hire nobody" not in seen["Dev"]
