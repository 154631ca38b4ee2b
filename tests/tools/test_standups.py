"""Whoever asks who answered the standup is told so, of the channels that everybody who hears it may read."""

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS, with_a_day, with_a_standup
from tests.tools.asking import DM, told

TOOL = "standup_answers"


async def answers(stage: Stage, who: str, plan: str = "the parser", where: str = BACKEND, **more: str) -> None:
    """They answer the open round."""
    person = stage.workspace.member(who)
    await person.command("/standup", where)
    view = await stage.workspace.until(lambda: person.view)
    assert view is not None
    assert await person.fills(view, {"What is your plan for today?": plan, **more}) == {}
    await stage.settle()


async def among_the_leads(stage: Stage) -> None:
    """A standup in #backend, and one in the leads' private channel, both open."""
    await with_a_day(stage)
    await stage.app.parts.rituals.setup.apply(team.ANA.id, team.LEADS.id, timezone=team.ZONE)
    await stage.turn_to(stage.at("09:01"))


async def test_who_answered_and_who_did_not_is_told_with_a_link_to_the_round(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben")
    said = await told(stage, TOOL)
    assert said.startswith("1 of 4 answered today's standup so far.")
    assert "Answered: Ben" in said
    assert "Not yet: Ana, Chiara and Dev" in said
    assert "Away: Elif" in said
    assert "the round (http" in said
    assert "open until " in said


async def test_a_person_is_told_of_alone(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben")
    assert (await told(stage, TOOL, person=team.BEN.id)).startswith("Ben answered today's standup at 09:05")
    assert "Chiara has not answered today's standup yet; it is open until" in await told(
        stage, TOOL, person=team.CHIARA.id
    )
    assert "You have not answered today's standup yet" in await told(stage, TOOL, person="me")
    assert "Elif was not asked in today's standup, as away" in await told(stage, TOOL, person=team.ELIF.id)


@pytest.mark.slow
async def test_a_closed_round_of_another_day_says_who_did_not_answer(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben")
    await stage.turn_to(stage.at("08:00", stage.now().replace(day=24)))
    said = await told(stage, TOOL, first="2026-11-23")
    assert said.startswith("1 of 4 answered the standup of Monday 23 November.")
    assert "Did not answer: Ana, Chiara and Dev" in said


async def test_before_the_round_it_is_said_when_it_opens(stage: Stage) -> None:
    await with_a_standup(stage)
    said = await told(stage, TOOL)
    assert said.startswith("No standup round has opened today so far.")
    assert "Standup in #backend opens next Mon 23 Nov 2026 09:00 CET" in said
    assert (await told(stage, TOOL, first="2026-11-21")).startswith("There was no standup round on Saturday 21")


async def test_a_standup_that_is_paused_is_said_to_be(stage: Stage) -> None:
    await with_a_standup(stage, "paused = true")
    assert "is paused" in await told(stage, TOOL)


async def test_without_a_standup_that_is_said(stage: Stage) -> None:
    assert await told(stage, TOOL) == "I run no standup here."
    assert await told(stage, TOOL, "Ben", DM) == "I run no standup in your channels."


@pytest.mark.slow
async def test_several_days_are_a_line_each(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben")
    await stage.turn_to(stage.at("09:05", stage.now().replace(day=24)))
    said = await told(stage, TOOL, first="2026-11-23", last="2026-11-24")
    assert "Monday 23 November: 1 of 4 answered; without Ana, Chiara and Dev; away Elif" in said
    assert "Tuesday 24 November: 0 of 4 answered; not yet Ana, Ben, Chiara and Dev" in said


async def test_a_private_channels_standup_is_told_to_its_people_only(stage: Stage) -> None:
    await among_the_leads(stage)
    await answers(stage, "Chiara", where=LEADS)
    assert "leads" not in await told(stage, TOOL, "Ana", BACKEND), "others read that channel"
    assert "leads" not in await told(stage, TOOL, "Ben", DM)
    assert "leads" not in await told(stage, TOOL, "Ben", BACKEND, alone=True)
    assert "backend-leads: 1 of 2 answered; not yet Ana" in await told(stage, TOOL, "Ana", DM)
    assert "Answered: Chiara" in await told(stage, TOOL, "Ana", LEADS)
    assert "Answered: Chiara" in await told(stage, TOOL, "Ana", LEADS, alone=True)


async def test_who_left_the_channel_hears_of_its_standup_no_more(stage: Stage) -> None:
    await among_the_leads(stage)
    await stage.workspace.member("Chiara").leaves(LEADS)
    await stage.settle()
    assert "leads" not in await told(stage, TOOL, "Chiara", DM)
    assert "leads" not in await told(stage, TOOL, "Chiara", LEADS, alone=True)


async def test_a_guest_hears_of_the_standups_of_their_own_channels(stage: Stage) -> None:
    await with_a_standup(stage)
    await becomes_a_guest(stage, "Dev")
    await stage.turn_to(stage.at("09:05"))
    assert "0 of 4 answered" in await told(stage, TOOL, "Dev", DM)
    await stage.workspace.member("Dev").leaves(BACKEND)
    await stage.settle()
    assert await told(stage, TOOL, "Dev", DM) == "I run no standup in your channels."


async def test_elsewhere_a_public_channels_standup_is_told_only_to_whoever_may_read_it(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    assert "0 of 4 answered today's standup in #backend" in await told(stage, TOOL, "Ana", LEADS)
    await becomes_a_guest(stage, "Chiara")
    await stage.workspace.member("Chiara").leaves(BACKEND)
    await stage.settle()
    assert await told(stage, TOOL, "Ana", LEADS) == "I run no standup here."


async def test_a_standup_is_summed_up_in_a_line_each_with_what_is_in_the_way_and_who_was_not_heard(
    stage: Stage,
) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:05"))
    await answers(stage, "Ben", "PAY-41, the <!channel> parser", **{"Is anything in your way?": "the index"})
    said = await told(stage, "standup_digest")
    assert said.startswith("1 person said this in today's standup:")
    assert "In the way\n• Ben: the index" in said
    assert "Ben: PAY-41, the <!channel> parser" in said, "it is theirs, and shown as they wrote it"
    assert "Not heard: Ana, Chiara and Dev" in said


async def test_a_summary_tells_nothing_of_a_channel_that_not_all_who_hear_may_read(stage: Stage) -> None:
    await among_the_leads(stage)
    await answers(stage, "Ana", "the secret budget", where="#backend-leads")
    assert "secret" not in await told(stage, "standup_digest")
    assert "secret" in await told(stage, "standup_digest", where=LEADS)
    assert "secret" not in await told(stage, "standup_digest", "Dev", DM)
