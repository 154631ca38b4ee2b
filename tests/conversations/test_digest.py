"""At its close a standup tells: what is in the way, what people are on, who was not heard."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.demo.acting import answer
from bot.demo.stage import Stage
from integrations.database.tables.delivery import outbox
from integrations.database.tables.standup import standup_rounds
from integrations.model import Model
from integrations.workspace import Said
from integrations.workspace.newcomers import add_person
from jobs.standup import StandupEntry
from tests.stage import BACKEND, LEADS, MONDAY, opened, shown, staged, thread, with_a_standup
from tests.turn.model_server import serving as model_serving

MON, TUE, WED, FRI = 23, 24, 25, 27


async def says(stage: Stage, who: str, **words: str) -> None:
    """Answer the open round: `did`, `plan` and what is in the `way`."""
    labels = {"did": "finish", "plan": "plan", "way": "in your way"}
    await stage.pass_(minutes=1)
    await answer(stage, BACKEND, stage.workspace.member(who), {labels[key]: said for key, said in words.items()})


async def turn(stage: Stage, clock: str, day: int = MON) -> None:
    await stage.turn_to(stage.at(clock, stage.now().replace(day=day)))


@pytest.fixture
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


def digest(stage: Stage, day: int = MON) -> Said:
    return next(said for said in reversed(thread(stage, opened(stage))) if f", {_day(day)}:" in said.shown)


def _day(day: int) -> str:
    return f"{date(2026, 11, day):%A} {day} November"


def lines(said: Said) -> list[str]:
    return [line for line in said.shown.splitlines() if line.strip()]


def leads_to(stage: Stage, said: Said, name: str) -> str:
    """The words of the message that a name in it leads to."""
    urls = re.findall(rf'"url": "([^"]+)", "text": "{name}"', json.dumps(said.blocks))
    assert urls, f"{name} leads nowhere"
    ts = re.sub(r".*/p(\d+)(\d{6}).*", r"\1.\2", urls[0])
    return next(each.shown for each in stage.workspace.messages_in(BACKEND) if each.ts == ts)


async def a_monday(stage: Stage, keys: str = "") -> None:
    """Three people answer, one of them is blocked; Dev misses, and Elif is away."""
    await with_a_standup(stage, keys)
    await turn(stage, "09:01")
    await says(stage, "Ben", did="the webhook", plan="PAY-41: keys for refunds", way="no access to staging")
    await says(stage, "Ana", plan="write the proposal")
    await says(stage, "Chiara", did="the plan of the sweep", plan="index for PAY-41\nthe migration")
    await turn(stage, "11:01")


async def test_a_day_is_told_blockers_first_then_a_line_each_then_who_was_not_heard(stage: Stage) -> None:
    await a_monday(stage)
    assert lines(digest(stage)) == [
        "Standup, Monday 23 November: 3 of 4 answered, 1 blocker",
        "Somebody is waiting. Who can take five minutes for it? – The Investigator",
        "New blockers",
        "🚧 Ben: no access to staging",
        "Resolved",
        "Who is on what",
        "PAY-41",
        "Ben: PAY-41: keys for refunds · done: the webhook",
        "Chiara: index for PAY-41; the migration · done: the plan of the sweep",
        "Ana: write the proposal",
        "Missing: Dev",
        "Away: Elif",
        "Add or edit my answer",
    ]
    assert "keys for refunds" in leads_to(stage, digest(stage), "Ben")
    assert "write the proposal" in leads_to(stage, digest(stage), "Ana")


@pytest.mark.slow
async def test_what_is_planned_again_the_next_day_is_told_from_what_is_new(stage: Stage) -> None:
    await a_monday(stage)
    await turn(stage, "09:01", TUE)
    await says(stage, "Ben", did="half of it", plan="- PAY-41 again, the tests\n- the cache")
    await says(stage, "Ana", did="wrote it", plan="Write the proposal.")
    await stage.workspace.member("Chiara").clicks(opened(stage), "Same as planned")
    await turn(stage, "11:01", TUE)
    told = lines(digest(stage, TUE))
    assert "Carried over" in told
    assert "🚧 Ben: no access to staging, _since Monday 23 November, 1 working day_" in told
    assert "Ben: PAY-41 again, the tests (since Monday); the cache · done: half of it" in told
    assert "Ana: Write the proposal (since Monday) · done: wrote it" in told
    assert any(
        line.startswith("Chiara: index for PAY-41 (since Monday); the migration (since Monday)") for line in told
    )


async def test_the_report_channel_reads_it_too_with_links_to_every_answer(stage: Stage) -> None:
    await with_a_standup(stage, f'report_to = "{LEADS}"')
    await turn(stage, "09:01")
    await says(stage, "Ben", plan="the cache")
    await says(stage, "Dev", plan="the order form")
    await says(stage, "Chiara", plan="the index")
    await says(stage, "Ana", plan="the proposal")
    await stage.pass_(seconds=20)
    copy = stage.workspace.messages_in(LEADS)[-1]
    assert lines(copy)[0] == "Standup, Monday 23 November: 4 of 4 answered, no blockers, in "
    assert lines(copy)[-6:] == [
        "Who is on what",
        "Ben: the cache",
        "Dev: the order form",
        "Chiara: the index",
        "Ana: the proposal",
        "Away: Elif",
    ]
    assert "the cache" in leads_to(stage, copy, "Ben")
    assert leads_to(stage, copy, "Ana"), "the last one, whose answer closed the round"


@pytest.mark.slow
async def test_an_answer_that_comes_or_is_changed_after_the_close_is_drawn_in_place(stage: Stage) -> None:
    await a_monday(stage)
    said = len(thread(stage, opened(stage)))
    await says(stage, "Dev", plan="<!channel> *loud* <https://evil.example|look>")
    await says(stage, "Ana", plan="talk it over")
    await stage.pass_(seconds=10)
    assert len(thread(stage, opened(stage))) == said + 1, "Dev's answer, and no second digest"
    told = lines(digest(stage))
    assert "Dev: <!channel> *loud* <https://evil.example|look>" in told, "their words, and nothing live"
    assert "Ana: talk it over" in told
    assert "write the proposal" not in digest(stage).shown
    assert "Late: Dev" in told
    assert "loud" in leads_to(stage, digest(stage), "Dev")


@pytest.mark.slow
async def test_of_forty_people_each_has_a_line_behind_show_all_and_who_misses_is_in_sight(stage: Stage) -> None:
    names = [f"Person {number}" for number in range(40)]
    for name in names:
        await add_person(stage.workspace, name)
        await stage.workspace.member(name).joins(BACKEND)
    await stage.settle()
    await with_a_standup(stage)
    await turn(stage, "09:01")
    round_ = await stage.app.parts.standups.find.here("U0BEN", "C0BACKEND")
    assert round_ is not None
    for name in names[:38]:
        person = stage.workspace.member(name).id
        plan = StandupEntry({"today": f"the plan of {name}, which has some more words than a line has room for " * 2})
        await stage.app.parts.standups.submit(person, round_.key, plan)
    await turn(stage, "11:01")
    await stage.pass_(minutes=2)
    told = digest(stage)
    assert lines(told)[0].startswith("Standup, Monday 23 November: 38 of 44 answered")
    assert "Missing: Ana, Ben, Chiara, Dev, Person 38 and Person 39" in lines(told)
    assert "the plan of Person 9," in told.shown
    ben = stage.workspace.member("Ben")
    await ben.clicks(told, "show_all")
    whole = await stage.workspace.until(
        lambda: [each for each in ben.whispers(BACKEND) if "the plan of Person 37" in each.shown]
    )
    assert "the plan of Person 37," in leads_to(stage, whole[-1], "Person 37")


async def test_whose_words_are_erased_has_no_line_in_what_we_keep(stage: Stage) -> None:
    await a_monday(stage)
    await stage.app.parts.personal_data.forget("U0BEN")
    async with stage.app.parts.db.read() as tx:
        kept = [str(post) for post in (await tx.execute(sa.select(outbox.c.post))).scalars()]
    assert not [post for post in kept if "keys for refunds" in post]


@pytest.mark.slow
async def test_the_last_round_of_a_week_sums_it_up_in_the_channel_and_in_the_report(stage: Stage) -> None:
    await with_a_standup(stage, f'report_to = "{LEADS}"\ndays = ["mon", "wed", "fri"]\ntitle = "Sync"\n')
    await turn(stage, "09:01")
    await says(stage, "Ben", plan="Keys for refunds\nthe cache", way="no access to staging")
    await says(stage, "Ana", plan="write the proposal", way="the tests are red")
    await turn(stage, "11:01")
    await stage.workspace.member("Dev").clicks(digest(stage), "Resolved", "the tests are red")
    await turn(stage, "09:01", WED)
    await says(stage, "Ben", did="The keys for refunds are merged", plan="the cache\nPAY-7")
    await turn(stage, "09:01", FRI)
    assert not [said for said in shown(stage) if "the week to" in said]
    await says(stage, "Ben", did="PAY-7", plan="the cache\nPAY-8")
    await turn(stage, "11:01", FRI)
    told = [
        "Sync, the week to Friday 27 November: 2 of 4 plans done, 1 open blocker",
        "In the way, the oldest first",
        "🚧 Ben: no access to staging, _since Monday 23 November, 4 working days_",
        "Resolved",
        "Out of the way this week",
        "✅ Ana: the tests are red resolved by Dev",
        "Who answered",
        "[How many answered, round by round: 23 Nov: 2 of 4, 25 Nov: 1 of 4, 27 Nov: 1 of 4]",
        "23 Nov: 2 of 4, 25 Nov: 1 of 4, 27 Nov: 1 of 4",
        "Planned and done",
        "Ben: Keys for refunds; PAY-7",
        "Planned and not done",
        "Ana: write the proposal (planned on Monday, not mentioned since)",
        "Ben: the cache (since Monday)",
        "By what people wrote: a plan is done where a later answer says so. What is still ahead is left out.",
    ]
    assert lines(opened(stage)) == told
    assert "PAY-8" in leads_to(stage, opened(stage), "Ben")
    copy = stage.workspace.messages_in(LEADS)[-1]
    assert lines(copy)[1:] == [line.replace("_", "") for line in told[1:] if line != "Resolved"]
    await stage.workspace.member("Chiara").clicks(opened(stage), "Resolved", "no access")
    await stage.pass_(seconds=10)
    assert "2 of 4 plans done, no open blockers" in opened(stage).shown
    assert "no open blockers" in stage.workspace.messages_in(LEADS)[-1].shown


@pytest.mark.slow_where("learn", 'days = ["fri"]\n')
@pytest.mark.parametrize(
    ("keys", "asks"),
    [("weekly = false\n", "plan"), ('questions = ["What did you learn?"]\n', "learn"), ('days = ["fri"]\n', "plan")],
)
async def test_a_week_is_summed_up_only_where_there_is_more_to_say_of_it_than_of_its_day(
    tmp_path: Path, keys: str, asks: str
) -> None:
    async with staged(tmp_path, start=MONDAY + timedelta(days=3)) as stage:
        await with_a_standup(stage, keys)
        await turn(stage, "09:01", FRI)
        await answer(stage, BACKEND, stage.workspace.member("Ben"), {asks: "Rust", "in your way": "no staging"})
        await turn(stage, "11:01", FRI)
        assert digest(stage, FRI)
        assert not [said for said in shown(stage) if "the week to" in said]


@pytest.mark.slow
async def test_a_model_sums_up_on_top_and_what_rests_on_a_changed_answer_goes(tmp_path: Path, libraries: None) -> None:
    async with (
        model_serving() as server,
        staged(
            tmp_path, rolecall_model="small", openai_base_url=server.url, rolecall_model_channels=("C0BACKEND",)
        ) as stage,
    ):
        server.content = "Ben waits for staging. [1]\nThe proposal is next. [2]\nAll is well.\nAna is on PAY-9. [2]"
        await a_monday(stage)
        (asked,) = server.asked
        assert "no access to staging" in str(asked["messages"][-1])
        assert lines(digest(stage))[1:4] == [
            "Ben waits for staging. (Ben)",
            "The proposal is next. (Ana)",
            "Summed up by a model. Each name leads to an answer that the sentence rests on.",
        ]
        assert "keys for refunds" in leads_to(stage, digest(stage), "Ben")
        await says(stage, "Ana", plan="talk it over")
        await stage.pass_(seconds=10)
        assert "Ben waits for staging. (Ben)" in lines(digest(stage))
        assert "The proposal is next" not in digest(stage).shown
        await stage.app.parts.personal_data.forget("U0BEN")
        async with stage.app.parts.db.read() as tx:
            assert (await tx.execute(sa.select(standup_rounds.c.sentences))).scalars().all() == [[]]


@pytest.mark.slow
async def test_a_model_sums_the_week_up_by_the_same_rules(tmp_path: Path, libraries: None) -> None:
    async with (
        model_serving() as server,
        staged(
            tmp_path, rolecall_model="small", openai_base_url=server.url, rolecall_model_channels=("C0BACKEND",)
        ) as stage,
    ):
        await with_a_standup(stage, 'days = ["mon", "fri"]\nremind_after = []\n')
        await turn(stage, "09:01")
        server.content = ""
        await says(stage, "Ben", plan="Keys for refunds")
        await says(stage, "Ana", plan="write the proposal")
        await turn(stage, "09:01", FRI)
        await says(stage, "Ben", did="the keys for refunds are merged", plan="the cache")
        await says(stage, "Ana", plan="the proposal still")
        server.content = "The keys for refunds are merged. [2]\nThe proposal took all week. [1]\nAll 12 are happy. [1]"
        await turn(stage, "11:01", FRI)
        asked = str(server.asked[-1]["messages"][-1])
        assert "Monday, What is your plan for today?" in asked
        assert "Friday, What is your plan for today?" in asked
        week = opened(stage)
        assert lines(week)[1:4] == [
            "The keys for refunds are merged. (Ben)",
            "The proposal took all week. (Ana)",
            "Summed up by a model. Each name leads to an answer that the sentence rests on.",
        ]
        assert "the cache" in leads_to(stage, week, "Ben")
        friday = next(said for said in stage.workspace.messages_in(BACKEND) if "Friday 27" in said.shown)
        await stage.workspace.member("Ben").clicks(friday, "Add or edit my answer")
        await stage.settle()
        form = stage.workspace.member("Ben").view
        assert form is not None
        assert await stage.workspace.member("Ben").fills(form, {"today": "the index"}) == {}
        await stage.pass_(seconds=10)
        assert "keys for refunds are merged. (" not in opened(stage).shown
        assert "The proposal took all week. (Ana)" in opened(stage).shown
