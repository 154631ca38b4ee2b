"""Which occurrence comes next. It is always in the table, planned, so that a tick is one query."""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx, chunks
from integrations.database.tables.cadence import TEAM, Audience, OccurrenceState, RitualState, occurrences, rituals
from integrations.deferred import dataclass
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.cadence.records import OccurrenceRecord, RitualRecord, occurrences_of, rituals_of
from jobs.cadence.ritual import OPEN, Ritual
from jobs.calendar import Due, Rule, day_is_over, moment_of, next_due, read_days, read_time, week_begins, zone_of
from jobs.people import team_settings
from jobs.people.team_settings import TeamSettings

MEMBER = "member"
SCHEDULED = ""
"""The `run` of what the cadence planned by itself."""
LEFT_OUT = "left out by "
"""How the note of an occurrence begins that somebody skipped."""
YEARS_AHEAD = 3


def rule_of(ritual: RitualRecord, settings: TeamSettings) -> Rule:
    """On which dates a ritual falls; without days of its own on the team's."""
    days = read_days(ritual.days) or settings.days
    return Rule(read_time(ritual.at), days, ritual.every, ritual.anchor, week_begins(settings.days))


def ritual_of(row: RitualRecord, settings: TeamSettings) -> Ritual:
    """A ritual as its kind gets it; without a zone of its own it has the team's."""
    return Ritual(
        id=row.id,
        name=row.name,
        kind=row.kind,
        channel=row.channel,
        at=row.at,
        days=tuple(row.days) or settings.working_days,
        timezone=row.timezone or settings.timezone,
        every=row.every,
        late=row.late,
        owner=row.owner,
        title=row.title,
        words=row.words,
        options=row.options,
    )


def its_own() -> sa.ColumnElement[bool]:
    """An occurrence's beginning that the cadence planned, not a later step and not what somebody asked for."""
    return sa.and_(occurrences.c.step == OPEN, occurrences.c.run == SCHEDULED)


def is_its_own(row: OccurrenceRecord) -> bool:
    """Return True for an occurrence that its ritual planned, and nobody asked for."""
    return row.step == OPEN and row.run == SCHEDULED


def planned(
    ritual: int,
    audience: Audience,
    zone: str,
    due: Due,
    *,
    step: str = OPEN,
    run: str = SCHEDULED,
    asked_by: str | None = None,
) -> dict[str, Any]:
    """A planned occurrence, for `Planner.insert_all`."""
    return {
        "ritual": ritual,
        "local_date": due.day,
        "audience": audience,
        "zone": zone,
        "due_at": due.at,
        "ready_at": due.at,
        "state": OccurrenceState.PLANNED,
        "step": step,
        "run": run,
        "asked_by": asked_by,
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """What arithmetic needs besides the ritual, read once a transaction."""

    settings: TeamSettings
    is_holiday: Callable[[date], bool]


class Planner:
    """Writes planned occurrences.

    A method that takes a `tx` is called in a write transaction that has locked the ritual's row.
    """

    def __init__(self, db: Database, clock: Clock, holidays: Holidays) -> None:
        """Write into `db`; `holidays` are left out."""
        self._db = db
        self._clock = clock
        self._holidays = holidays
        self._insert = db.insert(occurrences).on_conflict_do_nothing(
            index_elements=[
                occurrences.c.ritual,
                occurrences.c.local_date,
                occurrences.c.audience,
                occurrences.c.step,
                occurrences.c.run,
            ]
        )

    async def ready(self, zones: Iterable[str] = ()) -> TeamSettings:
        """Have zones and holidays at hand, which come from files. Before a transaction, never in one."""
        async with self._db.read() as tx:
            settings = await team_settings.read(tx)
        await self.load(settings, zones)
        return settings

    async def load(self, settings: TeamSettings, zones: Iterable[str] = ()) -> None:
        """The same, for settings that are not kept yet."""
        year = self._clock.now().year
        with contextlib.suppress(ValueError):  # a region that only another version knew has no holidays here
            await self._holidays.load(settings.holidays, range(year - 1, year + YEARS_AHEAD))
        await self.unknown_zones([settings.timezone, *zones])

    async def unknown_zones(self, names: Iterable[str]) -> set[str]:
        """Have these zones at hand; those of them that are none."""
        return await asyncio.to_thread(_unknown, set(names) - {MEMBER})

    async def frame(self, tx: Tx) -> Frame:
        """The settings of this moment."""
        settings = await team_settings.read(tx)
        return Frame(settings, self._holidays.of(settings.holidays))

    async def lock(self, tx: Tx, ritual: int) -> RitualRecord | None:
        """A ritual, ours alone until the transaction ends."""
        query = sa.select(rituals).where(rituals.c.id == ritual)
        found = await rituals_of(tx, query if self._db.is_sqlite else query.with_for_update())
        return found[0] if found else None

    async def plan(
        self,
        tx: Tx,
        ritual: RitualRecord,
        frame: Frame,
        audience: Audience,
        zone: str,
        *,
        after: date | None,
        since: datetime | None,
    ) -> Due | None:
        """Plan the first date later than `after` and due later than `since` that has no row yet.

        None where the rule has no such date in five years.
        """
        taken = set(
            (
                await tx.execute(
                    sa.select(occurrences.c.local_date).where(
                        occurrences.c.ritual == ritual.id, occurrences.c.audience == audience, its_own()
                    )
                )
            ).scalars()
        )
        rule = rule_of(ritual, frame.settings)
        while due := next_due(rule, zone_of(zone), after=after, since=since, holiday=frame.is_holiday):
            after = due.day
            if due.day not in taken:
                await self.insert_all(tx, [planned(ritual.id, audience, zone, due)])
                return due
        return None

    async def insert_all(self, tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write occurrences down, as `planned` gives them; one that is there already stays as it is."""
        if rows:
            await tx.execute(self._insert, rows)

    async def unplan(self, tx: Tx, rituals: Sequence[int]) -> dict[int, dict[Audience, OccurrenceRecord]]:
        """Take back what is planned and never was begun; what that was, by ritual and audience."""
        had: dict[int, dict[Audience, OccurrenceRecord]] = {}
        for some in chunks(rituals):
            mine = sa.and_(
                occurrences.c.ritual.in_(some),
                its_own(),
                occurrences.c.state == OccurrenceState.PLANNED,
                occurrences.c.fence == 0,
            )
            for row in await occurrences_of(tx, sa.select(occurrences).where(mine)):
                had.setdefault(row.ritual, {})[row.audience] = row
            await tx.execute(occurrences.delete().where(mine))
        return had

    async def replan(self, tx: Tx, ritual: RitualRecord, frame: Frame, people: Mapping[str, str]) -> Due | None:
        """Plan a ritual anew after a change: dates that have begun stay, a new time already past is skipped.

        `people` are the zones of the members of a ritual that runs at each one's own time;
        without any, those it was planned for. Returns the earliest of what is planned.
        """
        return (await self.replan_all(tx, [ritual], frame, {ritual.id: people})).get(ritual.id)

    async def replan_all(
        self, tx: Tx, rituals: Sequence[RitualRecord], frame: Frame, people: Mapping[int, Mapping[str, str]]
    ) -> dict[int, Due]:
        """The same of many; the earliest of what is planned, by ritual."""
        had = await self.unplan(tx, [ritual.id for ritual in rituals])
        active = [ritual for ritual in rituals if ritual.state is RitualState.ACTIVE]
        begun = await self._begun(tx, [ritual.id for ritual in active])
        rows: list[dict[str, Any]] = []
        first: dict[int, Due] = {}
        now = self._clock.now()

        @lru_cache(maxsize=256)  # of thousands that are imported most come at the same few times
        def nearest(rule: Rule, zone: str, after: date | None, since: datetime) -> Due | None:
            return next_due(rule, zone_of(zone), after=after, since=since, holiday=frame.is_holiday)

        for ritual in active:
            before = had.get(ritual.id, {})
            for audience, zone in self._audiences(ritual, frame, before, people.get(ritual.id, {})).items():
                days = begun.get(ritual.id, {})
                # A date that began for the whole team is not begun again for one of it, nor the other way.
                after = max((day for of, day in days.items() if of == audience or TEAM in (of, audience)), default=None)
                due = nearest(
                    rule_of(ritual, frame.settings), zone, after, _since(ritual, before.get(audience), zone, now)
                )
                if due is not None:
                    rows.append(planned(ritual.id, audience, zone, due))
                    first[ritual.id] = min(first.get(ritual.id, due), due, key=lambda each: each.at)
        await self.insert_all(tx, rows)
        return first

    @staticmethod
    def _audiences(
        ritual: RitualRecord, frame: Frame, had: Mapping[Audience, OccurrenceRecord], people: Mapping[str, str]
    ) -> Mapping[Audience, str]:
        if ritual.timezone != MEMBER:
            return {TEAM: ritual.timezone or frame.settings.timezone}
        zones = {Audience(user): zone for user, zone in people.items()}
        return zones or {audience: row.zone for audience, row in had.items() if audience != TEAM}

    async def _begun(self, tx: Tx, rituals: Sequence[int]) -> dict[int, dict[Audience, date]]:
        """The last date that has begun, by ritual and audience."""
        found: dict[int, dict[Audience, date]] = {}
        for some in chunks(rituals):
            query = (
                sa.select(
                    occurrences.c.ritual,
                    occurrences.c.audience,
                    sa.func.max(occurrences.c.local_date).label("day"),
                )
                .where(occurrences.c.ritual.in_(some), its_own())
                .group_by(occurrences.c.ritual, occurrences.c.audience)
            )
            for row in (await tx.execute(query)).all():
                found.setdefault(row.ritual, {})[row.audience] = row.day
        return found


def _since(ritual: RitualRecord, had: OccurrenceRecord | None, zone: str, now: datetime) -> datetime:
    """Now; or just before what is due this very second and whose time the change leaves as it was."""
    if had is None or had.due_at > now:
        return now
    same = moment_of(had.local_date, read_time(ritual.at), zone_of(zone)) == had.due_at
    return had.due_at - timedelta(seconds=1) if same else now


def _unknown(names: Iterable[str]) -> set[str]:
    unknown = set()
    for name in names:
        try:
            zone_of(name)
        except ValueError:
            unknown.add(name)
    return unknown


def moved(due: Due, at: str, zone: str, now: datetime) -> Due | None:
    """What becomes of a planned date whose member is in another zone now.

    The date stays, at that zone's own time; where that is past it is due at once. None where
    the date itself is over there.
    """
    there = zone_of(zone)
    new = Due(due.day, moment_of(due.day, read_time(at), there))
    if day_is_over(new, now, there):
        return None
    return Due(due.day, max(new.at, now))
