"""Windows in which nobody is nudged: a channel's focus and lunch, and a person's own focus."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.look import Query
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.meetings import WindowKind, windows
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.time import Clock
from jobs.errors import UserError
from jobs.messages import (
    DEFERRABLE,
    Hearable,
    Hours,
    MayHear,
    Outgoing,
    OutgoingMessage,
    Priority,
    Restriction,
    everybody_may,
)

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=4)
"""Of a window; a longer one would be a day off, and is told with /standup away."""
SLIP = timedelta(seconds=15)
"""How much longer a window holds than it says: one that follows at once has begun by then, and nothing slips out."""
LATE = timedelta(minutes=10)
"""The end of a focus is news for so long; whoever hears of it later has found out."""
REMEMBERED = timedelta(days=30)
MOST_HELD = 20
"""Of what is held for a person, that is listed."""
LOOK = timedelta(minutes=1)
"""How often we see whether another replica has opened a window that ends sooner."""
_FOCUS, _OVER = "focus", "over"
"""What the key of the message that a focus is over begins and ends with."""
_OPEN = sa.select(windows.c.id, windows.c.person, windows.c.until).where(windows.c.over.is_(False))


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when, and what for."""

    kind: WindowKind
    starts_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """Something that waits for a person."""

    post: Post
    since: datetime
    until: datetime


def own_between(begins: datetime, ends: datetime) -> Query[dict[str, Any]]:
    """Return people's own windows of that time as rows: none of them is over yet."""
    mine = (windows.c.person.is_not(None), windows.c.until > begins, windows.c.starts_at < ends)
    return Query(sa.select(windows).where(*mine), lambda row: dict(row._mapping) | {"over": False})


class QuietWindows:
    """The windows of channels and people."""

    def __init__(
        self, db: Database, clock: Clock, mail: Outgoing, hours: Hours, may_hear: MayHear = everybody_may
    ) -> None:
        """Keep them in `db`. `hours` says when a person may be nudged, and so told that a focus is over.

        `may_hear` says which of what waits for them they may hear by now.
        """
        self._db = db
        self._clock = clock
        self._mail = mail
        self._hours = hours
        self._may_hear = may_hear
        self._look_at: datetime | None = None

    # --- opening and closing -------------------------------------------------------

    async def open_channel(self, tx: Tx, channel: str, kind: WindowKind, until: datetime) -> None:
        """Hold what would nudge the people of a channel until then."""
        await self._put(tx, channel=channel, person=None, kind=kind, until=until)

    async def open_own(self, tx: Tx, person: str, kind: WindowKind, until: datetime) -> None:
        """Hold what would nudge one person until then, beside whatever else holds it."""
        await self._put(tx, channel=None, person=person, kind=kind, until=until)

    async def begin(self, person: str, length: timedelta) -> Window:
        """A person's own focus from now on; a new one takes the place of the last. Raises `UserError`."""
        if not SHORTEST <= length <= LONGEST:
            raise UserError("A focus is 5 to 240 minutes long. Try /focus 60.")
        now = self._clock.now()
        async with self._db.write() as tx:
            await self._end(tx, person, now)
            await self._put(tx, channel=None, person=person, kind=WindowKind.FOCUS, until=now + length)
            await self._release(tx, person, now)  # what the last one held may come sooner now
        return Window(WindowKind.FOCUS, now, now + length)

    async def end(self, person: str) -> bool:
        """End a person's own focus now, and let go what it held; whether there was one."""
        now = self._clock.now()
        async with self._db.write() as tx:
            ended = await self._end(tx, person, now)
            if ended:
                await self._release(tx, person, now)
        return ended

    async def own(self, person: str) -> Window | None:
        """A person's own focus, while it lasts."""
        now = self._clock.now()
        query = sa.select(windows).where(windows.c.person == person, windows.c.starts_at <= now, windows.c.until > now)
        row = (await self._db.fetch(query.order_by(windows.c.until.desc()).limit(1))).first()
        return _window(row) if row else None

    async def of_channels(self, channels: Iterable[str]) -> Window | None:
        """The window of these channels that lasts longest; None where there is none."""
        now = self._clock.now()
        query = sa.select(windows).where(windows.c.channel.in_(list(channels)), windows.c.until > now)
        row = (await self._db.fetch(query.order_by(windows.c.until.desc()).limit(1))).first()
        return _window(row) if row else None

    async def held_for(self, person: str) -> Sequence[HeldMessage]:
        """What waits for a person, in the order in which it will come; without what they may not hear by now."""
        query = (
            sa.select(outbox.c.post, outbox.c.restriction, outbox.c.channel, outbox.c.created_at, outbox.c.not_before)
            .where(outbox.c.person == person, outbox.c.state == MessageState.WAITING, outbox.c.priority.in_(DEFERRABLE))
            .where(outbox.c.not_before > self._clock.now())
            .where(sa.or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > outbox.c.not_before))
            .order_by(outbox.c.id)
            .limit(MOST_HELD)
        )
        rows = (await self._db.fetch(query)).all()
        found = [(row, await self._as_it_may_be_told(row.post, row.restriction, row.channel)) for row in rows]
        return [HeldMessage(post, row.created_at, row.not_before) for row, post in found if post is not None]

    async def _as_it_may_be_told(self, post: Any, restriction: Any, place: str) -> Post | None:
        if restriction is not None:
            told = Restriction.model_validate(restriction)
            if await self._may_hear(told, place) is not Hearable.YES:
                return told.otherwise
        return Post.model_validate(post)

    # --- their end -----------------------------------------------------------------

    async def tick(self) -> None:
        """Look after windows that have ended. For the heartbeat."""
        now = self._clock.now()
        # Not later than `LOOK` after the last look, whatever the clock was set to since.
        if self._look_at is not None and now < self._look_at <= now + LOOK:
            return
        open_ = (await self._db.fetch(_OPEN)).all()
        found = [row for row in open_ if row.until <= now]
        # Its end is nothing to wake somebody for, or to tell them in the next window.
        open_to = [row.person for row in found if row.person and await self._hours(row.person, now) <= now + SLIP]
        if found:
            async with self._db.write() as tx:
                ended = sa.and_(windows.c.until <= now, windows.c.over.is_(False))
                mine = windows.update().where(ended, windows.c.id.in_([row.id for row in found]))
                for row in (await tx.execute(mine.values(over=True).returning(windows))).all():
                    if row.person in open_to and row.kind is WindowKind.FOCUS and now - row.until < LATE:
                        await self._tell(tx, row, now)
                await tx.execute(windows.delete().where(windows.c.until < now - REMEMBERED))
        self._look_at = min([now + LOOK, *(row.until for row in open_ if row.until > now)])

    async def _tell(self, tx: Tx, row: sa.Row[Any], now: datetime) -> None:
        """Say in one line, ahead of what was held, that a focus is over; nothing where nothing was."""
        waited = (
            outbox.c.person == row.person,
            outbox.c.priority.in_(DEFERRABLE),
            outbox.c.created_at < row.until,
            sa.or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
            sa.or_(
                sa.and_(outbox.c.state == MessageState.WAITING, outbox.c.not_before <= now + SLIP),
                outbox.c.state.in_((MessageState.SENDING, MessageState.UNCERTAIN)),
            ),
        )
        held: int = (await tx.execute(sa.select(sa.func.count()).select_from(outbox).where(*waited))).scalar_one()
        if held:
            words = f"Your focus is over. {'One message' if held == 1 else f'{held} messages'} waited for you."
            key = f"{_FOCUS}:{row.person}:{row.until.timestamp():.0f}:{_OVER}"
            await self._mail.put(
                tx,
                OutgoingMessage(
                    key, row.person, Post(headline=(words,)), priority=Priority.REPLY, expires_at=row.until + LATE
                ),
            )

    async def _put(self, tx: Tx, *, channel: str | None, person: str | None, kind: WindowKind, until: datetime) -> None:
        now = self._clock.now()
        await tx.execute(
            windows.insert().values(channel=channel, person=person, kind=kind, starts_at=now, until=until, over=False)
        )
        self._look_at = None

    async def _end(self, tx: Tx, person: str, now: datetime) -> bool:
        ended = await tx.execute(
            windows.update()
            .where(windows.c.person == person, windows.c.until > now)
            .values(until=now - SLIP, over=True)
        )
        return bool(ended.rowcount)

    @staticmethod
    async def _release(tx: Tx, person: str, now: datetime) -> None:
        """Let what waits for a person be looked at again; whatever else holds it will hold it still."""
        await tx.execute(
            outbox.update()
            .where(outbox.c.person == person, outbox.c.state == MessageState.WAITING, outbox.c.priority.in_(DEFERRABLE))
            .where(outbox.c.not_before > now)
            .values(not_before=now)
        )


async def holding(db: Database, person: str, channels: Iterable[str], now: datetime) -> Sequence[Window]:
    """Return every window of a person or of their channels that still holds something, by its start.

    One that came to its own end holds for `SLIP` longer; one that its person ended does not.
    """
    mine = sa.or_(windows.c.person == person, windows.c.channel.in_(list(channels)))
    query = sa.select(windows).where(mine, windows.c.until > now - SLIP).order_by(windows.c.starts_at)
    rows = (await db.fetch(query)).all()
    return [Window(row.kind, row.starts_at, row.until + SLIP) for row in rows]


def after(moment: datetime, held: Sequence[Window]) -> datetime:
    """The first moment, `moment` or later, that lies in none of the windows."""
    for window in sorted(held, key=lambda each: each.starts_at):
        if window.starts_at <= moment < window.until:
            moment = window.until
    return moment


def _window(row: sa.Row[Any]) -> Window:
    return Window(row.kind, row.starts_at, row.until)


def is_focus_over(key: str) -> bool:
    """Return True for the key of the message that somebody's focus is over."""
    return key.startswith(f"{_FOCUS}:") and key.endswith(f":{_OVER}")
