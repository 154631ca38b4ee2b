"""Hundreds of real kills: `python -m tests.soak`, or `make soak`.

Every combination of engine and number of replicas is an arena of its own (see
`tests/kills/arena.py`). In waves, everything is due at once, and while it is worked off
replicas are killed at each of the moments in turn and started again. What was posted is
counted from outside.
"""

import argparse
import asyncio
import contextlib
import itertools
import math
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests import postgres
from tests.kills.arena import MOMENTS, Tally, arena

WAVE = 24
"""Rituals of an arena, each in a channel of its own: what is due at once."""
PATIENCE_S = 180
"""How long a wave may take to come to rest."""
AT_ONCE = 3
"""Arenas side by side."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One arena's share of the soak."""

    engine: str
    replicas: int
    kills: int
    waves: int
    seed: int

    @property
    def name(self) -> str:
        """What the progress calls it."""
        return f"{self.engine} x{self.replicas}"


@dataclass
class Outcome:
    """What became of it."""

    plan: Plan
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0
    starts: int = 0
    problem: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or left undone."""
        return not (self.tally.lost or self.tally.doubled or self.problem)


def plans(engines: Sequence[str], replicas: Sequence[int], *, kills: int, occurrences: int, seed: int) -> list[Plan]:
    """The arenas, each with at least an even share."""
    arenas = list(itertools.product(engines, replicas))
    share, waves = math.ceil(kills / len(arenas)), math.ceil(occurrences / len(arenas) / WAVE)
    return [Plan(engine, number, share, waves, seed + n) for n, (engine, number) in enumerate(arenas)]


async def soak(plan: Plan, url: str, folder: Path, progress: Progress, bar: TaskID) -> Outcome:
    """Kill and count in one arena."""
    outcome = Outcome(plan)
    began = time.monotonic()
    async with arena(url, folder, replicas=plan.replicas, rituals=WAVE, seed=plan.seed) as place:
        outcome.tally = place.tally
        try:
            moments = itertools.cycle(MOMENTS)
            for wave in range(1, plan.waves + 1):
                await place.make_due()
                while place.tally.kills.total() < math.ceil(plan.kills * wave / plan.waves):
                    await place.recovered()
                    killed = await place.kill(next(moments))
                    progress.update(bar, advance=killed)
                    if not killed:  # the wave has nothing left to kill at
                        await place.make_due()
                await place.rest(PATIENCE_S)
        except AssertionError as undone:
            outcome.problem = str(undone)
        place.count()
        outcome.starts = sum(replica.starts for replica in place.replicas)
    outcome.seconds = time.monotonic() - began
    return outcome


async def run(arenas: Sequence[Plan], console: Console) -> list[Outcome]:
    """Every arena, `AT_ONCE` side by side."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("kills"))
    with (
        contextlib.ExitStack() as stack,
        Progress(*columns, TimeElapsedColumn(), console=console) as progress,
    ):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rolecall-soak-")))
        on_postgres = any(plan.engine == "postgresql" for plan in arenas)
        server = stack.enter_context(postgres.server()) if on_postgres else ""
        room = asyncio.Semaphore(AT_ONCE)

        async def one(plan: Plan) -> Outcome:
            async with room:
                return await _one(plan, folder / plan.name.replace(" ", "-"), server, progress)

        return list(await asyncio.gather(*map(one, arenas)))


async def _one(plan: Plan, folder: Path, server: str, progress: Progress) -> Outcome:
    await asyncio.to_thread(folder.mkdir)
    bar = progress.add_task(plan.name, total=plan.kills)
    url = f"sqlite:///{folder}/rolecall.db"
    if plan.engine == "postgresql":
        url = f"{server}/soak{plan.replicas}"
        await asyncio.to_thread(_create, server, f"soak{plan.replicas}")
    outcome = await soak(plan, url, folder, progress, bar)
    progress.console.print(_line(outcome), highlight=False)
    return outcome


def _create(server: str, name: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())


def _line(outcome: Outcome) -> str:
    tally = outcome.tally
    words = (
        f"{outcome.plan.name}: {tally.kills.total()} kills, {len(tally.due)} due, {len(tally.lost)} lost, "
        f"{len(tally.doubled)} doubled, {outcome.starts} starts, {outcome.seconds:.0f} s"
    )
    return f"{words}; {outcome.problem}" if outcome.problem else words


def table(outcomes: Sequence[Outcome]) -> Table:
    """The result, a line for each arena and one for all."""
    shown = Table("engine", "replicas", *MOMENTS, "kills", "due", "lost", "doubled")
    for outcome in outcomes:
        shown.add_row(outcome.plan.engine, str(outcome.plan.replicas), *_counts(outcome.tally))
    total = Tally()
    for number, outcome in enumerate(outcomes):
        total.kills += outcome.tally.kills
        total.due |= {f"{number}/{key}" for key in outcome.tally.due}
        total.posted.update({f"{number}/{key}": times for key, times in outcome.tally.posted.items()})
    shown.add_section()
    shown.add_row("all", "", *_counts(total))
    return shown


def _counts(tally: Tally) -> list[str]:
    counts = [*(tally.kills[moment] for moment in MOMENTS), tally.kills.total()]
    return [str(count) for count in (*counts, len(tally.due), len(tally.lost), len(tally.doubled))]


def main() -> int:
    """Soak as the command line says; 1 where anything was lost, doubled or left undone."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Kill replicas, and count what they say.")
    parser.add_argument("--kills", type=int, default=500, help="SIGKILLs at least (500)")
    parser.add_argument("--occurrences", type=int, default=2000, help="occurrences at least (2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--replicas", default="1,2,3")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 120)
    engines = given.engines.split(",")
    if "postgresql" in engines and postgres.programs() is None:
        console.print("PostgreSQL is not installed: SQLite only.")
        engines.remove("postgresql")
    replicas = [int(number) for number in given.replicas.split(",")]
    arenas = plans(engines, replicas, kills=given.kills, occurrences=given.occurrences, seed=given.seed)
    outcomes = asyncio.run(run(arenas, console))
    console.print(table(outcomes))
    for outcome in outcomes:
        for what, keys in (("lost", outcome.tally.lost), ("doubled", outcome.tally.doubled)):
            if keys:
                console.print(f"{outcome.plan.name} {what}: {', '.join(keys)}", highlight=False)
    return 0 if all(outcome.clean for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
