"""What was said in one place: all that is kept of it, by when and by whom."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.memory.recall import TURN
from bot.memory.store import KeptMessage, kept
from integrations.database import Database
from integrations.database.tables.delivery import outbox
from integrations.database.tables.memory import memories, mutes
from integrations.database.tables.team import people
from integrations.deferred import dataclass

MOST = 2_000
"""Messages that are looked at for one question, the newest."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Messages of people, oldest first."""

    said: Sequence[KeptMessage]
    to_us: frozenset[str]
    """The ids of those that we answered."""
    by_apps: int
    """How many others there were, of apps."""
    whole: bool
    """Whether that is all of them."""


def together(spoken: Sequence[Spoken]) -> Spoken:
    """Return what was said in several places as one."""
    said = sorted((each for those in spoken for each in those.said), key=lambda each: each.said_at)
    to_us = frozenset(message_id for those in spoken for message_id in those.to_us)
    return Spoken(said, to_us, sum(each.by_apps for each in spoken), all(each.whole for each in spoken))


@dataclass(frozen=True, slots=True)
class Listened:
    """How far back we know a place, and when we heard nothing."""

    since: datetime | None
    """When the first message was said that is kept; None where none is."""
    muted: Sequence[tuple[datetime, datetime | None]]
    """Overlapping the time that was asked about; without an end where it is muted now."""


class Conversation:
    """Reads what is kept of a place. Who may hear it is for the caller to know."""

    def __init__(self, db: Database) -> None:
        """Read from `db`."""
        self._db = db

    async def of_channel(self, channel: str, since: datetime, until: datetime) -> Spoken:
        """Return what was said there from `since` on and before `until`, in its threads too."""
        return await self._spoken(channel, memories.c.said_at >= since, memories.c.said_at < until)

    async def of_thread(self, channel: str, thread: str, before: datetime) -> Spoken:
        """Return what was said in a thread before that moment, with the message that began it."""
        inside = sa.or_(memories.c.thread == thread, memories.c.message_id == thread)
        return await self._spoken(channel, inside, memories.c.said_at < before)

    async def where_spoken(self, channels: Sequence[str], since: datetime, until: datetime) -> Sequence[str]:
        """Return those of the channels where something was said from `since` on and before `until`, the last first."""
        last = sa.func.max(memories.c.said_at)
        query = (
            sa.select(memories.c.channel)
            .where(memories.c.channel.in_(channels), ~memories.c.gone)
            .where(memories.c.said_at >= since, memories.c.said_at < until)
            .group_by(memories.c.channel)
            .order_by(last.desc(), memories.c.channel)
        )
        return (await self._db.fetch(query)).scalars().all()

    async def muted_in(self, channels: Sequence[str], since: datetime, until: datetime) -> frozenset[str]:
        """Return those of the channels that were muted in some of that time."""
        query = sa.select(mutes.c.channel).where(mutes.c.channel.in_(channels), _overlaps(since, until))
        return frozenset((await self._db.fetch(query)).scalars())

    async def listened(self, channel: str, since: datetime, until: datetime) -> Listened:
        """Return since when anything is kept of a place, and when it was muted in that time."""
        first = sa.select(sa.func.min(memories.c.said_at)).where(memories.c.channel == channel, ~memories.c.gone)
        silences = sa.select(mutes.c.since, mutes.c.until).where(mutes.c.channel == channel, _overlaps(since, until))
        async with self._db.read() as tx:
            begin = (await tx.execute(first)).scalar_one()
            muted: list[tuple[datetime, datetime | None]] = [
                (row.since, row.until) for row in (await tx.execute(silences.order_by(mutes.c.since))).all()
            ]
        return Listened(begin, muted)

    async def _spoken(self, channel: str, *conditions: sa.ColumnElement[bool]) -> Spoken:
        is_app = sa.exists().where(people.c.id == memories.c.person, people.c.is_bot).label("is_app")
        ours = sa.exists().where(outbox.c.key == sa.literal(f"{TURN}{channel}:") + memories.c.message_id)
        query = (
            sa.select(memories, is_app, ours.label("to_us"))
            .where(memories.c.channel == channel, ~memories.c.gone, *conditions)
            .order_by(memories.c.said_at.desc(), memories.c.id.desc())
            .limit(MOST + 1)
        )
        rows = list((await self._db.fetch(query)).all())
        found = rows[:MOST]
        said = [kept(row) for row in reversed(found) if not row.is_app and row.text.strip()]
        to_us = frozenset(row.message_id for row in found if row.to_us)
        return Spoken(said, to_us, sum(row.is_app for row in found), len(rows) <= MOST)


def _overlaps(since: datetime, until: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(mutes.c.since < until, sa.or_(mutes.c.until.is_(None), mutes.c.until > since))
