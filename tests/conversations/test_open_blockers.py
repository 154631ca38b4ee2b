"""Whoever asks what is in the way is told whose blockers are open, of channels that everybody who hears it may read."""

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from tests.stage import BACKEND, BOT, LEADS, last, with_a_day

ASKED = "Which blockers are open, and whose are they?"


async def mornings(stage: Stage) -> None:
    """A standup in #backend, and one among the leads."""
    await with_a_day(stage)
    await stage.app.parts.rituals.setup.apply(team.ANA.id, team.LEADS.id, timezone=team.ZONE)
    await stage.turn_to(stage.at("09:01"))


async def blocked(stage: Stage, who: str, *words: str, where: str = BACKEND) -> None:
    """They answer the standup, with something in their way."""
    person = stage.workspace.member(who)
    await person.command("/standup", where)
    view = await stage.workspace.until(lambda: person.view)
    assert view is not None
    plan = {"What is your plan for today?": "the parser", "Is anything in your way?": "\n".join(words)}
    assert await person.fills(view, plan) == {}
    await stage.settle()


async def in_the_channel(stage: Stage, who: str = "Dev", where: str = BACKEND) -> str:
    await stage.workspace.member(who).says(where, f"{BOT} {ASKED}")
    await stage.pass_(seconds=5)
    return last(stage, where).shown


async def in_a_dm(stage: Stage, who: str) -> str:
    person = stage.workspace.member(who)
    dm = await person.opens_dm()
    await person.says(dm, ASKED)
    await stage.pass_(seconds=5)
    return last(stage, dm).shown


@pytest.mark.slow
async def test_each_is_told_with_its_owner_its_age_and_where_it_was_raised(stage: Stage) -> None:
    await mornings(stage)
    await stage.workspace.member("Chiara").says(BACKEND, "Blockers are open for discussion on Friday.")
    await blocked(stage, "Ben", "no access to staging")
    answer = await in_the_channel(stage)
    assert answer == "1 blocker is open.\nBen: no access to staging, new today · open"
    opening = next(said for said in stage.workspace.messages_in(BACKEND) if "standup_answer" in str(said.blocks))
    assert opening.ts.replace(".", "") in str(last(stage).blocks)
    await stage.turn_to(stage.at("09:30", stage.now().replace(day=24)))
    answer = await in_a_dm(stage, "Dev")
    assert "Ben: no access to staging, since Monday 23 November, 1 working day" in answer


async def test_what_is_in_the_way_in_a_private_channel_is_told_to_its_people_only(stage: Stage) -> None:
    await mornings(stage)
    await blocked(stage, "Ana", "the budget is not signed", where=LEADS)
    await blocked(stage, "Ben", "no access to staging")
    assert "budget" not in await in_the_channel(stage, "Ana")
    assert "budget" not in await in_a_dm(stage, "Ben")
    assert "budget" in await in_the_channel(stage, "Chiara", LEADS)
    told = await in_a_dm(stage, "Chiara")
    assert "2 blockers are open." in told
    assert "Ana: the budget is not signed" in told
    assert "Ben: no access to staging" in told


async def test_who_left_the_channel_is_told_no_more(stage: Stage) -> None:
    await mornings(stage)
    await blocked(stage, "Ana", "the budget is not signed", where=LEADS)
    await stage.workspace.member("Chiara").leaves(LEADS)
    await stage.settle()
    assert "budget" not in await in_a_dm(stage, "Chiara")


@pytest.mark.slow
async def test_ten_are_listed_and_the_others_counted(stage: Stage) -> None:
    await mornings(stage)
    await blocked(stage, "Ben", *(f"ticket number {number} waits" for number in range(1, 13)))
    answer = await in_the_channel(stage)
    assert "12 blockers are open." in answer
    assert answer.count("Ben: ticket number") == 10
    assert "and 2 more" in answer


async def test_a_kind_line_says_that_nothing_is_in_the_way(stage: Stage) -> None:
    await mornings(stage)
    assert "Nothing is in the way" in await in_the_channel(stage)
    assert "Nothing is in the way" in await in_a_dm(stage, "Ben")
