"""Dates that went by while nobody ran: of each ritual and audience the latest counts, the others are passed over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.cadence import Audience, OccurrenceState, RitualState, occurrences
from integrations.deferred import dataclass
from jobs.cadence.planning import Frame, Planner, its_own, planned, rule_of
from jobs.cadence.records import OccurrenceRecord, RitualRecord, occurrences_of
from jobs.calendar import Due, next_due, zone_of


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What became of occurrences that are late."""

    latest: Mapping[int, OccurrenceRecord]
    """Of each of them, by its id, the latest that is due by now: itself, mostly."""
    passed: frozenset[int]
    """Those that a later one takes the place of."""
    later: frozenset[int]
    """Those that an earlier one led to; they may be among what is due as well."""
    planned: frozenset[int]
    """The latest ones whose next date is planned."""


async def catch_up(
    tx: Tx,
    planner: Planner,
    late: Sequence[OccurrenceRecord],
    owners: Mapping[int, RitualRecord],
    frame: Frame,
    now: datetime,
) -> CaughtUp:
    """Plan every date that is due by now and the one after, and find the latest of each.

    `late` are scheduled occurrences; those that were claimed before have their next one already.
    """
    dues = {row.id: to_come(row, owners[row.ritual], frame, now) for row in late}
    rows = [planned(row.ritual, row.audience, row.zone, due) for row in late for due in dues[row.id]]
    await planner.insert_all(tx, rows)
    past = {row.id: [due for due in dues[row.id] if due.at <= now] for row in late}
    there = await _planned(tx, [row for row in late if past[row.id]], now)
    latest: dict[int, OccurrenceRecord] = {}
    passed, later = set[int](), set[int]()
    for row in late:
        reached = row
        for due in past[row.id]:
            following = there.get((row.ritual, row.audience, due.day))
            if following is None:
                break
            passed.add(reached.id)
            later.add(following.id)
            reached = following
        latest[row.id] = reached
    return CaughtUp(latest, frozenset(passed), frozenset(later), frozenset(row.id for row in latest.values()))


def to_come(row: OccurrenceRecord, ritual: RitualRecord, frame: Frame, now: datetime) -> list[Due]:
    """The dates after an occurrence up to the first that is not due yet; none where they are planned already."""
    if row.fence > 0 or ritual.state is not RitualState.ACTIVE:
        return []
    rule, zone, found = rule_of(ritual, frame.settings), zone_of(row.zone), list[Due]()
    day = row.local_date
    while due := next_due(rule, zone, after=day, holiday=frame.is_holiday):
        found.append(due)
        day = due.day
        if due.at > now:
            break
    return found


async def _planned(
    tx: Tx, rows: Sequence[OccurrenceRecord], now: datetime
) -> dict[tuple[int, Audience, date], OccurrenceRecord]:
    """What is planned and due after any of these, by ritual, audience and date."""
    if not rows:
        return {}
    query = sa.select(occurrences).where(
        occurrences.c.ritual.in_({row.ritual for row in rows}),
        occurrences.c.local_date > min(row.local_date for row in rows),
        occurrences.c.due_at <= now,
        occurrences.c.state == OccurrenceState.PLANNED,
        its_own(),
    )
    return {(row.ritual, row.audience, row.local_date): row for row in await occurrences_of(tx, query)}
