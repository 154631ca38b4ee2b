"""Whoever asks for public holidays hears those of the team's region."""

from bot.demo.stage import Stage
from tests.tools.asking import told

TOOL = "public_holidays"


async def with_the_region(stage: Stage, region: str) -> None:
    await stage.app.parts.rituals.file.load_text(f'[team]\nholidays = "{region}"\n', "rituals.toml")
    await stage.settle()


async def test_the_next_holidays_of_the_region_are_told_by_name(stage: Stage) -> None:
    await with_the_region(stage, "US")
    said = await told(stage, TOOL)
    assert said.startswith("The next public holiday in US is Thursday 26 November: Thanksgiving")
    assert "Friday 25 December: Christmas Day" in said
    assert "Friday 1 January 2027: New Year's Day" in said, "somebody asks in December as well"


async def test_the_holidays_of_a_week_are_those_and_no_others(stage: Stage) -> None:
    await with_the_region(stage, "DE")
    week = await told(stage, TOOL, first="2026-12-21", last="2026-12-27")
    assert "Christmas" in week or "Weihnacht" in week
    assert "January" not in week
    none = await told(stage, TOOL, first="2026-12-01", last="2026-12-04")
    assert none == "There is no public holiday in DE from Tuesday 1 December to Friday 4 December."


async def test_without_a_region_it_is_said_how_to_set_one(stage: Stage) -> None:
    assert await told(stage, TOOL) == (
        "I don't know which public holidays the team has. An admin sets the region with /ritual team."
    )
