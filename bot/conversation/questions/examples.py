"""The examples by which questions are recognised: files that a team can add to.

A file is TOML; a table a tool, with the questions that it answers:

    [alerts_now]
    examples = ["which alerts are firing?", "anything on fire?"]
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def examples() -> Mapping[str, tuple[str, ...]]:
    """Return the examples that come with Rolecall, of every language, by the tool that answers them."""
    return read(sorted(HERE.glob("*.toml")))


def read(files: Iterable[Path]) -> Mapping[str, tuple[str, ...]]:
    """Return the examples of some files, by tool. Raises OSError and ValueError for what cannot be read."""
    found: dict[str, tuple[str, ...]] = {}
    for file in files:
        for tool, entry in tomllib.loads(file.read_text("utf-8")).items():
            found[tool] = (*found.get(tool, ()), *entry["examples"])
    return found
