"""Two months of standups: `python -m tests.month`, or `make soak`.

Each takes about two minutes.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog
from rich.console import Console

from tests.month.play import play, problems
from tests.month.scripts import SCRIPTS


def main() -> int:
    """Play the months that the command line says; 1 where anything is not as the table has it."""
    parser = argparse.ArgumentParser(prog="python -m tests.month", description="Play months of standups.")
    parser.add_argument("months", nargs="*", choices=[[], *SCRIPTS], help=", ".join(SCRIPTS))
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    console = Console(width=None if sys.stdout.isatty() else 120)
    found = 0
    for name in parser.parse_args().months or SCRIPTS:
        began = time.process_time()
        with tempfile.TemporaryDirectory(prefix="rolecall-month-") as folder:
            played = asyncio.run(play(Path(folder), SCRIPTS[name]()))
        wrong = problems(played)
        found += len(wrong)
        console.print(
            f"{name}: {len(played.rounds)} rounds, {sum(len(each.asked) for each in played.rounds)} prompts,"
            f" {sum(len(each.answers) for each in played.rounds)} answers, {len(played.heard)} posts,"
            f" {len(wrong)} problems, {time.process_time() - began:.0f} s of CPU",
            highlight=False,
        )
        for each in wrong:
            console.print(each, highlight=False, markup=False)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
