"""Topics that people queue for the next meeting of their channel, with `/ritual topic`."""

from collections.abc import Awaitable, Callable, Sequence

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import topics
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.errors import UserError
from jobs.people.directory import Directory

MOST_WAITING = 50
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that somebody wants to talk about at the next meeting."""

    id: int
    words: str
    author: str
    author_name: str


class Topics:
    """What waits to be talked about, by channel."""

    def __init__(self, db: Database, clock: Clock, names: Directory) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._names = names

    async def queue(self, channel: str, author: str, words: str) -> int:
        """Add one; returns how many wait now. Raises `UserError` where it is empty, too long or too much."""
        words = " ".join(words.split())
        if not words:
            raise UserError("Tell me the topic: /ritual topic Idempotency of the payment API")
        if len(words) > LONGEST:
            raise UserError(f"A topic is at most {LONGEST} characters; this one has {len(words)}.")
        async with self._db.write() as tx:
            count = sa.select(sa.func.count()).select_from(topics).where(_waiting(channel))
            waiting: int = (await tx.execute(count)).scalar_one()
            if waiting >= MOST_WAITING:
                raise UserError(f"{MOST_WAITING} topics wait in this channel already; talk about some first.")
            await tx.execute(
                topics.insert().values(channel=channel, words=words, author=author, queued_at=self._clock.now())
            )
        return waiting + 1

    async def waiting(self, channel: str) -> Sequence[Topic]:
        """What waits in a channel, oldest first."""
        rows = (await self._db.fetch(sa.select(topics).where(_waiting(channel)).order_by(topics.c.id))).all()
        return [Topic(row.id, row.words, row.author, await self._names.name(row.author)) for row in rows]

    @staticmethod
    def raised(ids: Sequence[int], occurrence: int) -> Callable[[Tx], Awaitable[None]] | None:
        """Keeps, with the occurrence's own end, that these were brought up; None where there are none."""
        if not ids:
            return None

        async def keep(tx: Tx) -> None:
            await tx.execute(topics.update().where(topics.c.id.in_(ids)).values(raised_in=occurrence))

        return keep


def _waiting(channel: str) -> sa.ColumnElement[bool]:
    return sa.and_(topics.c.channel == channel, topics.c.raised_in.is_(None))
