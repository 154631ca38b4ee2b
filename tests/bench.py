"""What Rolecall takes, beside the least that this machine could take: `python -m tests.bench`, or `make bench`.

Nothing here fails for being slow: a line is what was measured, its floor in the same run,
and their ratio. `tests/measures` says what each is.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from tests import postgres
from tests.measures import ack, conversations, drawing, first_token, many, recall, start, tick
from tests.measures.result import Measure

PARTS = ("start", "ack", "recall", "tick", "many", "drawing", "first_token", "conversations")


Measuring = Callable[[str], Awaitable[list[Measure]]]


async def on_each_engine(folder: Path, name: str, measuring: Measuring) -> list[Measure]:
    """What is measured on each engine that there is; PostgreSQL without fsync, as the tests have it."""
    lines = await measuring(f"sqlite:///{folder}/{name}.db")
    if postgres.programs() is not None:
        with postgres.server() as server:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
                admin.execute("CREATE DATABASE bench")
            lines += await measuring(f"{server}/bench")
    return lines


def shown(lines: list[Measure]) -> Table:
    """The lines, each with the unit of its numbers."""
    table = Table("measured", "", "floor", "", "", "ratio", box=None, pad_edge=False)
    for column in (1, 3, 5):
        table.columns[column].justify = "right"
    for line in lines:
        numbers = (f"{line.measured_ms:.2f}", line.floor, f"{line.floor_ms:.2f}", line.unit, f"{line.ratio:.1f}")
        table.add_row(line.name, *numbers)
    return table


def main() -> None:
    """Measure what the command line names; all of it by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure, beside a floor.")
    parser.add_argument("--only", choices=PARTS, help="measure this alone; all of it by default")
    parser.add_argument("--events", type=int, default=100, help="events a second (100)")
    parser.add_argument("--seconds", type=float, default=10, help="how long they come (10)")
    parser.add_argument(
        "--occurrences", type=int, default=10_000, help="rituals that are due in the same second (10,000)"
    )
    parser.add_argument("--messages", type=int, default=200_000, help="that recall looks through (200,000)")
    given = parser.parse_args()
    parts = (given.only,) if given.only else PARTS
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    with tempfile.TemporaryDirectory(prefix="rolecall-bench-") as name:
        folder, lines = Path(name), list[Measure]()
        for part in parts:
            console.print(f"measuring: {part} …", style="dim")
            if part == "start":
                lines += asyncio.run(start.measure(folder))
            elif part == "ack":
                load = ack.Load(given.events, given.seconds)
                lines += asyncio.run(on_each_engine(folder, part, partial(ack.measure, folder, load)))
            elif part == "recall":
                lines += asyncio.run(recall.measure(folder, messages=given.messages))
            elif part == "tick":
                lines += asyncio.run(tick.measure(folder))
            elif part == "many":
                lines += asyncio.run(on_each_engine(folder, part, partial(many.measure, folder, given.occurrences)))
            elif part == "conversations":
                lines += asyncio.run(on_each_engine(folder, part, partial(conversations.measure, folder)))
            elif part == "first_token":
                lines += asyncio.run(first_token.measure())
            else:
                lines += drawing.measure()
    console.print(shown(lines))


if __name__ == "__main__":
    main()
