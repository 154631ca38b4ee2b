"""What people mention is remembered as they saw it: by name, and nothing that only some may know."""

from dataclasses import replace

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.slack.events import said_at
from integrations.workspace import Group
from tests.stage import BACKEND, LEADS

PAYMENTS = Group("S0PAYMENTS", "payments", users=(team.ANA.id, team.BEN.id))


async def remembered(stage: Stage, sent: str) -> str:
    """What is kept of a message that Slack sends so."""
    workspace = stage.workspace
    channel, ben = workspace.channel(BACKEND), workspace.state.members[team.BEN.id]
    said = workspace.messages.post(channel, ben, sent)
    await stage.settle()
    kept = await stage.app.parts.memory.thread(channel.id, None, before=said_at("9000000000"))
    return next(each.text for each in kept if each.message_id == said["ts"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<!subteam^S0PAYMENTS> owns retries", "@payments owns retries"),
        ("<!subteam^S0PAYMENTS|@old-name> owns retries", "@payments owns retries"),
        ("<!subteam^S0GONE|@platform> owns retries", "@platform owns retries"),
        ("<!subteam^S0GONE> owns retries", "@group owns retries"),
        ("<@U0CHIARA> and <!here> know", "@Chiara and @here know"),
        ("see <#C0GENERAL> first", "see #general first"),
        ("see <#G0LEADS> first", "see #private-channel first"),
        ("due <!date^1795428000^{date}>", "due 23 November 2026"),
    ],
)
async def test_a_mention_is_remembered_by_its_name(stage: Stage, sent: str, kept: str) -> None:
    stage.workspace.state.team = replace(stage.workspace.state.team, groups=(PAYMENTS,))
    assert await remembered(stage, sent) == kept


async def test_without_the_scope_a_group_is_what_its_mention_says(stage: Stage) -> None:
    stage.workspace.faults.refuse("usergroups.list", code="missing_scope", times=9)
    assert await remembered(stage, "<!subteam^S0PAYMENTS|@payments> owns it") == "@payments owns it"
    assert await remembered(stage, "<!subteam^S0PAYMENTS> owns it") == "@group owns it"


async def test_a_group_that_people_type_is_one(stage: Stage) -> None:
    stage.workspace.state.team = replace(stage.workspace.state.team, groups=(PAYMENTS,))
    ana = stage.workspace.member("Ana")
    await ana.says(LEADS, "ask @payments about it")
    said = stage.workspace.messages_in(LEADS)[-1]
    assert (said.text, ana.shown(said)) == ("ask <!subteam^S0PAYMENTS> about it", "ask @payments about it")
