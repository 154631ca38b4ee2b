"""Blockers as they are kept, with what each waits for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.records import record_of
from integrations.database.tables.blockers import blocker_conditions as conditions
from integrations.database.tables.standup import standup_blockers as blockers
from jobs.standup.conditions import Condition
from jobs.standup.model import Blocker, Round


async def blocker(tx: Tx, number: int) -> Blocker | None:
    """Return a blocker by its number."""
    row = (await tx.execute(sa.select(blockers).where(blockers.c.id == number))).first()
    return None if row is None else _blocker(row, (await conditions_of(tx, [number])).get(number, ()))


async def blocked_by(tx: Tx, person: str, channel: str) -> list[Blocker]:
    """Others' open blockers in a channel that name `person`, oldest first."""
    open_ = (blockers.c.channel == channel, blockers.c.about == person, blockers.c.resolved_at.is_(None))
    query = sa.select(blockers).where(*open_, blockers.c.owner != person).order_by(blockers.c.id)
    return [_blocker(row) for row in (await tx.execute(query)).all()]


async def naming(tx: Tx, round_: str, person: str) -> list[Blocker]:
    """Return the blockers of a round that name `person`, resolved ones among them."""
    theirs = sa.select(blockers).where(blockers.c.round == round_, blockers.c.about == person)
    return [_blocker(row) for row in (await tx.execute(theirs)).all()]


async def blockers_of(tx: Tx, round_: Round) -> list[Blocker]:
    """What is in the way as of a round: open, or resolved since it opened; oldest first."""
    return await carried(tx, round_.ritual, round_.channel, until=round_.local_date, since=round_.opened_at)


async def carried(
    tx: Tx,
    ritual: int,
    channel: str,
    *,
    until: date | None = None,
    since: datetime | None = None,
    owner: str | None = None,
) -> list[Blocker]:
    """Open blockers of a ritual in a channel (and those resolved after `since`), oldest first."""
    standing: sa.ColumnElement[bool] = blockers.c.resolved_at.is_(None)
    if since is not None:
        standing = sa.or_(standing, blockers.c.resolved_at >= since)
    query = sa.select(blockers).where(blockers.c.ritual == ritual, blockers.c.channel == channel, standing)
    if until is not None:
        query = query.where(blockers.c.raised_on <= until)
    if owner is not None:
        query = query.where(blockers.c.owner == owner)
    rows = (await tx.execute(query.order_by(blockers.c.raised_on, blockers.c.id))).all()
    known = await conditions_of(tx, [row.id for row in rows])
    return [_blocker(row, known.get(row.id, ())) for row in rows]


async def open_in(tx: Tx, channels: Sequence[str], *, owner: str | None = None) -> list[Blocker]:
    """The open blockers of all standups in `channels`, or of them `owner`'s, oldest first."""
    return await _of_channels(tx, channels, owner, blockers.c.resolved_at.is_(None))


async def stood_in(
    tx: Tx, channels: Sequence[str], first: date, since: datetime, last: date, *, owner: str | None = None
) -> list[Blocker]:
    """The blockers of `channels` that stood on any day from `first`, which began at `since`, to `last`."""
    standing = sa.or_(blockers.c.resolved_at.is_(None), blockers.c.resolved_at >= since, blockers.c.raised_on >= first)
    return await _of_channels(tx, channels, owner, sa.and_(standing, blockers.c.raised_on <= last))


async def _of_channels(
    tx: Tx, channels: Sequence[str], owner: str | None, which: sa.ColumnElement[bool]
) -> list[Blocker]:
    query = sa.select(blockers).where(blockers.c.channel.in_(channels), which)
    if owner is not None:
        query = query.where(blockers.c.owner == owner)
    return [_blocker(row) for row in (await tx.execute(query.order_by(blockers.c.raised_on, blockers.c.id))).all()]


async def conditions_of(tx: Tx, ids: Sequence[int]) -> Mapping[int, tuple[Condition, ...]]:
    """What these blockers wait for, as far as a source can tell of it."""
    if not ids:
        return {}
    query = (
        sa.select(conditions).where(conditions.c.blocker.in_(ids)).order_by(conditions.c.blocker, conditions.c.place)
    )
    found: dict[int, tuple[Condition, ...]] = {}
    for row in (await tx.execute(query)).all():
        found[row.blocker] = (*found.get(row.blocker, ()), Condition(row.kind, row.ref))
    return found


def _blocker(row: sa.Row[Any], known: tuple[Condition, ...] = ()) -> Blocker:
    return record_of(Blocker, row, conditions=known)
