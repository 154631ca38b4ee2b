"""The examples by which questions are recognised: files that a team can add to.

A file is TOML; a table a tool, with the questions that it answers:

    [alerts_now]
    examples = ["which alerts are firing?", "anything on fire?", "alerts about {words}"]

What is in braces is a blank, see `bot.conversation.questions.blanks`. The beginning of the file's name is its
language: `de.toml`, `de-ours.toml`.
"""

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path

from bot.conversation.questions.blanks import BLANKS
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


def files_of(path: Path) -> list[Path]:
    """Return the files of examples at a path: itself, or those in a folder."""
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]


def problems(path: Path, tools: Collection[str]) -> list[str]:
    """Return everything that is wrong with a team's own examples at a path, each with its place."""
    if not path.exists():
        return [f"there is no file or folder {path}"]
    found: list[str] = []
    for file in files_of(path):
        try:
            text = file.read_text("utf-8")
            tables = tomllib.loads(text)
        except (OSError, ValueError, RecursionError) as error:
            found.append(f"{file}: {error}")
            continue
        for tool, entry in tables.items():
            place = f"{file}:{_line(text, f'[{tool}]')}"
            if tool not in tools:
                near = difflib.get_close_matches(tool, tools, 1)
                found.append(f"{place}: {tool} is no tool" + (f"; did you mean {near[0]}?" if near else ""))
            given = entry.get("examples") if isinstance(entry, dict) else None
            if not isinstance(given, list) or not given or set(entry) != {"examples"}:
                found.append(f'{place}: write examples = ["…"] below [{tool}], and nothing else')
                continue
            for example in given:
                wrong = _wrong(example)
                if wrong:
                    line = _line(text, '"' + str(example) + '"')
                    found.append(f"{file}:{line}: {str(example)[:60]!r} {wrong}")
    return found


def _wrong(example: object) -> str:
    """What is wrong with an example; "" where nothing is."""
    if not isinstance(example, str) or not re.search(r"[^\W_]", example):
        return "is no question"
    unknown = [each for each in re.findall(r"\{[^}]*\}?", example) if each not in BLANKS]
    return f"has {unknown[0]}, which is none of {', '.join(sorted(BLANKS))}" if unknown else ""


def _line(text: str, words: str) -> int:
    """The line of a text in which words stand first; 1 where they are written unusually."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if words in line), 1)


def language_of(file: Path) -> str:
    """Return the language of a file of examples; English where its name says none."""
    begins = file.stem.partition("-")[0].lower()
    return begins if begins in LANGUAGES else "en"
