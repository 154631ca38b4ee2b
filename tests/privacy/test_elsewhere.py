"""A standup's summary in another channel: only where everybody there may read the standup's own."""

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from tests.privacy.acting import becomes_a_guest, becomes_private
from tests.stage import BACKEND, LEADS, shown, with_a_day


async def reporting_to(stage: Stage, where: str) -> None:
    """The standup of #backend whose summary goes to another channel too."""
    await with_a_day(stage)
    roster = stage.app.parts.rituals.roster
    (standup,) = [each for each in await roster.listed(team.BACKEND.id) if each.ritual.kind == "standup"]
    await roster.edit(team.ANA.id, standup.ritual.name, options={"report_to": where})


async def blocked_by(stage: Stage, words: str) -> None:
    """Ben answers, with something in his way."""
    await stage.turn_to(stage.at("09:01"))
    ben = stage.workspace.member("Ben")
    await ben.command("/standup", BACKEND)
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    assert (
        await ben.fills(view, {"What is your plan for today?": "the parser", "Is anything in your way?": words}) == {}
    )
    await stage.settle()


async def test_it_goes_where_it_was_sent(stage: Stage) -> None:
    await reporting_to(stage, LEADS)
    await blocked_by(stage, "no staging")
    await stage.turn_to(stage.at("12:00"))
    assert any("no staging" in each for each in shown(stage, LEADS))


@pytest.mark.slow
async def test_it_stays_where_its_channel_became_private_while_the_round_was_open(stage: Stage) -> None:
    await reporting_to(stage, LEADS)
    await blocked_by(stage, "no staging")
    await becomes_private(stage, BACKEND)
    await stage.turn_to(stage.at("12:00"))
    assert any("no staging" in each for each in shown(stage))
    assert not any("no staging" in each for each in shown(stage, LEADS))


async def test_it_stays_where_a_guest_reads_the_other_channel_alone(stage: Stage) -> None:
    await reporting_to(stage, LEADS)
    chiara = await becomes_a_guest(stage, "Chiara")
    await chiara.leaves(BACKEND)
    await stage.settle()
    await blocked_by(stage, "no staging")
    await stage.turn_to(stage.at("12:00"))
    assert not any("no staging" in each for each in shown(stage, LEADS))
    assert any("the summary stays here, since guests read" in each for each in shown(stage))


@pytest.mark.slow_where("nothing")
@pytest.mark.parametrize("change", ["it becomes private", "nothing"])
async def test_a_copy_that_waits_stays_unsaid_where_it_may_not_be_heard_by_then(stage: Stage, change: str) -> None:
    await reporting_to(stage, LEADS)
    await blocked_by(stage, "no staging")
    leads = stage.workspace.channel(LEADS).id
    stage.workspace.faults.limit("chat.postMessage", channel=leads, retry_after=3600, times=1)
    await stage.turn_to(stage.at("11:50"))
    assert not any("no staging" in each for each in shown(stage, LEADS))
    if change == "it becomes private":
        await becomes_private(stage, BACKEND)
    await stage.turn_to(stage.at("13:30"))
    assert any("no staging" in each for each in shown(stage, LEADS)) == (change == "nothing")
