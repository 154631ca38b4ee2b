"""A counter in the database: when it rises, all that was read of the chat before is stale, for every replica.

An epoch ends when a change of the chat's may have passed us by: a process starts, a connection
opens, closes or falls silent, an event could not be kept or was given up, the chat sends one a
second time. Replicas share the events that the chat spreads over their connections, through the
inbox, and so they share the epoch: what one may have missed, all have. Nothing here is a
clock's, so clocks that differ or step back decide nothing.
"""

from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.delivery import EventState, inbox
from integrations.database.tables.team import epochs

_ONLY = 1


def present() -> sa.ScalarSelect[Any]:
    """The present epoch, for a query; 0 before anybody has listened."""
    return sa.select(sa.func.coalesce(sa.func.max(epochs.c.number), 0)).scalar_subquery()


_NOW = sa.select(present())


async def now(tx: Tx) -> int:
    """Return the current epoch."""
    return int((await tx.execute(_NOW)).scalar_one())


async def begin(db: Database) -> None:
    """Begin another epoch: of what was read before, nothing is known any more."""
    await db.write_first(
        db.insert(epochs)
        .values(id=_ONLY, number=1)
        .on_conflict_do_update(index_elements=[epochs.c.id], set_={"number": epochs.c.number + 1})
    )


def untold() -> sa.Select[Any]:
    """The people and channels about which the inbox holds news that nobody has worked on yet."""
    return sa.select(inbox.c.about).where(
        inbox.c.state.in_((EventState.NEW, EventState.CLAIMED)), inbox.c.about.is_not(None)
    )
