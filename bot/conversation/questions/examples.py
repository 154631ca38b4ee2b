"""The examples by which questions are recognised: files that a team can add to.

A file is TOML; a table a tool, with the questions that it answers:

    [alerts_now]
    examples = ["which alerts are firing?", "anything on fire?", "alerts about {words}"]

What is in braces is a blank, see `bot.conversation.questions.blanks`. The beginning of the file's name is its
language: `de.toml`, `de-ours.toml`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from bot.conversation.questions.likeness import LANGUAGES

HERE = Path(__file__).parent
RECALL = "recall"
"""The tool of the questions that what was said before may answer; its examples compete with those of the others."""

ByTool = Mapping[str, tuple[str, ...]]


@cache
def examples() -> Mapping[str, ByTool]:
    """Return the examples that come with Rolecall, by language, and by the tool that answers them."""
    return read(sorted(HERE.glob("*.toml")))


def read(files: Iterable[Path]) -> Mapping[str, ByTool]:
    """Return the examples of some files, by language and tool. Raises OSError and ValueError."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for file in files:
        of_language = found.setdefault(language_of(file), {})
        for tool, entry in tomllib.loads(file.read_text("utf-8")).items():
            of_language[tool] = (*of_language.get(tool, ()), *entry["examples"])
    return found


def together(*given: Mapping[str, ByTool]) -> Mapping[str, ByTool]:
    """Return the examples of all of them."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for each in given:
        for language, by_tool in each.items():
            of_language = found.setdefault(language, {})
            for tool, known in by_tool.items():
                of_language[tool] = (*of_language.get(tool, ()), *known)
    return found


def language_of(file: Path) -> str:
    """Return the language of a file of examples; English where its name says none."""
    begins = file.stem.partition("-")[0].lower()
    return begins if begins in LANGUAGES else "en"
