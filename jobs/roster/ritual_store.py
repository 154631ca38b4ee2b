"""The rituals' rows: written, revived and read. Whoever changes them has locked them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx, chunks
from integrations.database.records import record_of
from integrations.database.tables.cadence import Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.deferred import dataclass
from jobs.cadence.planning import Frame, its_own, ritual_of
from jobs.cadence.records import OccurrenceRecord, RitualRecord, occurrences_of, rituals_of
from jobs.cadence.ritual import Ritual
from jobs.calendar import Rule, local_date, next_due, read_days, read_time, zone_of
from jobs.people.team_settings import TeamSettings
from jobs.roster.spec import MEMBER, ON_DEMAND, Spec, clean, title_of

SEEN = (RitualState.ACTIVE, RitualState.PAUSED, RitualState.OFF)
"""States of rituals that are the team's; `removed` ones only wait for their name to come back."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A ritual with what a list shows of it."""

    ritual: Ritual
    state: RitualState
    """active, paused or off."""
    reason: str
    timezone: str | None
    """As it is kept: None follows the team's."""
    next_at: datetime | None
    next_day: date | None
    zone: str
    """Of the next occurrence."""


def spec_of(row: RitualRecord) -> Spec:
    """A row as somebody might have wanted it."""
    return Spec(
        name=row.name,
        kind=row.kind,
        channel=row.channel,
        at=row.at,
        days=tuple(row.days) or None,
        timezone=row.timezone,
        every=row.every,
        late=row.late.value,
        owner=row.owner,
        title=row.title,
        words=row.words,
        options=row.options,
        paused=row.state is RitualState.PAUSED,
        off=row.reason if row.state is RitualState.OFF else "",
    )


def is_on_demand(row: RitualRecord) -> bool:
    """Return True for a ritual that nobody planned: somebody ran its kind once."""
    return row.state is RitualState.OFF and row.reason == ON_DEMAND


def is_as_wanted(row: RitualRecord, spec: Spec) -> bool:
    """Return True where a change to that spec would change nothing.

    What runs goes on while its source is missing, and what is off is as good as paused.
    """
    wanted = {RitualState.PAUSED if spec.paused else RitualState.ACTIVE}
    if spec.paused or spec.off:
        wanted.add(RitualState.OFF)
    return row.state in wanted and values_of(spec_of(row)) == values_of(spec)


def values_of(spec: Spec) -> dict[str, Any]:
    """The values of a spec as JSON, without its state."""
    return {
        "name": spec.name,
        "kind": spec.kind,
        "channel": spec.channel,
        "at": spec.at,
        "days": list(spec.days or ()),
        "timezone": spec.timezone,
        "every": spec.every,
        "late": spec.late,
        "owner": spec.owner,
        "title": spec.title or title_of(spec.kind),
        "words": spec.words,
        "options": {key: value for key, value in spec.options.items() if value is not None},
    }


def state_of(spec: Spec) -> tuple[RitualState, str]:
    """Return a new ritual's state, and the reason for it."""
    if spec.off:
        return RitualState.OFF, spec.off
    return RitualState.PAUSED if spec.paused else RitualState.ACTIVE, ""


def _columns_of(spec: Spec) -> dict[str, Any]:
    state, reason = state_of(spec)
    return {**values_of(spec), "late": Late(spec.late), "state": state, "reason": reason}


def first_week(spec: Spec, settings: TeamSettings, now: datetime) -> date:
    """The anchor of `every`: the date of the first occurrence that can still come."""
    zone = settings.timezone if spec.timezone in (None, MEMBER) else str(spec.timezone)
    return _first_date(spec.at, tuple(spec.days or settings.working_days), zone, now)


@lru_cache(maxsize=128)  # of thousands that are imported most come at the same few times
def _first_date(at: str, days: tuple[str, ...], zone: str, now: datetime) -> date:
    due = next_due(Rule(read_time(at), read_days(days)), zone_of(zone), since=now)
    return due.day if due else local_date(now, zone_of(zone))


async def insert(tx: Tx, spec: Spec, by: str, settings: TeamSettings, now: datetime) -> RitualRecord:
    """Insert a new ritual."""
    return (await insert_all(tx, [spec], by, settings, now))[spec.name]


async def insert_all(
    tx: Tx, specs: Sequence[Spec], by: str, settings: TeamSettings, now: datetime
) -> dict[str, RitualRecord]:
    """Insert new rituals; return them by name."""
    if not specs:
        return {}
    new = [
        {
            **_columns_of(spec),
            "anchor": first_week(spec, settings, now),
            "created_by": by,
            "created_at": now,
            "changed_at": now,
        }
        for spec in specs
    ]
    made = (await tx.execute(rituals.insert().returning(*rituals.c), new)).all()
    return {row.name: record_of(RitualRecord, row) for row in made}


async def update(tx: Tx, row: RitualRecord, spec: Spec, settings: TeamSettings, now: datetime) -> RitualRecord:
    """A ritual as it is now wanted; the weeks are counted anew where their number or the days change."""
    return (await update_all(tx, [(row, spec)], settings, now))[spec.name]


async def update_all(
    tx: Tx, wanted: Sequence[tuple[RitualRecord, Spec]], settings: TeamSettings, now: datetime
) -> dict[str, RitualRecord]:
    """Update many rituals; return them by name."""
    if not wanted:
        return {}
    changed = []
    for row, spec in wanted:
        state, reason = state_of(spec)
        other_weeks = (
            row.every != spec.every or set(row.days) != set(spec.days or ()) or row.state is RitualState.REMOVED
        )
        changed.append(
            {
                "number": row.id,
                **_columns_of(spec),
                "reason": row.reason if row.state is state else reason,
                "anchor": first_week(spec, settings, now) if other_weeks else row.anchor,
                "changed_at": now,
            }
        )
    await tx.execute(rituals.update().where(rituals.c.id == sa.bindparam("number")), changed)
    found: dict[str, RitualRecord] = {}
    for some in chunks([row.id for row, _ in wanted]):
        again = await rituals_of(tx, sa.select(rituals).where(rituals.c.id.in_(some)))
        found |= {row.name: row for row in again}
    return found


async def change(tx: Tx, ritual: int, now: datetime, **values: Any) -> RitualRecord:
    """Change some columns of a ritual."""
    statement = rituals.update().where(rituals.c.id == ritual).values(**values, changed_at=now)
    [changed] = await rituals_of(tx, statement.returning(*rituals.c))
    return changed


async def remove_all(tx: Tx, ids: Sequence[int], now: datetime) -> None:
    """End rituals; their names may come back."""
    for some in chunks(ids):
        ended = rituals.update().where(rituals.c.id.in_(some))
        await tx.execute(ended.values(state=RitualState.REMOVED, reason="", changed_at=now))


async def all_locked(tx: Tx, db: Database) -> dict[str, RitualRecord]:
    """Lock every ritual until the transaction ends, and return them by name."""
    query = sa.select(rituals).order_by(rituals.c.id)
    rows = await rituals_of(tx, query if db.is_sqlite else query.with_for_update())
    return {clean(row.name): row for row in rows}


async def listed(
    tx: Tx,
    frame: Frame,
    *,
    channel: str | None = None,
    channels: Sequence[str] | None = None,
    owner: str | None = None,
    name: str | None = None,
    kinds: Sequence[str] | None = None,
    ids: Sequence[int] | None = None,
    start: int = 0,
    most: int | None = None,
) -> Sequence[Listed]:
    """The team's rituals in the order of their day, `most` of them from `start` on."""
    query = sa.select(rituals).where(rituals.c.state.in_(SEEN)).order_by(rituals.c.at, rituals.c.name)
    if channel is not None:
        query = query.where(rituals.c.channel == channel)
    if channels is not None:
        query = query.where(rituals.c.channel.in_(channels))
    if owner is not None:
        query = query.where(rituals.c.owner == owner)
    if name is not None:
        query = query.where(rituals.c.name == name)
    if kinds is not None:
        query = query.where(rituals.c.kind.in_(kinds))
    if ids is not None:
        query = query.where(rituals.c.id.in_(ids))
    if most is not None:
        query = query.offset(start).limit(most)
    rows = await rituals_of(tx, query)
    coming = await _coming(tx, [row.id for row in rows])
    found = []
    for row in rows:
        following = coming.get(row.id)
        found.append(
            Listed(
                ritual=ritual_of(row, frame.settings),
                state=row.state,
                reason=row.reason,
                timezone=row.timezone,
                next_at=following.due_at if following else None,
                next_day=following.local_date if following else None,
                zone=following.zone if following else zone_of_record(row, frame.settings),
            )
        )
    return found


async def count(tx: Tx, channel: str) -> int:
    """How many rituals a channel has."""
    query = sa.select(sa.func.count()).select_from(rituals)
    counted: int = (await tx.execute(query.where(rituals.c.channel == channel, rituals.c.state.in_(SEEN)))).scalar_one()
    return counted


@dataclass(frozen=True, slots=True)
class RitualName:
    """What people call a ritual."""

    name: str
    title: str
    kind: str


async def named(tx: Tx, channel: str) -> list[RitualName]:
    """What the rituals of a channel are called, in the order of their day."""
    query = sa.select(rituals.c.name, rituals.c.title, rituals.c.kind)
    query = query.where(rituals.c.channel == channel, rituals.c.state.in_(SEEN))
    rows = (await tx.execute(query.order_by(rituals.c.at, rituals.c.name))).all()
    return [RitualName(row.name, row.title, row.kind) for row in rows]


async def seen(tx: Tx) -> list[RitualRecord]:
    """Return every ritual that people can see, in the order of their day."""
    query = sa.select(rituals).where(rituals.c.state.in_(SEEN)).order_by(rituals.c.at, rituals.c.name)
    return await rituals_of(tx, query)


async def called(tx: Tx, name: str) -> RitualRecord:
    """The ritual of that name, which there is or was."""
    [found] = await rituals_of(tx, sa.select(rituals).where(rituals.c.name == name))
    return found


async def names(tx: Tx, *, outside: str = "") -> set[str]:
    """The name of every ritual there ever was, but those of the channel `outside` which it is asked."""
    return set((await tx.execute(sa.select(rituals.c.name).where(rituals.c.channel != outside))).scalars())


async def coming(tx: Tx, channels: Sequence[str], most: int) -> Sequence[int]:
    """The rituals of these channels that come next, `most` of them."""
    query = _that_come(sa.select(rituals.c.id), channels).group_by(rituals.c.id)
    query = query.order_by(sa.func.min(occurrences.c.due_at), sa.func.min(rituals.c.name)).limit(most)
    found: Sequence[int] = (await tx.execute(query)).scalars().all()
    return found


async def count_coming(tx: Tx, channels: Sequence[str]) -> int:
    """How many rituals of these channels come by themselves."""
    query = _that_come(sa.select(sa.func.count(sa.distinct(rituals.c.id))), channels)
    counted: int = (await tx.execute(query)).scalar_one()
    return counted


def _that_come(query: sa.Select[Any], channels: Sequence[str]) -> sa.Select[Any]:
    return query.select_from(occurrences.join(rituals, rituals.c.id == occurrences.c.ritual)).where(
        rituals.c.channel.in_(channels),
        rituals.c.state == RitualState.ACTIVE,
        its_own(),
        occurrences.c.state == OccurrenceState.PLANNED,
    )


def zone_of_record(row: RitualRecord, settings: TeamSettings) -> str:
    """The zone in which a ritual's times are told to a channel."""
    return settings.timezone if row.timezone in (None, MEMBER) else str(row.timezone)


async def _coming(tx: Tx, ids: Sequence[int]) -> dict[int, OccurrenceRecord]:
    found: dict[int, OccurrenceRecord] = {}
    for some in chunks(ids):
        query = (
            sa.select(occurrences)
            .where(occurrences.c.ritual.in_(some), its_own(), occurrences.c.state == OccurrenceState.PLANNED)
            .order_by(occurrences.c.due_at)
        )
        for row in await occurrences_of(tx, query):
            found.setdefault(row.ritual, row)
    return found
