"""Windows in which nobody is nudged: a channel's focus and lunch, and a person's own focus."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.delivery import outbox
from integrations.database.tables.meetings import windows
from integrations.post import Post
from integrations.time import Clock
from jobs.errors import Trouble
from jobs.letters import Letter

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=4)
"""Of a window; a longer one would be a day off, and is told with /standup away."""
DEFAULT = timedelta(minutes=60)
_HELD = ("nudge", "digest")


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when, and what for."""

    kind: str
    starts_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits for a person."""

    post: Post
    since: datetime
    until: datetime


class Mail(Protocol):
    """Where letters go. `jobs.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *letters: Letter) -> None:
        """Put letters in, in the transaction that decides on them."""
        ...


class Windows:
    """The windows of channels and people."""

    def __init__(self, db: Database, clock: Clock, mail: Mail) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._mail = mail
        self._next_end: datetime | None = None
        self._looked = False

    # --- opening and closing -------------------------------------------------------

    async def open_channel(self, tx: Tx, channel: str, kind: str, until: datetime) -> None:
        """Hold what would nudge the people of a channel until then."""
        await self._put(tx, channel=channel, person=None, kind=kind, until=until)

    async def begin(self, person: str, length: timedelta) -> Window:
        """A person's own focus from now on; a new one takes the place of the last. Raises `Trouble`."""
        if not SHORTEST <= length <= LONGEST:
            raise Trouble("A focus is 5 to 240 minutes long. Try /focus 60.")
        now = self._clock.now()
        async with self._db.write() as tx:
            await self._end(tx, person, now)
            await self._put(tx, channel=None, person=person, kind="focus", until=now + length)
        return Window("focus", now, now + length)

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
        async with self._db.read() as tx:
            row = (await tx.execute(query.order_by(windows.c.until.desc()).limit(1))).first()
        return _window(row) if row else None

    async def of(self, person: str, channels: Iterable[str]) -> Sequence[Window]:
        """Every window of a person or of their channels that is not over, by its start."""
        now = self._clock.now()
        mine = sa.or_(windows.c.person == person, windows.c.channel.in_(list(channels)))
        query = sa.select(windows).where(mine, windows.c.until > now).order_by(windows.c.starts_at)
        async with self._db.read() as tx:
            return [_window(row) for row in (await tx.execute(query)).all()]

    async def held_for(self, person: str, most: int = 20) -> Sequence[Held]:
        """What waits for a person, in the order in which it will come."""
        query = (
            sa.select(outbox.c.post, outbox.c.created_at, outbox.c.not_before)
            .where(outbox.c.person == person, outbox.c.state == "waiting", outbox.c.sort.in_(_HELD))
            .where(outbox.c.not_before > self._clock.now())
            .where(sa.or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > outbox.c.not_before))
            .order_by(outbox.c.id)
            .limit(most)
        )
        async with self._db.read() as tx:
            rows = (await tx.execute(query)).all()
        return [Held(Post.model_validate(row.post), row.created_at, row.not_before) for row in rows]

    # --- their end -----------------------------------------------------------------

    async def tick(self) -> None:
        """Look after windows that have ended. For the heartbeat."""
        now = self._clock.now()
        if self._looked and (self._next_end is None or now < self._next_end):
            return
        async with self._db.write() as tx:
            ended = await tx.execute(
                windows.update()
                .where(windows.c.until <= now, windows.c.over.is_(False))
                .values(over=True)
                .returning(windows.c.id, windows.c.person, windows.c.until)
            )
            for row in ended.all():
                if row.person is not None:
                    await self._tell(tx, row, now)
            await tx.execute(windows.delete().where(windows.c.until < now - timedelta(days=30)))
            first = sa.select(sa.func.min(windows.c.until)).where(windows.c.over.is_(False))
            self._next_end = (await tx.execute(first)).scalar_one_or_none()
        self._looked = True

    async def _tell(self, tx: Tx, row: sa.Row[Any], now: datetime) -> None:
        """Say in one line that a focus is over, where something was held."""
        waits = sa.and_(outbox.c.person == row.person, outbox.c.state == "waiting", outbox.c.sort.in_(_HELD))
        held: int = (await tx.execute(sa.select(sa.func.count()).select_from(outbox).where(waits))).scalar_one()
        if held:
            count = "One message waited" if held == 1 else f"{held} messages waited"
            words = (
                f"Your focus is over. {count} for you, and comes now."
                if held == 1
                else (f"Your focus is over. {count} for you, and come now.")
            )
            await self._mail.put(tx, Letter(f"focus:{row.id}:over", row.person, Post(headline=(words,)), sort="reply"))
            await self._release(tx, row.person, now)

    async def _put(self, tx: Tx, *, channel: str | None, person: str | None, kind: str, until: datetime) -> None:
        now = self._clock.now()
        await tx.execute(
            windows.insert().values(channel=channel, person=person, kind=kind, starts_at=now, until=until, over=False)
        )
        self._looked = False

    async def _end(self, tx: Tx, person: str, now: datetime) -> bool:
        ended = await tx.execute(
            windows.update().where(windows.c.person == person, windows.c.until > now).values(until=now, over=True)
        )
        return bool(ended.rowcount)

    @staticmethod
    async def _release(tx: Tx, person: str, now: datetime) -> None:
        """Let what waits for a person be looked at again; whatever else holds it will hold it still."""
        await tx.execute(
            outbox.update()
            .where(outbox.c.person == person, outbox.c.state == "waiting", outbox.c.sort.in_(_HELD))
            .where(outbox.c.not_before > now)
            .values(not_before=now)
        )


def after(moment: datetime, held: Sequence[Window]) -> datetime:
    """The first moment, `moment` or later, that lies in none of the windows."""
    for window in sorted(held, key=lambda each: each.starts_at):
        if window.starts_at <= moment < window.until:
            moment = window.until
    return moment


def _window(row: sa.Row[Any]) -> Window:
    return Window(row.kind, row.starts_at, row.until)
