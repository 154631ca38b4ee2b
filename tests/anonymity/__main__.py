"""Anonymous rounds on the whole app, and an attacker with everything: `python -m tests.anonymity --rounds 1000`."""

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from rich.console import Console

from tests.anonymity.attacks import SURE, tricks
from tests.anonymity.play import Played, played_apart


def main() -> int:
    """Play as many rounds as the command line says; 1 where an answer was to be read, or a trick beats chance."""
    parser = argparse.ArgumentParser(prog="python -m tests.anonymity", description="Who said what?")
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=2, help="how many teams play them, each in a process of its own")
    asked = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140)
    played, spent, failed = Played(), 0.0, list[str]()
    shares = [range(asked.rounds * n // asked.jobs, asked.rounds * (n + 1) // asked.jobs) for n in range(asked.jobs)]
    # A process that was forked has the loops and threads of this one.
    with ProcessPoolExecutor(asked.jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for future in [pool.submit(played_apart, each) for each in shares]:
            if (problem := future.exception()) is not None:  # what the others saw counts all the same
                failed.append(f"{type(problem).__name__}: {problem}")
                continue
            share, seconds = future.result()
            played.rounds += share.rounds
            played.leaks += share.leaks
            spent += seconds
    tried = tricks(played.rounds)
    answers = sum(len(each.looks) for each in played.rounds)
    console.print(
        f"{len(played.rounds)} rounds, {answers} answers, as many backups between them;"
        f" {len(played.leaks)} times an answer was to be read before the close; {len(tried)} tricks;"
        f" {spent:.0f} s of CPU",
        highlight=False,
    )
    for each_problem in [*failed, *sorted(set(played.leaks))[:20]]:
        console.print(each_problem, highlight=False, markup=False)
    console.print("The tricks that were furthest from chance, which is one right answer a round:", highlight=False)
    for each in tried[:12]:
        line = f"{each.right:6} right in {each.rounds} rounds, {each.off:+.1f} standard deviations: {each.name}"
        console.print(line, highlight=False, markup=False)
    return 1 if failed or played.leaks or any(each.luck < SURE for each in tried) else 0


if __name__ == "__main__":
    sys.exit(main())
