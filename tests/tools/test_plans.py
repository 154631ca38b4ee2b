"""Whoever asks what somebody does is told their own words, where the standup's readers hear it."""

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS, with_a_standup
from tests.tools.asking import DM, finding, told
from tests.tools.test_standups import among_the_leads, answers

TOOL = "plans"
DONE = "What did you finish since last time?"


async def test_what_people_do_today_is_quoted_with_a_link_to_the_answer(stage: Stage) -> None:
    await with_a_standup(stage)
    assert await told(stage, TOOL) == "Nobody has said what they do today in a standup of this channel."
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben", "the parser of invoices")
    await answers(stage, "Dev", "load tests")
    said = await told(stage, TOOL)
    assert said.startswith("What people said they do today:")
    assert "Ben: the parser of invoices · the answer (http" in said
    assert "Dev: load tests" in said
    assert set((await finding(stage, TOOL)).people) == {team.BEN.id, team.DEV.id}, "an erasure finds it"


async def test_of_one_person_the_whole_plan_is_quoted(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben", "the parser\nand its tests")
    assert (await told(stage, TOOL, person=team.BEN.id)).startswith(
        "Ben said this of today:\n│ the parser\n│ and its tests"
    )
    said = await told(stage, TOOL, person=team.CHIARA.id)
    assert said == "Chiara has said nothing of today in a standup that I can tell of here."
    said = await told(stage, TOOL, person=team.CHIARA.id, first="2026-11-20")
    assert said == "Chiara has said nothing of Friday 20 November in a standup that I can tell of here."


@pytest.mark.slow
async def test_of_a_past_day_it_is_what_they_said_they_did_and_else_what_they_meant_to_do(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben", "the parser")
    await answers(stage, "Dev", "load tests")
    await stage.turn_to(stage.at("09:05", stage.now().replace(day=24)))
    await answers(stage, "Ben", "the docs", **{DONE: "half of the parser"})
    said = await told(stage, TOOL, first="2026-11-23")
    assert said.startswith("What people said they did yesterday:")
    assert "Ben: half of the parser" in said
    assert "the docs" not in said
    assert "Dev: load tests · as planned" in said


async def test_a_plan_for_the_next_standup_is_told_to_its_author_alone(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.app.parts.evening_plans.set(team.BEN.id, team.BACKEND.id, "the migration")
    assert "│ the migration" in await told(stage, TOOL, "Ben", DM, person="me", first="2026-11-24")
    assert "│ the migration" in await told(stage, TOOL, "Ben", BACKEND, alone=True, person="me")
    for who, where, person in (("Ben", BACKEND, "me"), ("Ana", DM, team.BEN.id), ("Ana", DM, None)):
        assert "migration" not in await told(stage, TOOL, who, where, person=person, first="2026-11-24")


async def test_what_the_leads_plan_stays_among_the_leads(stage: Stage) -> None:
    await among_the_leads(stage)
    await answers(stage, "Ana", "hire somebody", LEADS)
    for who, where in (("Ana", BACKEND), ("Ben", DM), ("Ben", BACKEND)):
        assert "hire" not in await told(stage, TOOL, who, where)
        assert "hire" not in await told(stage, TOOL, who, where, person=team.ANA.id)
    assert "hire somebody" in await told(stage, TOOL, "Chiara", DM, person=team.ANA.id)
    await becomes_a_guest(stage, "Chiara")
    await stage.workspace.member("Chiara").leaves(LEADS)
    await stage.settle()
    assert "hire" not in await told(stage, TOOL, "Chiara", DM)
