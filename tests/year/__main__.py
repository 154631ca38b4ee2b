"""The whole year: `python -m tests.year`, or `make soak`.

Every other weekend nobody runs the bot from Friday evening to Monday. It takes about a
quarter of an hour, and tells as it goes.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import structlog
from rich.console import Console

from tests.year.year import play, problems, weekend_down, works


def main() -> int:
    """Play the year that the command line says; 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description="Play a year of days.")
    parser.add_argument("--first", type=date.fromisoformat, default=date(2026, 11, 23), help="2026-11-23")
    parser.add_argument("--days", type=int, default=365, help="365")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    console = Console(width=None if sys.stdout.isatty() else 120)
    last = given.first + timedelta(days=given.days - 1)
    days = [given.first + timedelta(days=n) for n in range(given.days)]
    fridays = [day for day in days if day.weekday() == 4 and day + timedelta(days=3) <= last]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rolecall-year-") as folder:

        def note(day: date) -> None:
            if day.day == 1:
                console.print(f"{day:%B %Y}, after {time.monotonic() - began:.0f} s", highlight=False)

        down = [weekend_down(friday) for friday in fridays[::2]]
        played = asyncio.run(play(Path(folder), given.first, last, down=down, note=note))
    wrong = problems(played)
    console.print(
        f"{sum(map(works, days))} working days of {given.days}, {len(played.slots)} rituals, {len(played.said)} posts,"
        f" {len(down)} weekends down, {len(wrong)} problems, {time.monotonic() - began:.0f} s",
        highlight=False,
    )
    for kind, posts in sorted(Counter(said.key.partition(":")[0] for said in played.said).items()):
        console.print(f"  {kind}: {posts}", highlight=False)
    for each in wrong:
        console.print(each, highlight=False, markup=False)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
