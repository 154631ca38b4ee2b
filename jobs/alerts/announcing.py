"""Tells a channel of critical alerts: the first few each in a message, a storm of them in one."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.alerts import incidents as table
from integrations.time import Clock, is_fresh
from jobs.alerts import posts, store
from jobs.alerts.model import Incident
from jobs.letters import Letter

SINGLY = 3
"""So many messages of their own within `STORM`; whatever more comes shares one."""
STORM = timedelta(minutes=15)
"""For so long after it was begun, what comes joins a storm's message; after that it is announced anew."""
AGAIN = timedelta(seconds=30)
"""How often the message of a storm is brought up to date."""
TOO_OLD = timedelta(hours=2)
"""An alert that began earlier, and that we hear of only now, is for the summary and wakes nobody."""
_STORMS = "alert-storm:"
Channels = Callable[[], Awaitable[Sequence[str]]]
"""The channels in which alerts are announced."""


class Mail(Protocol):
    """Where letters go. `jobs.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *letters: Letter) -> None:
        """Put letters in, in the transaction that decides on them."""
        ...


class Announcing:
    """Announces incidents. Any replica may, whichever of them took the alert in.

    An incident is `new`, or `raised` where it was quiet and became critical, until a person may
    know of it: `told` in a message of its own or of a storm (`joined` until that message shows it),
    or `quiet`. When it has ended and its message says so, it is `over`.
    """

    def __init__(self, db: Database, clock: Clock, mail: Mail, channels: Channels) -> None:
        """Put the messages into `mail`, for each of `channels()`."""
        self._db = db
        self._clock = clock
        self._mail = mail
        self._channels = channels
        self._shown: dict[str, datetime] = {}
        """When this replica last brought the message of a storm up to date."""

    async def tick(self) -> None:
        """Say what is new. For the heartbeat; it costs one indexed query where there is nothing to do."""
        now = self._clock.now()
        self._shown = {key: at for key, at in self._shown.items() if is_fresh(at, now, AGAIN)}
        untold, changed = await self._news(now)
        if not (untold or changed):
            return
        channels = await self._channels()
        if not channels and not changed:
            return
        async with self._db.write() as tx:
            await self._db.alone(tx, "alerts")
            await self._announce(tx, channels, now)
            await self._tell_ends(tx, channels)
            for key in await self._stale_storms(tx):
                await self._show_storm(tx, channels, key, now)

    async def _news(self, now: datetime) -> tuple[bool, bool]:
        """Whether something is to be told where there is a channel for it, and whether anything else has changed."""
        at = {"too_old": now - TOO_OLD, "shown": list(self._shown)}
        async with self._db.read() as tx:
            untold, changed = (await tx.execute(_NEWS, at)).one()
        return bool(untold), bool(changed)

    async def _announce(self, tx: Tx, channels: Sequence[str], now: datetime) -> None:
        at = {"too_old": now - TOO_OLD}
        await tx.execute(table.update().where(_UNTOLD, _QUIET).values(announced="quiet"), at)
        if not channels:
            return
        # Another replica may take alerts in between any two of these statements.
        count = (await tx.execute(sa.select(sa.func.count()).where(_LOUD), at)).scalar_one()
        if not count:
            return
        storm = await self._storm(tx, now)
        singly = sa.select(sa.func.count()).where(table.c.told_at > now - STORM, table.c.letter.not_like(f"{_STORMS}%"))
        if storm is not None:
            await tx.execute(table.update().where(_LOUD).values(announced="joined", letter=storm, told_at=now), at)
        elif count + (await tx.execute(singly)).scalar_one() > SINGLY:
            storm = f"{_STORMS}{now.timestamp():.0f}"
            await tx.execute(table.update().where(_LOUD).values(announced="told", letter=storm, told_at=now), at)
            post = posts.storm(await self._of(tx, storm), now)
            await self._mail.put(tx, *(Letter(f"{storm}:{each}", each, post, sort="page") for each in channels))
            self._shown[storm] = now
        else:
            few = sa.select(table).where(_LOUD).order_by(table.c.started_at, table.c.id).limit(count).params(at)
            for incident in await store.incidents(tx, few):
                key, post = f"alert:{incident.id}", posts.page(incident)
                await self._mail.put(tx, *(Letter(f"{key}:{each}", each, post, sort="page") for each in channels))
                await tx.execute(
                    table.update().where(table.c.id == incident.id).values(announced="told", letter=key, told_at=now)
                )

    async def _storm(self, tx: Tx, now: datetime) -> str | None:
        """The key of the storm that goes on."""
        lately = sa.select(table.c.letter).where(table.c.told_at > now - STORM, table.c.letter.like(f"{_STORMS}%"))
        begun = {key: _begun(key) for key in (await tx.execute(lately.distinct())).scalars()}
        newest = max(begun, key=lambda key: begun[key], default=None)
        return newest if newest is not None and begun[newest] > (now - STORM).timestamp() else None

    async def _tell_ends(self, tx: Tx, channels: Sequence[str]) -> None:
        """Bring the messages of their own, of what has ended, up to date."""
        ended = _CHANGED.where(table.c.letter.not_like(f"{_STORMS}%"))
        for row in (await tx.execute(ended)).all():
            post = posts.page(store.incident(row))
            await self._mail.put(
                tx,
                *(
                    Letter(f"{row.letter}:{each}:end", each, post, sort="page", replaces=f"{row.letter}:{each}")
                    for each in channels
                ),
            )
            await tx.execute(table.update().where(table.c.id == row.id).values(announced="over"))

    async def _stale_storms(self, tx: Tx) -> Sequence[str]:
        """The storms whose message says less than we know, and was not touched for `AGAIN`."""
        changed = _CHANGED.with_only_columns(table.c.letter).where(table.c.letter.like(f"{_STORMS}%")).distinct()
        keys = (await tx.execute(changed)).scalars().all()
        return [key for key in keys if key not in self._shown]

    async def _show_storm(self, tx: Tx, channels: Sequence[str], key: str, now: datetime) -> None:
        shown = await self._of(tx, key)
        post, edit = posts.storm(shown, now), f"{key}:{now.timestamp():.0f}"
        await self._mail.put(
            tx,
            *(Letter(f"{edit}:{each}", each, post, sort="page", replaces=f"{key}:{each}") for each in channels),
        )
        joined = table.update().where(table.c.letter == key, table.c.announced == "joined")
        await tx.execute(joined.values(announced="told"))
        # Not all that have ended by now, but those of which the message says so.
        over = [each.id for each in shown if not each.firing]
        for begin in range(0, len(over), store.CHUNK):
            chunk = table.c.id.in_(over[begin : begin + store.CHUNK])
            await tx.execute(table.update().where(chunk, table.c.announced == "told").values(announced="over"))
        self._shown[key] = now

    async def _of(self, tx: Tx, key: str) -> Sequence[Incident]:
        return await store.incidents(tx, sa.select(table).where(table.c.letter == key).limit(store.MOST))


_UNTOLD = table.c.announced.in_(("new", "raised"))
_CHANGED = sa.select(table).where(
    sa.or_(
        table.c.announced == "joined",
        sa.and_(table.c.announced == "told", table.c.ended_at.is_not(None)),
    )
)
"""Of which a message says less than we know."""
_LATE = sa.and_(table.c.announced == "new", table.c.started_at < sa.bindparam("too_old"))
_QUIET = sa.or_(table.c.severity != "critical", table.c.ended_at.is_not(None), _LATE)
"""What wakes nobody."""
_LOUD = sa.and_(_UNTOLD, sa.not_(_QUIET))
_STALE = sa.exists(_CHANGED.where(table.c.letter.not_in(sa.bindparam("shown", expanding=True))))
_NEWS = sa.select(sa.exists().where(_LOUD), sa.or_(sa.exists().where(_UNTOLD, _QUIET), _STALE))
"""Asked every second, so it is put together once."""


def _begun(key: str) -> float:
    return float(key.removeprefix(_STORMS))
