"""Asks the audience rule of some channels: of which of them something may be told, and by which name."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.team import channels
from jobs.people.audience import hears_only_full_members, shared_with, tellable
from jobs.people.directory import Directory


def these(ids: Collection[str]) -> sa.Select[Any]:
    """The ids of these channels, as `Directory.know` takes them."""
    return sa.select(channels.c.id).where(channels.c.id.in_(ids))


async def told_of(
    db: Database, directory: Directory, asker: str, place: str, among: Collection[str], *, alone: bool
) -> set[str]:
    """Return those of these channels of which something may be told. May ask the chat."""
    await directory.know(asker, None if alone else place, of=these(among))
    told = channels.c.id.in_(tellable(asker, place, alone=alone))
    return set((await db.fetch(these(among).where(told))).scalars())


async def heard_by_members_alone(db: Database, directory: Directory, asker: str, place: str | None) -> bool:
    """Return True if all who hear what is told in a place, or to the asker alone, are surely full members.

    May ask the chat.
    """
    await directory.know(asker, place)
    return bool((await db.fetch(hears_only_full_members(asker, place))).scalar_one())


async def names_told(tx: Tx, asker: str, place: str, among: Collection[str], *, alone: bool) -> dict[str, str]:
    """Return the names of these channels, by id, as far as they may be told; that of the place itself may be."""
    open_here = channels.c.id.in_(tellable(asker, place, alone=alone))
    query = sa.select(channels.c.id, channels.c.name).where(
        channels.c.id.in_(among), sa.or_(open_here, channels.c.id == place)
    )
    return {row.id: row.name for row in await tx.execute(query)}


async def shared(tx: Tx, user: str, among: Collection[str]) -> set[str]:
    """Return those of these channels that both `user` and we are in."""
    return set((await tx.execute(these(among).where(channels.c.id.in_(shared_with(user))))).scalars())
