"""A rituals file where `rolecall` is started: whether it can be read. Names in it are the import's to look up."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bot.doctor.finding import Finding, bad, ok
from bot.settings import Settings
from integrations.textfile import read_text
from jobs.cadence.kinds import Kinds
from jobs.roster.toml_check import RITUAL_KEYS, BadFile, TomlCheck

ABOUT = "rituals file"
FILE = Path("rituals.toml")


async def look(_settings: Settings) -> Sequence[Finding]:
    """Read it, where there is one; each problem has its line."""
    return await asyncio.to_thread(_read, FILE)


def _read(path: Path) -> list[Finding]:
    try:
        file = TomlCheck(read_text(path), str(path), Kinds(()))
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as problem:
        return [bad(ABOUT, f"{path} cannot be read: {getattr(problem, 'strerror', None) or 'it is no UTF-8 text'}")]
    except BadFile as problem:
        return [bad(ABOUT, each) for each in problem.problems]
    for number, ritual in enumerate(file.rituals):
        for key in ritual.keys() & RITUAL_KEYS.keys():
            file.fits(number, key, ritual[key])
    if file.problems:
        return [bad(ABOUT, each) for each in file.sorted_problems()]
    return [ok(ABOUT, f"{path} can be read; its names are looked up by rolecall rituals import {path}")]
