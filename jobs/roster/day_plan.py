"""What the rituals of some channels come to on one day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import OccurrenceState, RitualState, occurrences, rituals
from integrations.deferred import dataclass
from jobs.cadence.planning import Frame, Planner, its_own, ritual_of, rule_of
from jobs.cadence.records import OccurrenceRecord, RitualRecord, occurrences_of, rituals_of
from jobs.cadence.ritual import Ritual
from jobs.calendar import Due, dues, local_date, zone_of
from jobs.roster.ritual_store import zone_of_record
from jobs.roster.spec import MEMBER

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """When a ritual comes on a day."""

    ritual: Ritual
    at: datetime
    skipped: bool = False
    own_hour: bool = False
    """Whether each member has it at their own hour; `at` is the asker's then."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What happens on a day, in order."""

    planned: Sequence[Planned]
    is_holiday: bool


class DayPlans:
    """Looks up days, of the channels that it is given and no others."""

    def __init__(self, db: Database, planner: Planner) -> None:
        """Read from `db`; the `planner` knows the team's holidays."""
        self._db = db
        self._planner = planner

    async def of(self, channels: Sequence[str], day: date, zone: str) -> DayPlan:
        """Return what falls on that date of somebody's `zone`."""
        query = sa.select(rituals).where(rituals.c.channel.in_(channels), rituals.c.state == RitualState.ACTIVE)
        async with self._db.read() as tx:
            rows = await rituals_of(tx, query.order_by(rituals.c.at, rituals.c.name))
        await self._planner.ready([zone, *(row.timezone for row in rows if row.timezone)])
        async with self._db.read() as tx:
            frame = await self._planner.frame(tx)
            kept = await _kept(tx, [row.id for row in rows], day)
        planned: list[Planned] = []
        for row in rows:
            ritual = ritual_of(row, frame.settings)
            own_hour = row.timezone == MEMBER
            where = zone if own_hour else zone_of_record(row, frame.settings)
            for due in _dues(row, frame, where, day, zone):
                skipped = kept.get((row.id, due.day)) is OccurrenceState.SKIPPED
                planned.append(Planned(ritual, due.at, skipped=skipped, own_hour=own_hour))
        planned.sort(key=lambda each: (each.at, each.ritual.name))
        return DayPlan(planned, frame.is_holiday(day))


def _dues(row: RitualRecord, frame: Frame, its_zone: str, day: date, zone: str) -> list[Due]:
    """When it falls on `day` of `zone`; its own date may be the one before or after."""
    found = []
    for due in dues(rule_of(row, frame.settings), zone_of(its_zone), day - 2 * _DAY, frame.is_holiday):
        if due.day > day + _DAY:
            break
        if local_date(due.at, zone_of(zone)) == day:
            found.append(due)
    return found


async def _kept(tx: Tx, ids: Sequence[int], day: date) -> dict[tuple[int, date], OccurrenceState]:
    """What became of the team's occurrences around a day, as far as there are any."""
    query = sa.select(occurrences).where(
        occurrences.c.ritual.in_(ids), its_own(), occurrences.c.local_date.between(day - _DAY, day + _DAY)
    )
    rows: list[OccurrenceRecord] = await occurrences_of(tx, query)
    return {(row.ritual, row.local_date): row.state for row in rows}
