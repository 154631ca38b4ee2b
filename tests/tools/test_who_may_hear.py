"""What the team's systems say is for full members: one rule for every tool, wherever it is asked."""

import inspect
from pathlib import Path
from typing import Any

from bot.demo.stage import Stage
from bot.demo.world.world import world
from bot.tools.every_tool import every_tool
from bot.tools.tool import Audience, Effect, Finding
from bot.tools.toolbox import ASK_PRIVATELY, FOR_MEMBERS
from integrations.time import TurnableClock
from jobs.rituals import KINDS
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS, MONDAY, staged
from tests.tools.asking import DM, finding

OF_SYSTEMS = [each for each in every_tool() if each.audience is Audience.FULL_MEMBERS and each.effect is Effect.READS]


async def found(stage: Stage, who: str, where: str, *, alone: bool = False) -> dict[str, Finding]:
    """What each of the tools finds, by its name."""
    results: dict[str, Finding] = {}
    for each in OF_SYSTEMS:
        given: dict[str, Any] = {"key": "PAY-41"} if "key" in each.arguments.model_fields else {}
        results[each.name] = await finding(stage, each.name, who, where, alone=alone, **given)
    return results


def refused(results: dict[str, Finding]) -> set[str]:
    return {name for name, each in results.items() if each in (ASK_PRIVATELY, FOR_MEMBERS)}


async def test_it_is_told_where_all_who_hear_are_surely_full_members_and_nowhere_else(tmp_path: Path) -> None:
    every = {each.name for each in OF_SYSTEMS}
    assert len(every) >= 10
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as stage:
        for where in (BACKEND, LEADS, DM):
            assert refused(await found(stage, "Ana", where)) == set()

        stage.workspace.share(BACKEND)
        await stage.settle()
        assert refused(await found(stage, "Ana", BACKEND)) == every, "another workspace reads it too"
        assert refused(await found(stage, "Ana", BACKEND, alone=True)) == set()

        await becomes_a_guest(stage, "Chiara")
        for where, alone in ((DM, False), (LEADS, False), (LEADS, True)):
            assert refused(await found(stage, "Chiara", where, alone=alone)) == every
        assert refused(await found(stage, "Ana", LEADS)) == every, "a guest reads it"


async def test_where_nobody_knows_who_reads_a_private_channel_it_is_not_told(stage: Stage) -> None:
    assert await finding(stage, "alerts_now", "Ana", LEADS) != ASK_PRIVATELY
    stage.workspace.faults.fail("conversations.members", times=1_000)
    stage.workspace.sockets.drop()
    await stage.workspace.until(lambda: stage.workspace.sockets._usable())
    await stage.settle()
    assert await finding(stage, "alerts_now", "Ana", LEADS) == ASK_PRIVATELY
    assert await finding(stage, "alerts_now", "Ana", LEADS, alone=True) != ASK_PRIVATELY


def test_a_tool_names_the_kind_of_ritual_that_tells_the_same() -> None:
    kinds = {kind.name for kind in KINDS}
    assert {each.told_by for each in OF_SYSTEMS} <= {*kinds, ""}


def test_every_tool_says_what_it_does_in_a_sentence_or_two() -> None:
    for each in every_tool():
        assert inspect.getdoc(each.do), each.name
        assert all(field.description for field in each.arguments.model_fields.values()), each.name
