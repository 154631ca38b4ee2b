"""Whoever asks for the blockers of a person, or of days that are past, is told of those alone."""

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from tests.stage import with_a_standup
from tests.tools.asking import told
from tests.tools.test_standups import answers

TOOL = "open_blockers"
IN_THE_WAY = "Is anything in your way?"


async def test_a_persons_blockers_are_told_apart_from_the_others(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben", **{IN_THE_WAY: "no access to staging"})
    await answers(stage, "Dev", **{IN_THE_WAY: "the runner is slow"})
    said = await told(stage, TOOL, person=team.BEN.id)
    assert said.startswith("1 blocker of Ben's is open.")
    assert "runner" not in said
    assert await told(stage, TOOL, person=team.CHIARA.id) == (
        "No blocker of Chiara's is open, as far as this channel's standup says."
    )
    assert (await told(stage, TOOL, "Dev", person="me")).startswith("1 blocker of yours is open.")


@pytest.mark.slow
async def test_what_stood_on_a_day_is_told_though_it_is_resolved_by_now(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben", **{IN_THE_WAY: "no access to staging"})
    await stage.turn_to(stage.at("09:05", stage.now().replace(day=24)))
    standing, _ = await stage.app.parts.open_blockers.of([team.BACKEND.id])
    await stage.app.parts.standups.resolve(team.BEN.id, standing[0].blocker.id)
    await stage.turn_to(stage.at("08:00", stage.now().replace(day=25)))
    assert "Nothing is in the way" in await told(stage, TOOL)
    said = await told(stage, TOOL, first="2026-11-23")
    assert said.startswith("1 blocker stood in the way on Monday 23 November.")
    assert "Ben: no access to staging, resolved since" in said
    assert "No blocker stood in the way on Sunday 22 November" in await told(stage, TOOL, first="2026-11-22")
