"""Somebody types their standup instead of pressing Answer."""

from bot.demo.stage import Stage
from integrations.workspace import Said
from tests.stage import BACKEND, last, opened, shown, thread, with_a_standup

TYPED = "Yesterday: ledger migration. Today: index. Blockers: none"


async def begun(stage: Stage, keys: str = "") -> Said:
    await with_a_standup(stage, keys)
    await stage.turn_to(stage.at("09:01"))
    return opened(stage)


async def test_what_is_typed_below_the_round_is_an_answer_that_counts_everywhere(stage: Stage) -> None:
    post = await begun(stage)
    ben = stage.workspace.member("Ben")
    ts = await ben.replies(post, TYPED)
    await stage.settle()
    answer = thread(stage, post)[-1].shown
    assert "ledger migration" in answer
    assert "What is your plan for today?" in answer
    (whisper,) = ben.whispers(BACKEND)
    assert whisper.shown.startswith("Thanks, that's your answer for Monday 23 November")
    assert whisper.buttons == ["Edit"]
    await ben.edits(BACKEND, ts, TYPED.replace("index", "index and its tests").replace("none", "no staging"))
    await stage.pass_(seconds=5)
    assert "index and its tests" in thread(stage, post)[1].shown
    assert "🚧" in thread(stage, post)[1].shown
    await ben.clicks(whisper, "Edit")
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    assert "index and its tests" in str(view.blocks)
    await stage.turn_to(stage.at("11:01"))
    assert "no staging" in last(stage).shown
    assert "Ben" not in last(stage).shown.partition("Missing")[2]
    assert not [said for said in ben.hears() if "is waiting for your answer" in said.shown]


async def test_a_message_is_no_longer_the_answer_once_that_was_changed_in_the_form(stage: Stage) -> None:
    post = await begun(stage)
    ben = stage.workspace.member("Ben")
    ts = await ben.replies(post, TYPED)
    await stage.settle()
    await ben.clicks(post, "Answer")
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    assert await ben.fills(view, {"What is your plan for today?": "the form's plan"}) == {}
    await stage.settle()
    await ben.edits(BACKEND, ts, TYPED.replace("index", "something else"))
    await stage.pass_(seconds=5)
    assert "the form's plan" in thread(stage, post)[1].shown


async def test_what_is_said_to_others_below_the_round_is_no_answer(stage: Stage) -> None:
    post = await begun(stage)
    ben, ana = stage.workspace.member("Ben"), stage.workspace.member("Ana")
    for words in ("@Ana can you look at this?", "done", "thanks!", "who reviews the ledger", "👍"):
        await ben.replies(post, words)
    await stage.settle()
    assert not ben.whispers(BACKEND)
    assert len(thread(stage, post)) == 5
    await ben.replies(post, "I go on with the ledger")
    (hint,) = await stage.workspace.until(lambda: ben.whispers(BACKEND))
    assert "Press Answer to fill it in. Or type it like this: Yesterday: …, Today: …, Blockers: …" in hint.shown
    assert hint.buttons == ["Answer", "Same as planned", "Skip today"]
    assert not ana.whispers(BACKEND)


async def test_what_is_typed_to_us_alone_answers_what_we_asked_there(stage: Stage) -> None:
    await begun(stage, 'collect = "dm"\n')
    ben = stage.workspace.member("Ben")
    dm = ben.dm_with_app.id
    asked = last(stage, dm)
    await ben.says(dm, "going on with the ledger today")
    await stage.pass_(seconds=5)
    assert "Press Answer to fill it in" in last(stage, dm).shown
    await ben.replies(asked, TYPED)
    await stage.pass_(seconds=5)
    assert any("Thanks, that's your answer" in said.shown for said in thread(stage, asked))
    assert any("ledger migration" in words for words in shown(stage))
    await ben.says(dm, "Blockers: the staging database")
    await stage.pass_(seconds=5)
    assert "the staging database" in last(stage, dm).shown
    assert "ledger migration" in last(stage, dm).shown, "the rest stays"


async def test_a_question_to_us_alone_is_answered_though_a_round_waits(stage: Stage) -> None:
    await begun(stage, 'collect = "dm"\n')
    ben = stage.workspace.member("Ben")
    await ben.says(ben.dm_with_app.id, "what did we decide about the ledger")
    await stage.settle()
    assert "Press Answer" not in last(stage, ben.dm_with_app.id).shown


async def test_a_reply_to_the_only_question_is_its_answer(stage: Stage) -> None:
    await begun(stage, 'collect = "dm"\nquestions = ["What did you learn?"]\n')
    ben = stage.workspace.member("Ben")
    await ben.replies(last(stage, ben.dm_with_app.id), "Rust")
    await stage.settle()
    assert any("What did you learn?" in words and "Rust" in words for words in shown(stage))
