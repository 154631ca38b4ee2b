"""Who has never been asked reads in two lines what a standup is: once, wherever they are asked."""

from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from tests.stage import BACKEND, with_a_standup

FIRST = "Your first standup with me: a few questions in the place of a meeting"


async def form(stage: Stage, who: str) -> str:
    person = stage.workspace.member(who)
    await person.command("/standup", BACKEND)
    await stage.settle()
    assert person.view is not None
    return str(person.view.blocks)


async def test_the_form_says_it_at_ones_first_standup_and_never_again(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    assert FIRST in await form(stage, "Ben")
    await stage.turn_to(stage.at("09:01") + timedelta(days=1))
    assert FIRST not in await form(stage, "Ben")  # who did not answer has read it too


@pytest.mark.slow_where(3)
@pytest.mark.parametrize("days", [1, 3])
async def test_who_is_asked_by_dm_reads_it_there_once(stage: Stage, days: int) -> None:
    await with_a_standup(stage, 'collect = "dm"')
    await stage.turn_to(stage.at("09:01"))
    told = [said.shown for said in stage.workspace.member("Ben").hears()]
    assert sum(FIRST in each for each in told) == 1
    assert "`/standup away friday` keeps me from asking" in told[-1]
    assert FIRST not in await form(stage, "Ben")
    await stage.turn_to(stage.at("09:01") + timedelta(days=days))
    asked = stage.workspace.member("Ben").hears()[-1]
    assert "Answer" in asked.buttons
    assert FIRST not in asked.shown


async def test_a_channel_is_greeted_with_one_button_that_sets_up(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.invites("Backend_Architect", "#general")
    await stage.settle()
    greeting = stage.workspace.messages_in("#general")[-1]
    assert greeting.buttons[-1] == "Set something up"
    await ana.clicks(greeting, "Set something up")
    await stage.settle()
    assert ana.view is not None
    assert "standup" in str(ana.view.blocks).lower()
