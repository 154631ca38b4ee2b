"""The rituals as a TOML file: `[team]` and `[[ritual]]`, read with every problem's line, and written."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.deferred import dataclass
from integrations.public_holidays import Holidays
from integrations.textfile import read_text
from jobs.audit import OPERATOR
from jobs.cadence.kinds import Kinds
from jobs.people import team_settings
from jobs.people.directory import Directory
from jobs.roster import ritual_store
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.spec import Spec, clean
from jobs.roster.team_check import TeamCheck
from jobs.roster.toml_check import TEAM_KEYS, BadFile, TomlCheck
from jobs.roster.toml_writer import table


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import came to: names of rituals."""

    made: Sequence[str]
    changed: Sequence[str]
    unchanged: Sequence[str]
    removed: Sequence[str]
    team_changed: bool
    """Whether `[team]` says something new."""


class RitualsFile:
    """Reads and writes the team's rituals as TOML."""

    def __init__(self, db: Database, kinds: Kinds, directory: Directory, bulk: BulkApply, holidays: Holidays) -> None:
        """Read into `db`, and write from it. `directory` finds channels by name and people by address."""
        self._db = db
        self._kinds = kinds
        self._directory = directory
        self._bulk = bulk
        self._holidays = holidays

    async def load(self, path: Path, *, prune: bool = False) -> Loaded:
        """Check all of a file, then make it so, all or nothing. Raises `BadFile`."""
        try:
            text = await asyncio.to_thread(read_text, path)
        except (OSError, UnicodeDecodeError) as problem:
            reason = getattr(problem, "strerror", None) or "it is no UTF-8 text"
            raise BadFile([f"{path}: cannot be read: {reason}"]) from problem
        return await self.load_text(text, str(path), prune=prune)

    async def load_text(self, text: str, name: str, *, by: str = OPERATOR, prune: bool = False) -> Loaded:
        """The same, for text that came from a file of that name."""
        async with self._db.read() as tx:
            now = await team_settings.read(tx)
            known = {clean(row.name): row for row in await ritual_store.seen(tx)}
        file = await asyncio.to_thread(TomlCheck, text, name, self._kinds)
        checking = TeamCheck(file, known, self._kinds, self._directory, self._holidays)
        settings = await checking.settings(now)
        specs = await checking.specs()
        file.no_name_twice()
        if file.problems:
            raise BadFile(file.sorted_problems())
        outcome = await self._bulk.apply(by, specs, settings=settings, prune=prune)
        return Loaded(**outcome, team_changed=settings not in (None, now))

    async def export(self) -> str:
        """All of the team's rituals; importing it changes nothing."""
        async with self._db.read() as tx:
            settings, are_set = await team_settings.read(tx), await team_settings.are_set(tx)
            found = [row for row in await ritual_store.seen(tx) if not ritual_store.is_on_demand(row)]
        team = table("[team]", [(key, getattr(settings, key)) for key in TEAM_KEYS])
        parts = [team if are_set else "".join(f"# {line}\n" for line in team.splitlines())]
        channels = await self._directory.known_channels()
        for row in found:
            spec = ritual_store.spec_of(row)
            # What could run, and does not since nobody has switched it on, is left as it is.
            resting = row.state is RitualState.OFF and not self._kinds.why_off(row.kind)
            where = channels.get(row.channel)
            parts.append(_ritual(replace(spec, paused=spec.paused or resting), where.name if where else None))
        return "\n".join(parts)


def _ritual(spec: Spec, channel: str | None) -> str:
    pairs: list[tuple[str, Any]] = [
        ("name", spec.name),
        ("kind", spec.kind),
        ("channel", spec.channel),
        ("at", spec.at),
        ("days", list(spec.days) if spec.days else None),
        ("timezone", spec.timezone),
        ("every", spec.every if spec.every != 1 else None),
        ("late", spec.late),
        ("owner", spec.owner),
        ("title", spec.title),
        ("words", spec.words or None),
        ("paused", True if spec.paused else None),
        *sorted(spec.options.items()),
    ]
    return table("[[ritual]]", pairs, {"channel": f"  # {json.dumps(channel)[1:-1]}"} if channel else {})
