"""How good the answers are: `python -m tests.evals`, or `make evals`.

Prints what is right and what fails, and ends with 0 unless it is told how much is enough.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from tests.evals.asking import ask_all
from tests.evals.question_files import RESERVE, questions, read
from tests.evals.recall import __main__ as recall
from tests.evals.recall.measure import DEPTHS, table
from tests.evals.recall.stories import SETS
from tests.evals.report import lines, score


def run_questions(given: argparse.Namespace) -> float:
    """Ask the questions, print how they were answered, and return how many of a hundred were answered well."""
    chosen = read(RESERVE) if given.reserve else questions()
    if given.topic:
        chosen = [each for each in chosen if each.topic in given.topic]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rolecall-evals-") as folder:
        asked = asyncio.run(ask_all(chosen, Path(folder)))
    for line in lines(asked, words_of_holdout=given.holdout):
        print(line)  # noqa: T201 - it is the output
    print(f"{len(asked)} questions in {time.monotonic() - began:.0f} s")  # noqa: T201
    return score(asked)


def run_recall(given: argparse.Namespace) -> float:
    """Count what recall finds, print it, and return how many of a hundred are among the first ten on SQLite.

    Of the set of chats where it finds the fewest.
    """
    found = recall.on_each_engine(recall.Embeddings.of(given))
    Console(highlight=False).print(recall.shown(found))
    shares = {name: share for name, _, share in table(found["SQLite"])}
    return 100 * min(shares[name][max(DEPTHS)] for name in SETS.values())


PARTS: Mapping[str, Callable[[argparse.Namespace], float]] = {"questions": run_questions, "recall": run_recall}
"""What is evaluated, each with how it is run: what it prints, it has measured; it returns a share of a hundred."""


def main() -> int:
    """Run what the command line says; 1 where less is right than `--at-least`."""
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description="How good the answers are.")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part")
    parser.add_argument("--at-least", type=float, metavar="95", help="end with 1 where a part has less of a hundred")
    parser.add_argument(
        "--topic", action="append", metavar="FILE", help="questions of this topic only; may be repeated"
    )
    parser.add_argument("--holdout", action="store_true", help="show what fails of the questions that are set aside")
    parser.add_argument("--reserve", action="store_true", help="ask the reserve instead")
    recall.Embeddings.options(parser)
    given = parser.parse_args()
    scores = [run(given) for name, run in PARTS.items() if given.only in (None, name)]
    return int(given.at_least is not None and min(scores) < given.at_least)


if __name__ == "__main__":
    sys.exit(main())
