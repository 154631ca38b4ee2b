"""Whoever asks what comes next is told it of the channels whose day everybody who hears may know."""

from bot.demo import team
from bot.demo.stage import Stage
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS, with_a_standup
from tests.tools.asking import DM, told

TOOL = "the_day"


async def days(stage: Stage, *, holidays: str = "") -> None:
    """A standup, a lunch and a paused review of designs in #backend; a reminder among the leads."""
    words = f"""
[team]
timezone = "Europe/Berlin"
{holidays}
[[ritual]]
kind = "standup"
channel = "#backend"
at = "09:00"
[[ritual]]
kind = "lunch"
channel = "#backend"
at = "13:00"
[[ritual]]
kind = "design_review"
channel = "#backend"
at = "15:00"
paused = true
[[ritual]]
kind = "reminder"
title = "Salaries"
words = "Talk about them"
channel = "#backend-leads"
at = "16:00"
days = ["tue"]
"""
    await stage.app.parts.rituals.file.load_text(words, "rituals.toml")
    await stage.settle()


async def test_what_comes_today_is_told_in_order_and_what_is_over_too(stage: Stage) -> None:
    await days(stage)
    said = await told(stage, TOOL)
    assert said.startswith("Next comes Standup at 09:00 CET, then:\n• Lunch at 13:00 CET")
    assert "Not running: Design review (paused)." in said
    await stage.turn_to(stage.at("09:30"))
    said = await told(stage, TOOL)
    assert said.startswith("Next comes Lunch at 13:00 CET.")
    assert "The last that is over: Standup." in said
    assert "Next comes Lunch at 12:00 GMT." in await told(stage, TOOL, "Dev"), "in the asker's zone"


async def test_a_lunch_that_goes_on_is_told_before_tomorrows(stage: Stage) -> None:
    await days(stage)
    await stage.turn_to(stage.at("13:10"))
    said = await told(stage, TOOL, words="lunch")
    assert said.startswith("Lunch goes on now, until 14:00 CET.")
    assert "Lunch comes Tue 24 Nov 2026 13:00 CET." in said
    assert (await told(stage, TOOL, words="standup")).startswith("Standup comes Tue 24 Nov 2026 09:00 CET.")
    await stage.turn_to(stage.at("14:05"))
    assert (await told(stage, TOOL, words="lunch")).startswith("Lunch comes Tue 24 Nov 2026 13:00 CET.")


async def test_when_a_ritual_comes_is_told_by_its_name(stage: Stage) -> None:
    await days(stage)
    assert await told(stage, TOOL, words="the stand-up") == (
        "Standup comes Mon 23 Nov 2026 09:00 CET.\nAs of 08:30 CET"
    )
    assert await told(stage, TOOL, words="design review?") == "Design review is paused.\nAs of 08:30 CET"
    said = await told(stage, TOOL, words="the retrospective")
    assert said.startswith("No ritual of this channel is called so.")


async def test_on_a_day_off_it_is_said_why_nothing_comes_and_what_comes_after(stage: Stage) -> None:
    await days(stage, holidays='holidays = "DE"')
    said = await told(stage, TOOL, first="2026-12-25")
    assert said.startswith("Nothing of this channel is still to come on Friday 25 December.")
    assert "Friday 25 December is a holiday of the team." in said
    assert "After that Standup comes " in said
    said = await told(stage, TOOL, first="2026-11-24")
    assert said.startswith("2 rituals come tomorrow:\n• Standup at 09:00 CET\n• Lunch at 13:00 CET")


async def test_one_that_is_skipped_is_said_to_be(stage: Stage) -> None:
    await days(stage)
    await stage.app.parts.rituals.roster.skip_next(team.ANA.id, "standup-backend")
    said = await told(stage, TOOL)
    assert said.startswith("Next comes Lunch")
    assert "Skipped on Monday 23 November: Standup." in said


async def test_the_day_of_a_private_channel_is_told_to_its_people_only(stage: Stage) -> None:
    await days(stage)
    for who, where in (("Ben", DM), ("Ana", BACKEND), ("Ben", BACKEND)):
        assert "Salaries" not in await told(stage, TOOL, who, where, first="2026-11-24")
        assert "Salaries" not in await told(stage, TOOL, who, where, words="salaries")
    assert "Salaries in #backend-leads at 16:00 CET" in await told(stage, TOOL, "Chiara", DM, first="2026-11-24")
    assert "1 ritual comes tomorrow:\n• Salaries at 16:00 CET" in await told(
        stage, TOOL, "Ana", LEADS, first="2026-11-24"
    )


async def test_a_guest_is_told_of_their_own_channels_day(stage: Stage) -> None:
    await with_a_standup(stage)
    await becomes_a_guest(stage, "Dev")
    assert "Next comes Standup in #backend at 08:00 GMT." in await told(stage, TOOL, "Dev", DM)
    await stage.workspace.member("Dev").leaves(BACKEND)
    await stage.settle()
    assert (
        await told(stage, TOOL, "Dev", DM) == "No ritual is set up in your channels, so I know of nothing that comes."
    )
