"""What a start takes: processor time from the command to a connected socket, and memory when nothing happens.

And what the first mention takes after it, which learns how people ask and keeps it.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from bot.demo import team
from integrations.workspace import Workspace
from tests.measures.result import Measure
from tests.running import MENTION, Running, outside
from tests.waiting import until

TIMES = 5
"""Starts; the quickest counts, since whatever else the machine does only adds."""
IDLE_S = 2
"""How long after it is at work its memory is read."""
ASKED = 20
"""Questions, one after another."""
FLOOR = "importing slack_bolt and SQLAlchemy alone"


async def measure(folder: Path) -> list[Measure]:
    """`rolecall run` on SQLite without a model: the first start, which makes the database, and those after it."""
    floor_ms, floor_mb = _floor()
    starts = [await _start(folder) for _ in range(TIMES + 1)]
    (first_ms, first_mb), again = starts[0], starts[1:]
    asked_ms, later_ms, asked_mb = await _asked(folder)
    return [
        Measure("start to a connected socket, a new database", first_ms, floor_ms, FLOOR),
        Measure("start to a connected socket", min(ms for ms, _ in again), floor_ms, FLOOR),
        Measure("memory at rest after it, a new database", first_mb, floor_mb, FLOOR, "MB"),
        Measure("memory at rest", min(mb for _, mb in again), floor_mb, FLOOR, "MB"),
        Measure("the first answer after a start", asked_ms, later_ms, "one after it"),
        Measure(f"memory after {ASKED} answers", asked_mb, floor_mb, FLOOR, "MB"),
    ]


async def _start(folder: Path) -> tuple[float, float]:
    """Milliseconds of processor time of one start, and megabytes."""
    async with outside(folder, forked=False, ROLECALL_LEASE_SECONDS="30") as (workspace, running):
        await running.start()
        await until(lambda: workspace.sockets.connections, seconds=50)
        taken = _processor_ms(_number_of(running))
        await until(lambda: running.up, seconds=50)
        await asyncio.sleep(IDLE_S)
        return taken, _memory_mb(_number_of(running))


async def _asked(folder: Path) -> tuple[float, float, float]:
    """Milliseconds of processor time of the first answer, and of the quickest later one; and megabytes after all."""
    async with outside(folder, forked=False, ROLECALL_LEASE_SECONDS="30") as (workspace, running):
        await running.run()
        await asyncio.sleep(IDLE_S)
        first, *later = [await _answer_ms(workspace, running) for _ in range(ASKED)]
        return first, min(later), _memory_mb(_number_of(running))


async def _answer_ms(workspace: Workspace, running: Running) -> float:
    before, number = len(workspace.messages_in(team.BACKEND.id)), _number_of(running)
    taken = _processor_ms(number)
    await workspace.member(team.ANA.id).says(team.BACKEND.id, f"{MENTION} what did we decide about retries?")
    await until(lambda: len(workspace.messages_in(team.BACKEND.id)) > before + 1, seconds=50)
    return _processor_ms(number) - taken


def _number_of(running: Running) -> int:
    assert running.process is not None
    return running.process.pid


def _processor_ms(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")  # with the children that have ended


def _memory_mb(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _floor() -> tuple[float, float]:
    """The same of a process that only imports; what it says itself, since a child's peak counts what made it."""
    code = (
        "import slack_bolt.async_app, sqlalchemy.ext.asyncio, pathlib, time;"
        "print(time.process_time(), pathlib.Path('/proc/self/status').read_text().split('VmRSS:')[1].split()[0])"
    )
    told = [subprocess.check_output((sys.executable, "-c", code), text=True).split() for _ in range(TIMES)]  # noqa: S603
    return 1000 * min(float(seconds) for seconds, _ in told), int(told[0][1]) / 1024
