"""A rituals file where `rolecall` is started: whether it can be read, and whom and what it names."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

from bot.doctor.finding import Finding, bad, ok
from bot.settings import Settings
from integrations.textfile import read_text
from jobs.cadence.kinds import Kinds
from jobs.roster.toml_check import RITUAL_KEYS, BadFile, TomlCheck

ABOUT = "rituals file"
FILE = Path("rituals.toml")
_FORM = "docs/rituals.md has what each key takes"


async def named() -> tuple[dict[str, Collection[str]], dict[str, Collection[str]]]:
    """Return the people and the channels that its rituals name, by ritual; none where it cannot be read."""
    return await asyncio.to_thread(_named, FILE)


async def look(_settings: Settings) -> Sequence[Finding]:
    """Read it, where there is one; each problem has its line."""
    return await asyncio.to_thread(_read, FILE)


def _read(path: Path) -> list[Finding]:
    try:
        file = TomlCheck(read_text(path), str(path), Kinds(()))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as problem:
        why = getattr(problem, "strerror", None) or "it is no UTF-8 text"
        return [bad(ABOUT, f"{path} cannot be read: {why}", "Save it as UTF-8, where rolecall may read it")]
    except BadFile as problem:
        return [bad(ABOUT, each, _FORM) for each in problem.problems]
    for number, ritual in enumerate(file.rituals):
        for key in ritual.keys() & RITUAL_KEYS.keys():
            file.fits(number, key, ritual[key])
    if file.problems:
        return [bad(ABOUT, each, _FORM) for each in file.sorted_problems()]
    return [ok(ABOUT, f"{path} can be read; whom and which channels it names is looked up where Slack is connected")]


def _named(path: Path) -> tuple[dict[str, Collection[str]], dict[str, Collection[str]]]:
    people, channels = dict[str, Collection[str]](), dict[str, Collection[str]]()
    try:
        file = TomlCheck(read_text(path), str(path), Kinds(()))
    except (OSError, UnicodeDecodeError, BadFile):
        return people, channels  # `look` says what is wrong with it
    for number, ritual in enumerate(file.rituals, 1):
        about = f"{ABOUT}, ritual {number}"
        members = ritual.get("members")
        people[about] = _texts(ritual.get("owner"), *(members if isinstance(members, list) else ()))
        channels[about] = _texts(ritual.get("channel"), ritual.get("report_to"))
    return people, channels


def _texts(*values: object) -> list[str]:
    return [value.strip() for value in values if isinstance(value, str) and value.strip()]
