"""Which questions of the set happen to be among the examples that questions are recognised by, word for word."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.conversation import questions
from tests.evals.question_files import Question

FOLDER = Path(questions.__file__).parent


def is_an_example(question: Question) -> bool:
    """Whether any message of it is; case and punctuation do not count."""
    return any(_plain(step.ask) in _examples() for step in question.steps)


@cache
def _examples() -> frozenset[str]:
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.rglob("*.toml")]
    return frozenset(_plain(text) for text in _texts(files))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
