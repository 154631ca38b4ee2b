"""Whoever asks whether it is a quiet time hears until when, and of nobody else's own focus."""

from bot.demo.stage import Stage
from tests.stage import BACKEND, with_a_day
from tests.tools.asking import DM, told

TOOL = "quiet_time"


async def test_a_focus_of_the_channel_is_told_with_its_end_and_else_what_comes(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("09:01"))
    said = await told(stage, TOOL)
    assert said.startswith("No focus time goes on here.")
    assert "Next comes Feature Implementation (Coding)" in said
    await stage.turn_to(stage.at("11:31"))
    assert (await told(stage, TOOL)).startswith("The focus goes on until 13:00 CET; nudges wait.")
    await stage.turn_to(stage.at("13:05"))
    assert (await told(stage, TOOL)).startswith("The lunch goes on until 14:00 CET; nudges wait.")


async def test_the_focus_of_one_person_is_told_to_them_alone(stage: Stage) -> None:
    await stage.workspace.member("Ben").command("/focus 60", BACKEND)
    await stage.settle()
    assert (await told(stage, TOOL, "Ben", DM)).startswith("Your focus goes on until ")
    assert (await told(stage, TOOL, "Ben")).startswith("No focus time goes on here.")
    assert (await told(stage, TOOL, "Ana", DM)).startswith("No focus time goes on here.")
