"""Takes in people, channels and members as an export has them, and makes nobody sure of more than is known.

While no chat was ever connected to a database (nobody has begun an epoch: see `jobs.people.epochs`),
an export is all there is to know, and it is known: so `rolecall memory recall` works on an export
alone. Once a chat was, that chat alone says who may read what. An export adds whom and what we never
heard of, as something that is not known, and changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from integrations.chat import Person
from integrations.chat_history import ExportedPlace
from integrations.database import Database, Tx
from integrations.database.chunks import chunks
from integrations.database.tables.memory import memories
from integrations.database.tables.team import channels, people
from integrations.time import Clock
from jobs.people import epochs, team_store

_PEOPLE, _PLACES = 200, 10
"""Of one transaction; a place comes with all of its members."""


async def take_in(
    db: Database, clock: Clock, persons: Iterable[Person], places: Sequence[ExportedPlace], newest: date | None
) -> None:
    """Write down whom and what an export has; `newest` is the last day of it.

    Where nothing but exports is known the one that goes on longest is right.
    """
    last = (await db.fetch(sa.select(sa.func.max(memories.c.said_at)))).scalar_one()
    is_older = newest is None or (last is not None and newest < last.date())
    for some in chunks(list(persons), _PEOPLE):
        async with db.write() as tx:
            alone = await _knows_no_chat(tx)
            known = set() if alone and not is_older else await _known(tx, people, [each.id for each in some])
            new = [each for each in some if each.id not in known]
            await team_store.keep_people(tx, db, clock, new, epoch=0 if alone else None)
    for few in chunks(places, _PLACES):
        async with db.write() as tx:
            alone = await _knows_no_chat(tx)
            known = set() if alone and not is_older else await _known(tx, channels, [each.channel.id for each in few])
            for place in few:
                if place.channel.id not in known:
                    await _keep_place(tx, db, place, alone=alone)


async def keep_strangers(db: Database, clock: Clock, persons: Sequence[Person]) -> None:
    """Write down who speaks in an export and is not listed in it, where nobody of that id is known."""
    async with db.write() as tx:
        known = await _known(tx, people, [each.id for each in persons])
        new = [each for each in persons if each.id not in known]
        await team_store.keep_people(tx, db, clock, new, epoch=None)


async def _keep_place(tx: Tx, db: Database, place: ExportedPlace, *, alone: bool) -> None:
    """A place with its members.

    That it became private since is heard only by who is in it. Of an export nothing is heard at all:
    what it says is as good as if we were in each of its places, until a chat is connected.
    """
    began = team_store.Since(0, {place.channel.id: 0})
    await team_store.keep_channel(tx, db, replace(place.channel, here=alone), began)
    if alone and place.members is not None:
        await team_store.keep_members(tx, place.channel.id, place.members, began)
    elif alone:
        await team_store.nobody_is_known(tx, place.channel.id)
    else:
        await team_store.channel_changed(tx, place.channel.id)


async def _knows_no_chat(tx: Tx) -> bool:
    return await epochs.now(tx) == 0


async def _known(tx: Tx, table: sa.Table, ids: Sequence[str]) -> set[str]:
    return set((await tx.execute(sa.select(table.c.id).where(table.c.id.in_(ids)))).scalars())
