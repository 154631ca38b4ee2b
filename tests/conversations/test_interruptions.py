"""On their last working day of the week people read what interrupted them, and have less of it with a button."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.delivery import MessageState
from integrations.post import Post
from integrations.workspace import Said
from jobs.delivery import ledger_posts
from jobs.messages import Interruption, OutgoingMessage, Priority
from tests.stage import BACKEND, MONDAY, is_away, staged, with_a_standup

NOTE = "Your week with me: what I sent you, and what I kept from you"
DAY = timedelta(days=1)
WEDNESDAY = MONDAY + 2 * DAY


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The sample team on a Wednesday: what there is of a week comes soon."""
    async with staged(tmp_path, start=WEDNESDAY) as ready:
        yield ready


async def nudge(stage: Stage, key: str, who: str = team.BEN.id) -> None:
    """Somebody nudges a person about a review."""
    expires = stage.now() + 3 * DAY
    post = Post(headline=(f"Please look at {key}",))
    message = OutgoingMessage(key, who, post, Priority.NUDGE, person=who, kind=Interruption.REVIEW, expires_at=expires)
    await stage.app.parts.outbox.send(message)
    await stage.settle()


async def on_friday(stage: Stage, clock: str = "16:35") -> None:
    friday = stage.now() + (4 - stage.now().weekday()) * DAY
    await stage.turn_to(stage.at(clock, friday))
    await stage.app.parts.ledger.tick()
    await stage.settle()


def notes(stage: Stage, who: str = "Ben") -> list[Said]:
    return [said for said in stage.workspace.member(who).hears() if NOTE in said.shown]


async def pressed(stage: Stage, button: str) -> str:
    """Ben presses a button of his note; what it shows then."""
    ben = stage.workspace.member("Ben")
    await ben.clicks(notes(stage)[-1], button)
    await stage.settle()
    return notes(stage)[-1].shown


def nudged(stage: Stage) -> list[str]:
    return [said.text for said in stage.workspace.member("Ben").hears() if "Please look at" in said.text]


@pytest.mark.slow
async def test_a_week_of_one_person_as_it_was(stage: Stage) -> None:
    await with_a_standup(stage)
    for clock, answers in (("09:35", True), ("09:35", False)):
        await stage.turn_to(stage.at(clock))
        if answers:
            await stage.workspace.member("Ben").says(BACKEND, "Yesterday: x. Today: y. Blockers: none")
        await stage.turn_to(stage.at("19:30"))
        await nudge(stage, f"late{stage.now():%d}")
        await stage.turn_to(stage.at("08:00", stage.now() + DAY))
    await on_friday(stage)
    [note] = notes(stage)
    lines = note.shown.splitlines()
    assert (
        "2 review nudges: what came of them stands on the pull requests themselves, and is not counted here."
        in note.shown
    )
    assert "standup reminders: you answered after 1 of them; no answer followed " in note.shown
    assert "Held for a better moment: 2 outside your hours." in note.shown
    assert note.buttons == ["Fewer review nudges", "Fewer standup reminders", "No weekly notes"]
    assert lines[-1].startswith("Only you see this.")
    await stage.turn_to(stage.at("17:29"))
    await stage.app.parts.ledger.tick()
    await stage.settle()
    assert len(notes(stage)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "typed", "why"),
    [("", "/focus 60", "1 in focus or lunch"), ("daily_cap = 1", "", "1 over what you get in a day")],
)
async def test_it_says_what_has_held_a_nudge(stage: Stage, settings: str, typed: str, why: str) -> None:
    await stage.app.parts.rituals.file.load_text(f'[team]\ntimezone = "{team.ZONE}"\n{settings}\n', "r.toml")
    await stage.turn_to(stage.at("10:00"))
    if typed:
        await stage.workspace.member("Ben").command(typed, BACKEND)
    else:
        await nudge(stage, "one")
    await nudge(stage, "two")
    await on_friday(stage)
    assert f"Held for a better moment: {why}." in notes(stage)[-1].shown


@pytest.mark.slow
async def test_what_never_came_is_told_with_the_reason(stage: Stage) -> None:
    await with_a_standup(stage, "remind_after = [5]\nclose_after = 600")
    await stage.app.parts.rituals.file.load_text(
        f'[team]\ntimezone = "{team.ZONE}"\nworking_hours = ["10:00", "17:30"]\n', "r.toml"
    )
    await stage.turn_to(stage.at("09:10"))
    await stage.workspace.member("Ben").says(BACKEND, "Yesterday: x. Today: y. Blockers: none")
    await stage.app.parts.ledger.limits.less(team.BEN.id, Interruption.REVIEW)
    await stage.app.parts.ledger.limits.less(team.BEN.id, Interruption.REVIEW)
    await stage.turn_to(stage.at("11:00"))
    await nudge(stage, "one")
    week = ledger_posts.weekly(await stage.app.parts.ledger.week(team.BEN.id))
    told = str(week.blocks)
    assert "0 standup reminders" in told
    assert "1 did not come, since the reason was gone" in told
    assert "0 review nudges" in told
    assert "1 did not come, as you wished: none from now on" in told


async def test_who_got_nothing_gets_no_note_and_nobody_reads_anothers(stage: Stage) -> None:
    await nudge(stage, "one")
    await on_friday(stage)
    assert len(notes(stage)) == 1
    assert [who for who in ("Ana", "Chiara", "Dev", "Elif") if notes(stage, who)] == []
    assert [said for said in stage.workspace.messages_in(BACKEND) if NOTE in said.shown] == []


@pytest.mark.slow
async def test_a_standup_that_asks_alone_is_no_reason_for_a_note(stage: Stage) -> None:
    await with_a_standup(stage, 'collect = "dm"\nremind_after = []')
    await stage.turn_to(stage.at("09:05"))
    await on_friday(stage)
    assert notes(stage) == []


async def test_one_a_day_then_none_then_all_again(stage: Stage) -> None:
    await nudge(stage, "one")
    await on_friday(stage)
    assert "one a day at most from now on" in await pressed(stage, "Fewer review nudges")
    monday = stage.now() + 3 * DAY
    await stage.turn_to(stage.at("10:00", monday))
    await nudge(stage, "two")
    await nudge(stage, "three")
    assert nudged(stage)[1:] == ["Please look at two"]
    await stage.turn_to(stage.at("10:00", monday + DAY))
    assert nudged(stage)[1:] == ["Please look at two", "Please look at three"]
    assert "none from now on" in await pressed(stage, "No review nudges")
    await nudge(stage, "four")
    assert await stage.app.parts.outbox.state_of("four") is MessageState.WITHDRAWN
    assert "from now on" not in await pressed(stage, "Review nudges again")
    await nudge(stage, "five")
    assert nudged(stage)[-1] == "Please look at five"


async def test_the_note_itself_can_be_stopped_and_the_app_home_brings_it_back(stage: Stage) -> None:
    await nudge(stage, "one")
    await on_friday(stage)
    await pressed(stage, "No weekly notes")
    await stage.turn_to(stage.at("10:00", stage.now() + 3 * DAY))
    await nudge(stage, "two")
    await on_friday(stage)
    assert len(notes(stage)) == 1
    ben = stage.workspace.member("Ben")
    home = await ben.opens_home()
    await stage.settle()
    home = ben.home
    assert home is not None
    assert "Interruptions this week" in str(home.blocks)
    await ben.clicks(home, "Weekly notes again")
    await stage.settle()
    home = ben.home
    assert home is not None
    assert "No weekly notes" in str(home.blocks)
    assert await stage.app.parts.ledger.limits.of(team.BEN.id) == {}


async def test_who_is_away_on_friday_is_left_alone(stage: Stage) -> None:
    await nudge(stage, "one")
    await is_away(stage, team.BEN.id, stage.now().date() + 2 * DAY)
    await on_friday(stage)
    assert notes(stage) == []


@pytest.mark.parametrize(
    ("team_settings", "day"),
    [('holidays = "DE"', "2026-12-24"), ('working_days = ["sun", "mon", "tue", "wed", "thu"]', "2026-12-17")],
)
async def test_the_last_working_day_is_not_always_friday(tmp_path: Path, team_settings: str, day: str) -> None:
    """Christmas falls on that Friday; others work from Sunday to Thursday."""
    last = datetime.fromisoformat(day).replace(tzinfo=UTC)
    async with staged(tmp_path, start=last - timedelta(hours=16)) as stage:
        await stage.app.parts.rituals.file.load_text(f'[team]\ntimezone = "{team.ZONE}"\n{team_settings}\n', "r.toml")
        await nudge(stage, "one")
        for before in (DAY, timedelta(0)):
            await stage.turn_to(stage.at("16:35", last - before))
            await stage.app.parts.ledger.tick()
            await stage.settle()
            assert len(notes(stage)) == (0 if before else 1)


async def test_what_was_said_of_it_goes_with_the_person(stage: Stage) -> None:
    await nudge(stage, "one")
    await on_friday(stage)
    await pressed(stage, "Fewer review nudges")
    parts = stage.app.parts
    assert (await parts.personal_data.export(team.BEN.id))["interruption_limits"][0]["kind"] == "review"
    await parts.personal_data.forget(team.BEN.id)
    assert await parts.ledger.limits.of(team.BEN.id) == {}
    assert (await parts.ledger.week(team.BEN.id)).limits == {}


@pytest.mark.parametrize(("clock", "comes"), [("05:30", True), ("04:30", False), ("22:30", False)])
async def test_who_works_over_midnight_reads_it_in_the_morning_that_ends_their_week(
    stage: Stage, clock: str, comes: bool
) -> None:
    words = f'[team]\ntimezone = "{team.ZONE}"\nworking_hours = ["22:00", "06:00"]\n'
    await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
    await nudge(stage, "payments#1")
    saturday = stage.now() + (5 - stage.now().weekday()) * DAY
    await stage.turn_to(stage.at(clock, saturday))
    await stage.app.parts.ledger.tick()
    await stage.settle()
    assert bool(notes(stage)) is comes
