"""Reads and locks retrospectives. Every change of one begins with `lock`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.records import record_of
from integrations.database.tables.retro import (
    ActionState,
    RetroState,
    retro_actions,
    retro_items,
    retro_notes,
    retro_people,
    retro_votes,
    retros,
)
from integrations.database.tables.team import people
from jobs.retro.model import Action, Item, Note, Retro, RetroBoard

SOMEBODY = "somebody"


async def find(tx: Tx, number: int) -> Retro | None:
    """A retrospective by its number."""
    row = (await tx.execute(sa.select(retros).where(retros.c.id == number))).first()
    return _retro(row) if row else None


async def lock(tx: Tx, number: int) -> Retro | None:
    """A retrospective that nobody else changes until `tx` ends. SQLite has one writer as it is."""
    row = (await tx.execute(sa.select(retros).where(retros.c.id == number).with_for_update())).first()
    return _retro(row) if row else None


async def open_of(tx: Tx, ritual: int, channel: str) -> Retro | None:
    """The newest retrospective of a ritual in a channel that is not closed; it may have been in another one before."""
    here = sa.and_(retros.c.ritual == ritual, retros.c.channel == channel)
    query = sa.select(retros).where(here, retros.c.state != RetroState.CLOSED)
    row = (await tx.execute(query.order_by(retros.c.id.desc()).limit(1))).first()
    return _retro(row) if row else None


async def of_item(tx: Tx, item: int) -> Retro | None:
    """The retrospective that something is voted on in."""
    query = sa.select(retros).join(retro_items, retro_items.c.retro == retros.c.id).where(retro_items.c.id == item)
    row = (await tx.execute(query)).first()
    return _retro(row) if row else None


async def opened(
    tx: Tx, channels: Sequence[str], since: datetime | None, until: datetime | None, *, most: int
) -> list[Retro]:
    """The retrospectives of these channels that were opened from `since` to before `until`, the newest first."""
    query = sa.select(retros).where(retros.c.channel.in_(channels))
    if since is not None:
        query = query.where(retros.c.opened_at >= since)
    if until is not None:
        query = query.where(retros.c.opened_at < until)
    newest = query.order_by(retros.c.opened_at.desc(), retros.c.id.desc()).limit(most)
    return [_retro(row) for row in (await tx.execute(newest)).all()]


async def channels(tx: Tx) -> Sequence[str]:
    """The channels that have had a retrospective."""
    return (await tx.execute(sa.select(retros.c.channel).distinct())).scalars().all()


async def collecting(tx: Tx) -> Sequence[int]:
    """Return the retrospectives that still take notes."""
    return (await tx.execute(sa.select(retros.c.id).where(retros.c.state == RetroState.COLLECTING))).scalars().all()


async def board(tx: Tx, retro: Retro) -> RetroBoard:
    """A retrospective with its people, what is voted on, and its actions."""
    query = sa.select(retro_people.c.person).where(retro_people.c.retro == retro.id)
    writers = list((await tx.execute(query)).scalars())
    notes = await notes_of(tx, retro.id)
    items = (
        await tx.execute(sa.select(retro_items).where(retro_items.c.retro == retro.id).order_by(retro_items.c.id))
    ).all()
    votes = sa.select(retro_votes.c.item, retro_votes.c.person).join(retro_items)
    given = (await tx.execute(votes.where(retro_items.c.retro == retro.id, retro_votes.c.given))).all()
    # Who erased what they wrote leaves nothing to vote on.
    made = [
        Item(
            row.id,
            row.category,
            row.title or own[0].words,
            row.titled_by if row.title else None,
            own,
            frozenset(vote.person for vote in given if vote.item == row.id),
        )
        for row in items
        if (own := [note for note in notes if note.item == row.id])
    ]
    named = await names(tx, [*writers, *([retro.lead] if retro.lead else [])])
    return RetroBoard(
        retro,
        sorted(((each, named.get(each, SOMEBODY)) for each in writers), key=lambda one: one[1].casefold()),
        made,
        await actions(tx, retro_actions.c.retro == retro.id),
        named.get(retro.lead or "", ""),
    )


async def notes_of(tx: Tx, retro: int, person: str | None = None) -> list[Note]:
    """The notes of a retrospective, or of it `person`'s, in their order."""
    query = sa.select(retro_notes).where(retro_notes.c.retro == retro).order_by(retro_notes.c.id)
    if person is not None:
        query = query.where(retro_notes.c.person == person)
    rows = (await tx.execute(query)).all()
    named = await names(tx, [row.person for row in rows if row.person])
    return [record_of(Note, row, name=named.get(row.person or "", "")) for row in rows]


async def has_written(tx: Tx, retro: int, person: str) -> bool:
    """Return True if somebody has given notes."""
    mine = sa.and_(retro_people.c.retro == retro, retro_people.c.person == person)
    return (await tx.execute(sa.select(retro_people.c.person).where(mine))).first() is not None


async def voted(tx: Tx, retro: int, person: str) -> set[int]:
    """What somebody has voted for."""
    query = sa.select(retro_votes.c.item).join(retro_items)
    mine = (retro_items.c.retro == retro, retro_votes.c.person == person, retro_votes.c.given)
    return set((await tx.execute(query.where(*mine))).scalars())


async def actions(tx: Tx, which: sa.ColumnElement[bool], *, open_only: bool = False) -> list[Action]:
    """Actions, the first due first."""
    query = sa.select(retro_actions).where(which).order_by(retro_actions.c.due, retro_actions.c.id)
    if open_only:
        query = query.where(retro_actions.c.state == ActionState.OPEN)
    return [record_of(Action, row) for row in (await tx.execute(query)).all()]


async def shown_since(tx: Tx, channel: str, since: datetime) -> list[Action]:
    """The actions of a channel that were open then, whatever has become of them."""
    still = sa.or_(retro_actions.c.ended_at.is_(None), retro_actions.c.ended_at >= since)
    return await actions(tx, sa.and_(retro_actions.c.channel == channel, retro_actions.c.made_at <= since, still))


async def names(tx: Tx, some: Sequence[str]) -> Mapping[str, str]:
    """What people are called, as far as we know."""
    if not some:
        return {}
    rows = (await tx.execute(sa.select(people.c.id, people.c.name).where(people.c.id.in_(set(some))))).all()
    return {row.id: row.name for row in rows}


def values_of(retro: Retro) -> dict[str, Any]:
    """A new retrospective as its row."""
    kept = {column.name: getattr(retro, column.name) for column in retros.columns}
    return kept | {"categories": list(retro.categories), "drawn": dict(retro.drawn)}


def _retro(row: sa.Row[Any]) -> Retro:
    return record_of(Retro, row, categories=tuple(row.categories))
