"""Whoever asks what can be answered now hears which rounds are open, in the channels of which they may know."""

from bot.demo.stage import Stage
from tests.stage import LEADS, with_a_day
from tests.tools.asking import DM, told

TOOL = "open_rounds"


async def test_an_open_round_is_told_with_its_end_and_before_it_what_comes(stage: Stage) -> None:
    await with_a_day(stage)
    said = await told(stage, TOOL)
    assert said.startswith("No standup, check-in or pulse is open here.")
    assert "Next comes Morning Standup and Team Sync" in said
    await stage.turn_to(stage.at("09:01"))
    said = await told(stage, TOOL)
    assert said.startswith("1 round of questions is open here.")
    assert "Morning Standup and Team Sync: " in said or "Morning Standup and Team Sync · until " in said
    assert "until Mon 23 Nov 2026 11:00 CET" in said
    assert "in #backend" in await told(stage, TOOL, "Ben", DM)
    assert (await told(stage, TOOL, "Ana", LEADS)).startswith("1 round of questions is open in your channels.")
    await stage.turn_to(stage.at("11:05"))
    assert (await told(stage, TOOL)).startswith("No standup, check-in or pulse is open here.")
