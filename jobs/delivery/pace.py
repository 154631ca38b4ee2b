"""How fast a place may be written to: as the chat takes it, and not at all for as long as it asks us to wait."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.delivery import paces
from integrations.time import Clock

EVERYWHERE = "*"
"""The pace of the whole workspace, set by a 429."""


def is_open(now: sa.ColumnElement[object]) -> sa.ColumnElement[bool]:
    """Return the condition that a pace holds nobody: its time has come, or it was set at a time yet to come."""
    return sa.or_(paces.c.free_at.is_(None), paces.c.free_at <= now, paces.c.since > now)


_NOW = sa.bindparam("now", type_=paces.c.free_at.type)
_ALL_WAIT = sa.select(paces.c.channel).where(paces.c.channel == EVERYWHERE, ~is_open(_NOW))
_TAKEN = (
    paces.update()
    .where(paces.c.channel == sa.bindparam("place"), is_open(_NOW))
    .values(free_at=sa.bindparam("next", type_=paces.c.free_at.type), since=_NOW)
)


class Pace:
    """The turns of places, which all replicas share."""

    def __init__(self, db: Database, clock: Clock, every: timedelta) -> None:
        """Keep them in `db`. A place may be written to again `every` so long."""
        self._every = every
        self._db = db
        self._first = db.insert(paces).on_conflict_do_nothing(index_elements=[paces.c.channel])
        self._clock = clock

    async def take_turn(self, tx: Tx, channel: str, now: datetime) -> bool:
        """Take the channel's turn. Return False where it, or the whole workspace, has to wait."""
        of_both = [{"channel": pace, "free_at": now, "since": now} for pace in (EVERYWHERE, channel)]
        await tx.execute(self._first, of_both)
        if (await tx.execute(_ALL_WAIT, {"now": now})).first() is not None:
            return False
        # Two replicas that want one channel queue at its row.
        return (await tx.execute(_TAKEN, {"place": channel, "now": now, "next": now + self._every})).rowcount == 1

    async def hold(self, channel: str, seconds: float) -> None:
        """Let nothing go to a channel, or `EVERYWHERE`, for so many seconds from now; 0 lets it go again."""
        now = self._clock.now()
        held = paces.update().where(paces.c.channel == channel)
        async with self._db.write() as tx:
            await tx.execute(held.values(free_at=now + timedelta(seconds=seconds), since=now))
