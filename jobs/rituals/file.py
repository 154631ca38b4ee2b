"""The rituals as a TOML file: `[team]` and `[[ritual]]`, read with every problem's line, and written."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.cadence import rituals
from integrations.public_holidays import Holidays
from integrations.slack.types import Channel, Person
from jobs import team_settings
from jobs.audit import OPERATOR
from jobs.calendar import read_hours, zone_of
from jobs.rituals import rows
from jobs.rituals.adoption import Adoption
from jobs.rituals.reading import RITUAL_KEYS, TEAM_KEYS, BadFile, Reading
from jobs.rituals.registry import Kinds
from jobs.rituals.spec import ON_DEMAND, WORKDAYS, Spec, problems, title_of
from jobs.rituals.toml import table
from jobs.team_settings import TeamSettings

_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{1,30}")
_USER_ID = re.compile(r"[UW][A-Z0-9]{1,30}")
MOST_CAPPED = 1000


class Directory(Protocol):
    """Who is who and where. `jobs.team.Team` is one."""

    async def find_channel(self, name: str) -> str | None:
        """The id of `#name`."""
        ...

    async def channel(self, channel: str) -> Channel | None:
        """One channel."""
        ...

    async def by_email(self, email: str) -> Person | None:
        """The person of an address."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import came to: names of rituals."""

    made: Sequence[str]
    changed: Sequence[str]
    unchanged: Sequence[str]
    removed: Sequence[str]


class RitualsFile:
    """Reads and writes the team's rituals as TOML."""

    def __init__(
        self, db: Database, kinds: Kinds, directory: Directory, adoption: Adoption, holidays: Holidays
    ) -> None:
        """Prepare. `directory` finds channels by name and people by address."""
        self._db = db
        self._kinds = kinds
        self._directory = directory
        self._adoption = adoption
        self._holidays = holidays

    async def load(self, path: Path, *, by: str = OPERATOR, prune: bool = False) -> Loaded:
        """Check all of a file, then make it so, all or nothing. Raises `BadFile`."""
        try:
            text = await asyncio.to_thread(path.read_text, "utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            reason = getattr(problem, "strerror", None) or "it is no UTF-8 text"
            raise BadFile([f"{path}: cannot be read: {reason}"]) from problem
        return await self.load_text(text, str(path), by=by, prune=prune)

    async def load_text(self, text: str, name: str, *, by: str = OPERATOR, prune: bool = False) -> Loaded:
        """The same, for text that came from a file of that name."""
        async with self._db.read() as tx:
            now = await team_settings.read(tx)
            known = {row.name: row for row in (await tx.execute(sa.select(rituals))).all() if row.state in rows.SEEN}
        reading = Reading(text, name, self._kinds)
        settings = await self._settings(reading, now)
        specs = [
            spec
            for number in range(len(reading.rituals))
            if (spec := await self._spec(reading, number, known)) is not None
        ]
        reading.no_name_twice()
        if reading.problems:
            raise BadFile(reading.sorted_problems())
        outcome = await self._adoption.take_over(by, specs, settings=settings, prune=prune)
        return Loaded(**outcome)

    async def export(self) -> str:
        """All of the team's rituals; importing it changes nothing."""
        async with self._db.read() as tx:
            settings = await team_settings.read(tx)
            query = sa.select(rituals).where(rituals.c.state.in_(rows.SEEN)).order_by(rituals.c.at, rituals.c.name)
            found = (await tx.execute(query)).all()
        parts = [table("[team]", [(key, getattr(settings, key)) for key in TEAM_KEYS])]
        for row in found:
            if row.state == "off" and row.reason == ON_DEMAND:
                continue
            channel = await self._directory.channel(row.channel)
            parts.append(_ritual(rows.spec_of(row), channel.name if channel else None))
        return "\n".join(parts)

    # --- checking ------------------------------------------------------------------

    async def _settings(self, reading: Reading, now: TeamSettings) -> TeamSettings | None:
        given = reading.team
        if given is None:
            return None
        # An empty value takes back what is set.
        wanted = dict(given)
        taken_back: dict[str, Any] = {key: None for key in ("holidays", "quiet_hours") if wanted.get(key) in ("", [])}
        wanted = {key: value for key, value in wanted.items() if key not in taken_back}
        if "holidays" in wanted and not (isinstance(wanted["holidays"], str) and await self._knows(wanted["holidays"])):
            reading.wrong(("team", "holidays"), wanted.pop("holidays"), "is no region with public holidays that I know")
        if "timezone" in wanted and not await asyncio.to_thread(_is_zone, wanted["timezone"]):
            reading.wrong(("team", "timezone"), wanted.pop("timezone"), "is no time zone; an IANA name")
        for key in ("working_hours", "quiet_hours"):
            if key in wanted:
                if _are_hours(wanted[key]):
                    wanted[key] = tuple(wanted[key])
                else:
                    reading.wrong(("team", key), wanted.pop(key), 'is no pair of times like ["09:00", "17:30"]')
        cap = wanted.get("daily_cap", 1)
        if not isinstance(cap, int) or isinstance(cap, bool) or not 0 <= cap <= MOST_CAPPED:
            reading.wrong(("team", "daily_cap"), wanted.pop("daily_cap"), f"is no number from 0 to {MOST_CAPPED}")
        return replace(now, **wanted, **taken_back)

    async def _knows(self, region: str) -> bool:
        return await self._holidays.knows(region)

    async def _spec(self, reading: Reading, number: int, known: Mapping[str, Any]) -> Spec | None:
        """One ritual; its problems are noted, and None where it cannot even be read."""
        given = reading.rituals[number]
        values = {key: value for key, value in given.items() if reading.fits(number, key, value)}
        for key in ("kind", "channel", "at"):
            if key not in given:
                reading.wrong(("ritual", number), f"[[ritual]] number {number + 1}", f"has no {key}", bare=True)
        # What cannot be read is made up, so that the rest of the entry is checked all the same.
        made_up = {"kind", "channel", "at"} - values.keys()
        values = {"kind": "", "channel": "", "at": "00:00"} | values
        channel = await self._channel(values["channel"]) if values["channel"] else None
        if channel is None and "channel" not in made_up:
            why = "is no channel that I can see; use its id, or #name of one that I am in"
            reading.wrong(("ritual", number, "channel"), values["channel"], why)
        name = values.get("name") or await self._default_name(values, channel)
        kept = known.get(name)
        before = rows.spec_of(kept) if kept is not None else None
        owner = values.get("owner", before.owner if before else None)
        if "owner" in values:
            owner = await self._owner(values["owner"])
            if owner is None:
                reading.wrong(("ritual", number, "owner"), values["owner"], "is nobody whom I know; an id or address")
        kind = values["kind"]
        paused = values.get("paused", before.paused if before else False)
        spec = Spec(
            name=name,
            kind=kind,
            channel=channel or values["channel"],
            at=values["at"],
            days=tuple(values.get("days", WORKDAYS)),
            timezone=values.get("timezone"),
            every=values.get("every", 1),
            late=values.get("late", self._kinds.default_late(kind)),
            owner=owner,
            title=values.get("title", before.title if before and before.kind == kind else title_of(kind)),
            words=values.get("words", before.words if before else ""),
            options={key: value for key, value in values.items() if key not in RITUAL_KEYS},
            paused=paused,
            off="" if paused else self._kinds.why_off(kind),
        )
        if "name" in values or not made_up:
            reading.named(number, spec.name)
        else:
            made_up |= {"name"}
        for key, why in await asyncio.to_thread(problems, spec, self._kinds):
            if key not in made_up and not (key == "channel" and channel is None):
                reading.wrong(("ritual", number, key), given.get(key, getattr(spec, key, None)), why)
        report_to = spec.options.get("report_to")
        if isinstance(report_to, str) and await self._channel(report_to) is None:
            reading.wrong(("ritual", number, "report_to"), report_to, "is no channel that I can see")
        return None if made_up else spec

    async def _channel(self, given: str) -> str | None:
        return given if _CHANNEL_ID.fullmatch(given) else await self._directory.find_channel(given)

    async def _default_name(self, values: Mapping[str, Any], channel: str | None) -> str:
        found = await self._directory.channel(channel) if channel else None
        where = found.name if found else values["channel"].removeprefix("#")
        return f"{values['kind']}-{where}"

    async def _owner(self, given: str) -> str | None:
        if _USER_ID.fullmatch(given):
            return given
        found = await self._directory.by_email(given)
        return found.id if found else None


def _ritual(spec: Spec, channel: str | None) -> str:
    pairs: list[tuple[str, Any]] = [
        ("name", spec.name),
        ("kind", spec.kind),
        ("channel", spec.channel),
        ("at", spec.at),
        ("days", list(spec.days) if spec.days != WORKDAYS else None),
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


def _is_zone(name: Any) -> bool:
    try:
        zone_of(name)
    except (ValueError, TypeError):
        return False
    return True


def _are_hours(value: Any) -> bool:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)):
        return False
    try:
        start, end = read_hours((value[0], value[1]))
    except ValueError:
        return False
    return start != end
