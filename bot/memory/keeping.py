"""For how long what is said in a channel is kept: as its people decide, else as the operator does, else for ever."""

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.memory import memory_channels
from integrations.deferred import pattern
from integrations.time import Clock
from jobs.delivery.retention import Retention

EVERYTHING = 0
"""The number of days that means for ever."""
LONGEST_DAYS = 3_650
_EVER = datetime.min.replace(tzinfo=UTC)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_LIMIT = pattern(r"(?:for\s+)?(?P<number>\d{1,4}|an?|one)\s*(?P<unit>day|week|month|year)s?", re.IGNORECASE)


def days_in(words: str) -> int | None:
    """How many days somebody means by "90 days", "6 months" or "everything"; None where it is no such thing."""
    if words.casefold() in ("everything", "all", "forever", "for ever"):
        return EVERYTHING
    limit = _LIMIT.fullmatch(words)
    if limit is None:
        return None
    number = int(limit["number"]) if limit["number"].isdigit() else 1
    return number * _DAYS[limit["unit"].casefold()] or -1


class Keeping:
    """Knows it, channel by channel."""

    def __init__(self, db: Database, clock: Clock, default_days: int | None) -> None:
        """`default_days` is for channels whose people said nothing; None keeps everything of them."""
        self._db = db
        self._clock = clock
        self._default = default_days

    async def days(self, tx: Tx, channel: str) -> int:
        """For how many days what is said in a channel is kept; `EVERYTHING` for ever."""
        query = sa.select(memory_channels.c.keep_days).where(memory_channels.c.channel == channel)
        chosen: int | None = (await tx.execute(query)).scalar_one_or_none()
        return chosen if chosen is not None else self._default or EVERYTHING

    async def since(self, tx: Tx, channel: str) -> datetime:
        """The moment before which nothing of a channel is kept."""
        days = await self.days(tx, channel)
        return self._clock.now() - timedelta(days=days) if days else _EVER

    async def limit(self, tx: Tx, channel: str, days: int, *, by: str) -> None:
        """Keep what is said in a channel for so many days from now on; what is older goes with the next sweep."""
        values = {"keep_days": days, "changed_by": by, "changed_at": self._clock.now()}
        await tx.execute(
            self._db.insert(memory_channels)
            .values(channel=channel, listening=True, **values)
            .on_conflict_do_update(index_elements=[memory_channels.c.channel], set_=values)
        )

    async def sweep(self) -> None:
        """Let go of what is too old by now, and need not wait for the night."""
        await Retention(self._db, self._clock, memory_days=self._default).sweep_memories()
