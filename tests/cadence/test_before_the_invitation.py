"""A channel that has not invited the bot yet: nothing runs there, and people are told why."""

import pytest

from bot.demo.stage import Stage
from integrations.workspace.people import Actor
from tests.stage import BACKEND, opened

GENERAL = "#general"


async def whispered(stage: Stage, who: Actor, typed: str, where: str = GENERAL) -> str:
    before = len(who.whispers(where))
    await who.command(typed, where)
    await stage.workspace.until(lambda: len(who.whispers(where)) > before)
    return who.whispers(where)[-1].shown


@pytest.mark.parametrize("typed", ["/ritual run standup", "/ritual preview standup"])
async def test_nothing_runs_where_the_bot_is_not_and_nothing_stays_behind(stage: Stage, typed: str) -> None:
    ben = stage.workspace.member("Ben")
    assert await whispered(stage, ben, typed) == "I am not in #general yet. Invite me there first."
    assert "No rituals yet in" in await whispered(stage, ben, "/ritual list")
    assert stage.workspace.messages_in(GENERAL) == []


async def test_once_invited_it_runs(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await whispered(stage, ben, "/ritual run standup")
    await ben.invites("@Backend_Architect", GENERAL)
    await stage.settle()
    assert await whispered(stage, ben, "/ritual run standup") == "Standup runs now."
    await stage.pass_(seconds=5)
    assert opened(stage, GENERAL).shown.startswith("Standup: Monday 23 November")


async def test_a_channel_that_sent_the_bot_away_is_told_too(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await ben.command("/ritual run standup", BACKEND)
    await ben.removes("@Backend_Architect", BACKEND)
    await stage.settle()
    assert "I am not in #backend yet" in await whispered(stage, ben, "/ritual run standup", BACKEND)
