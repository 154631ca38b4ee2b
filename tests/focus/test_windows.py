"""Focus and lunch: what would nudge waits, in order, and what cannot wait does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo import team
from bot.demo.stage import Stage
from bot.home import COMMANDS
from integrations.database.tables.meetings import WindowKind
from integrations.post import Post
from integrations.workspace import Said
from jobs.delivery.outbox_log import every_message
from jobs.delivery.quiet_windows import Window, after, is_focus_over
from jobs.errors import NotAccepted
from jobs.messages import OutgoingMessage, Priority
from tests.stage import BACKEND, is_away, opened, shown, staged, with_a_day

ROOT = Path(__file__).parents[2]


def message(key: str, priority: Priority = Priority.NUDGE, **more: object) -> OutgoingMessage:
    return OutgoingMessage(key, team.BEN.id, Post(headline=(key,)), priority=priority, person=team.BEN.id, **more)  # type: ignore[arg-type]


async def to_ben(stage: Stage) -> list[Said]:
    return stage.workspace.messages_in(await stage.workspace.member("Ben").opens_dm())


async def said_to_ben(stage: Stage) -> list[str]:
    return [said.shown for said in await to_ben(stage)]


async def test_the_focus_says_until_when_and_what_each_one_means_to_do(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("09:01"))
    ben = stage.workspace.member("Ben")
    await ben.clicks(opened(stage), "standup_answer")
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    await ben.fills(view, {"What is your plan for today?": "The same for refunds.\nAnd tea."})
    await stage.turn_to(stage.at("11:31"))
    said = opened(stage).shown
    assert said.startswith("Focus until 13:00 CET.")
    assert "Ben: The same for refunds." in said
    assert "tea" not in said


@pytest.mark.slow
async def test_nudges_wait_for_the_end_of_the_window_in_order_and_pages_do_not(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("11:31"))
    before = len(await to_ben(stage))
    soon = stage.now() + timedelta(minutes=20)
    outbox = stage.app.parts.outbox
    await outbox.send(
        message("first"),
        message("stale", expires_at=soon),
        message("second", Priority.DIGEST),
        message("page", Priority.PAGE),
    )
    await stage.pass_(minutes=30)
    assert (await said_to_ben(stage))[before:] == ["page"]
    assert [held.post.headline for held in await stage.app.parts.windows.held_for(team.BEN.id)] == [
        ("first",),
        ("second",),
    ]
    await stage.turn_to(stage.at("14:05"))  # lunch follows at once, and holds them too
    assert (await said_to_ben(stage))[before:] == ["page", "first", "second"]


async def test_who_is_in_another_channel_is_not_held(stage: Stage) -> None:
    await stage.workspace.member("Ana").command("/ritual run lunch", "#backend-leads")
    await stage.turn_to(stage.at("09:30"))
    await stage.app.parts.outbox.send(message("hello"))
    await stage.pass_(seconds=5)
    assert "hello" in await said_to_ben(stage)


async def test_an_own_focus_is_begun_asked_about_and_ended(stage: Stage) -> None:
    await stage.turn_to(stage.at("10:30"))  # 09:30 where the team's hours are, which is UTC until somebody says
    ben = stage.workspace.member("Ben")

    async def types(words: str) -> str:
        await ben.command(words, BACKEND)
        await stage.settle()
        return ben.whispers(BACKEND)[-1].shown

    assert "/focus 60" in await types("/focus")
    assert (await types("/focus 45")).startswith("In focus until")
    await stage.app.parts.outbox.send(message("one"), message("two"))
    await stage.pass_(seconds=5)
    assert (await types("/focus")).endswith("2 waiting for you.")
    assert await said_to_ben(stage) == []
    assert await types("/focus off") == "Your focus is over."
    await stage.pass_(seconds=5)
    assert await said_to_ben(stage) == ["one", "two"]
    assert await types("/focus off") == "You were in no focus of your own."
    assert (await types("/focus 1h")).startswith("In focus until")
    await types("/focus off")
    for minutes in ("600", "0", "-5", "100000", "99h"):
        assert "5 to 240 minutes" in await types(f"/focus {minutes}")
    for words in ("banana", "60 bananas", "9" * 20, "1.5h"):
        assert "I did not understand" in await types(f"/focus {words}")


async def test_the_home_and_the_docs_tell_of_a_focus_what_typing_it_does(stage: Stage) -> None:
    (typed,) = [command for command, what in COMMANDS if what == "an hour without nudges"]
    assert f"`{typed}` is an hour without nudges" in (ROOT / "docs" / "slack.md").read_text("utf-8")
    await stage.workspace.member("Ben").command(typed, BACKEND)
    await stage.workspace.until(lambda: stage.workspace.member("Ben").whispers(BACKEND))
    said = stage.workspace.member("Ben").whispers(BACKEND)[-1].shown
    assert said.startswith("In focus until")
    window = await stage.app.parts.windows.own(team.BEN.id)
    assert window is not None
    assert window.until == stage.now() + timedelta(hours=1)


async def test_a_focus_that_ends_by_itself_says_what_waited_and_a_quiet_one_nothing(stage: Stage) -> None:
    await stage.turn_to(stage.at("10:30"))
    windows = stage.app.parts.windows
    await windows.begin(team.BEN.id, timedelta(minutes=30))
    await stage.pass_(minutes=31)
    assert await said_to_ben(stage) == []
    await windows.begin(team.BEN.id, timedelta(minutes=30))
    await stage.app.parts.outbox.send(message("one"))
    await stage.pass_(minutes=30)
    await stage.pass_(minutes=1)
    assert await said_to_ben(stage) == ["Your focus is over. One message waited for you.", "one"]
    async with stage.app.parts.db.read() as tx:
        keys = [
            each.key for each in await every_message(tx) if each.person == team.BEN.id or each.channel == team.BEN.id
        ]
    assert [is_focus_over(key) for key in keys] == [key != "one" for key in keys]


@pytest.mark.slow
async def test_a_focus_until_the_evening_holds_until_the_morning(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("16:00"))
    before = len(await to_ben(stage))
    windows, outbox = stage.app.parts.windows, stage.app.parts.outbox
    await windows.begin(team.BEN.id, timedelta(minutes=120))
    await outbox.send(message("nudge"), message("stale", expires_at=stage.now() + timedelta(hours=3)))
    await stage.turn_to(stage.at("23:00"))
    assert "nudge" not in (await said_to_ben(stage))[before:]
    (held,) = await windows.held_for(team.BEN.id)
    tomorrow = stage.now() + timedelta(days=1)
    assert held.until == stage.at("09:00", tomorrow)
    await stage.turn_to(stage.at("09:02", tomorrow))
    said = (await said_to_ben(stage))[before:]
    assert "nudge" in said
    assert not [each for each in said if "stale" in each or "focus is over" in each]


async def test_a_focus_that_ends_at_night_wakes_nobody(stage: Stage) -> None:
    await stage.turn_to(stage.at("22:00"))
    await stage.app.parts.windows.begin(team.BEN.id, timedelta(hours=2))
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.turn_to(stage.at("03:00", stage.now() + timedelta(days=1)))
    assert await said_to_ben(stage) == []


async def test_a_focus_that_ended_while_nobody_ran_is_no_news(stage: Stage) -> None:
    await stage.turn_to(stage.at("10:30"))
    await stage.app.parts.windows.begin(team.BEN.id, timedelta(minutes=30))
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.pass_(seconds=2)
    stage.clock.turn_to(stage.at("11:30"))
    await stage.settle()
    assert await said_to_ben(stage) == ["nudge"]


async def test_a_focus_that_the_lunch_follows_is_not_told_of(stage: Stage) -> None:
    await stage.turn_to(stage.at("10:30"))
    windows, db = stage.app.parts.windows, stage.app.parts.db
    await windows.begin(team.BEN.id, timedelta(minutes=30))
    async with db.write() as tx:
        await windows.open_channel(tx, team.BACKEND.id, WindowKind.LUNCH, stage.now() + timedelta(minutes=60))
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.pass_(minutes=30)
    await stage.pass_(minutes=29)
    assert await said_to_ben(stage) == []
    await stage.pass_(minutes=2)
    assert await said_to_ben(stage) == ["nudge"]


async def test_a_shorter_focus_lets_go_sooner(stage: Stage) -> None:
    await stage.turn_to(stage.at("10:30"))
    windows = stage.app.parts.windows
    await windows.begin(team.BEN.id, timedelta(minutes=240))
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.pass_(seconds=2)
    await windows.begin(team.BEN.id, timedelta(minutes=10))
    await stage.pass_(minutes=9)
    assert await said_to_ben(stage) == []
    await stage.pass_(minutes=2)
    assert "nudge" in await said_to_ben(stage)


async def test_nothing_slips_out_between_a_window_and_the_next(stage: Stage) -> None:
    await stage.turn_to(stage.at("10:30"))
    windows, db = stage.app.parts.windows, stage.app.parts.db
    async with db.write() as tx:
        await windows.open_channel(tx, team.BACKEND.id, WindowKind.FOCUS, stage.now() + timedelta(minutes=30))
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.pass_(minutes=30)
    await stage.pass_(seconds=3)  # the lunch is worded and committed
    assert await said_to_ben(stage) == []
    async with db.write() as tx:
        await windows.open_channel(tx, team.BACKEND.id, WindowKind.LUNCH, stage.now() + timedelta(minutes=30))
    await stage.pass_(minutes=29)
    assert await said_to_ben(stage) == []
    await stage.pass_(minutes=2)
    assert await said_to_ben(stage) == ["nudge"]


@pytest.mark.slow
async def test_who_asks_in_the_focus_of_a_channel_is_told_of_it(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("11:31"))
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.pass_(seconds=3)
    ben = stage.workspace.member("Ben")
    for words, answer in (
        ("/focus", "A channel of yours has its focus until 13:00 CET. 1 waiting for you."),
        (
            "/focus off",
            "You were in no focus of your own. The focus of a channel of yours goes on until 13:00 CET.",
        ),
    ):
        await ben.command(words, BACKEND)
        await stage.settle()
        assert ben.whispers(BACKEND)[-1].shown == answer


async def test_at_each_members_own_hour_each_has_a_focus_of_their_own(stage: Stage) -> None:
    await stage.app.parts.rituals.file.load_text(
        f'[team]\ntimezone = "{team.ZONE}"\n[[ritual]]\nkind = "focus"\nchannel = "#backend"\nat = "10:00"\n'
        'timezone = "member"\n',
        "r",
    )
    await is_away(stage, team.ANA.id, stage.now().date())
    await stage.settle()
    before = len(shown(stage))
    await stage.turn_to(stage.at("10:01"))
    assert len(shown(stage)) == before
    assert await said_to_ben(stage) == ["Focus until 11:30 CET."]
    assert stage.workspace.messages_in(await stage.workspace.member("Ana").opens_dm()) == []
    await stage.app.parts.outbox.send(message("nudge"))
    await stage.turn_to(stage.at("11:29"))
    assert "nudge" not in await said_to_ben(stage)
    await stage.turn_to(stage.at("11:31"))
    assert "nudge" in await said_to_ben(stage)


async def test_only_what_can_be_each_ones_own_is_set_up_so(stage: Stage) -> None:
    await stage.app.parts.rituals.setup.apply(team.ANA.id, team.BACKEND.id, timezone=team.ZONE, each_their_own=True)
    listed = await stage.app.parts.rituals.roster.listed(team.BACKEND.id)
    own = {each.ritual.kind for each in listed if each.ritual.timezone == "member"}
    assert own == {"standup", "focus", "lunch"}
    with pytest.raises(NotAccepted) as refused:
        await stage.app.parts.rituals.roster.edit(team.ANA.id, "design_review-backend", timezone="member")
    assert "speaks to its whole channel" in refused.value.fields["timezone"]


async def test_windows_that_fill_the_whole_day_hold_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, start=datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) as stage:
        db, windows = stage.app.parts.db, stage.app.parts.windows
        async with db.write() as tx:
            await windows.open_channel(tx, team.BACKEND.id, WindowKind.FOCUS, stage.now() + timedelta(hours=12))
        await stage.app.parts.outbox.send(message("at last"))
        await stage.pass_(seconds=5)
        assert await said_to_ben(stage) == ["at last"]


@pytest.mark.parametrize(("minutes", "problem"), [(3, True), (90, False), (True, True), (500, True), ("60", True)])
async def test_the_length_of_a_window_is_checked(stage: Stage, minutes: object, problem: bool) -> None:
    assert bool(stage.app.parts.rituals.kinds.problems("focus", {"minutes": minutes})) == problem


START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


WINDOWS = st.lists(
    st.builds(
        lambda begin, length: Window(
            WindowKind.FOCUS, START + timedelta(minutes=begin), START + timedelta(minutes=begin + length)
        ),
        st.integers(0, 300),
        st.integers(1, 120),
    ),
    max_size=6,
)


@given(WINDOWS, st.integers(0, 300))
def test_what_is_held_goes_at_the_first_moment_when_nothing_holds_it(held: list[Window], minute: int) -> None:
    moment = START + timedelta(minutes=minute)
    free = after(moment, held)
    assert free >= moment
    assert not any(window.starts_at <= free < window.until for window in held)
    for step in range(int((free - moment).total_seconds() // 60)):
        earlier = moment + timedelta(minutes=step)
        assert any(window.starts_at <= earlier < window.until for window in held)


async def test_lunch_is_one_line(stage: Stage) -> None:
    await stage.workspace.member("Ana").command("/ritual run lunch", BACKEND)
    await stage.pass_(seconds=5)
    assert shown(stage)[-1].startswith("Lunch until")
    assert len(shown(stage)[-1].splitlines()) == 1
