"""Rituals and occurrences as they are kept, column by column."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.look import Query
from integrations.database.records import record_of
from integrations.database.tables.cadence import (
    Audience,
    Late,
    OccurrenceState,
    RitualState,
    occurrences,
    rituals,
)
from integrations.deferred import dataclass
from jobs.cadence.ritual import OPEN


@dataclass(frozen=True, slots=True)
class RitualRecord:
    """A ritual as the team keeps it; what it leaves open follows the team's settings."""

    id: int
    name: str
    kind: str
    channel: str
    at: str
    days: list[str]
    timezone: str | None
    every: int
    anchor: date
    late: Late
    owner: str | None
    title: str
    words: str
    options: Mapping[str, Any]
    state: RitualState
    reason: str
    created_by: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceRecord:
    """An occurrence as it is kept."""

    id: int
    ritual: int
    local_date: date
    audience: Audience
    step: str
    run: str
    zone: str
    due_at: datetime
    ready_at: datetime
    state: OccurrenceState
    lease_until: datetime | None
    fence: int
    attempts: int
    crashes: int
    asked_by: str | None
    note: str
    ended_at: datetime | None


async def rituals_of(tx: Tx, statement: sa.Executable) -> list[RitualRecord]:
    """The rituals that a statement of whole rows finds or returns."""
    return [record_of(RitualRecord, row) for row in (await tx.execute(statement)).all()]


async def occurrences_of(tx: Tx, query: sa.Select[Any]) -> list[OccurrenceRecord]:
    """The occurrences that a query of whole rows finds."""
    return [record_of(OccurrenceRecord, row) for row in (await tx.execute(query)).all()]


async def everything(tx: Tx) -> tuple[list[RitualRecord], list[OccurrenceRecord]]:
    """All rituals, removed ones too, and all their occurrences."""
    return await rituals_of(tx, sa.select(rituals)), await occurrences_of(tx, sa.select(occurrences))


def lines_between(first: date, last: date) -> Query[tuple[tuple[str, str, date], str]]:
    """What the rituals of those days had to say, by kind, channel and day: a line, or "" where it was more."""
    query = (
        sa.select(rituals.c.kind, rituals.c.channel, occurrences.c.local_date, occurrences.c.note)
        .join(rituals, rituals.c.id == occurrences.c.ritual)
        .where(occurrences.c.step == OPEN, occurrences.c.run == "", occurrences.c.state == OccurrenceState.DONE)
        .where(occurrences.c.local_date.between(first, last))
    )
    return Query(query, lambda row: ((row.kind, row.channel, row.local_date), row.note))
