"""Tells a channel of critical alerts: the first few each in a message, a storm of them in one.

An alert that comes and goes stays in its message, which counts, and whose thread tells the times.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.alerts import Announced
from integrations.database.tables.alerts import incidents as table
from integrations.deferred import dataclass
from integrations.time import Clock, is_fresh
from jobs.alerts import page_posts, store
from jobs.alerts.lives import SETTLED
from jobs.alerts.model import Incident
from jobs.alerts.names import names
from jobs.messages import Outgoing, OutgoingMessage, Priority

SINGLY = 3
"""So many messages of their own within `STORM`; whatever more comes shares one."""
STORM = timedelta(minutes=15)
"""For so long after it was begun, what comes joins a storm's message; after that it is announced anew."""
AGAIN = timedelta(seconds=30)
"""How often the message of a storm is brought up to date."""
STAYS = timedelta(minutes=10)
"""What has come again and stays for so long is announced anew: it only comes and goes no more."""
LATE = timedelta(hours=2)
"""Several alerts that began so long before we tell of them share a message: they are what we missed."""
UNHEARD = timedelta(hours=12)
"""An alert that nobody was told of, and of which nothing was heard for so long, is for the summary alone."""
DECIDED = ("pagerduty",)
"""Sources that have decided already what is news: an incident that somebody opens again is, however soon."""
_KEY, _STORM_KEY = "alert", "alert-storm"
"""What the keys of the messages begin with."""
ALIKE = 50
"""Alerts of the same title that are looked at for what tells them apart."""


@dataclass(frozen=True, slots=True)
class _Storm:
    key: str
    began_at: datetime


Channels = Callable[[], Awaitable[Sequence[str]]]
"""The channels in which alerts are announced."""


class Announcements:
    """Announces incidents. Any replica may, whichever of them took the alert in.

    `told_at` is when an incident's message was begun; one that joined the life before has none.
    """

    def __init__(self, db: Database, clock: Clock, outbox: Outgoing, channels: Channels) -> None:
        """Put the messages into `outbox`, for each of `channels()`."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
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
            left = await self._raise_what_stays(tx, now)
            await self._announce(tx, channels, now)
            for key, is_storm in sorted({*left, *await self._stale(tx)}):
                if is_storm:
                    await self._show_storm(tx, channels, key, now)
                else:
                    await self._show_page(tx, channels, key, now)

    async def _news(self, now: datetime) -> tuple[bool, bool]:
        """Whether something is to be told where there is a channel for it, and whether anything else has changed."""
        at = {"unheard": now - UNHEARD, "stays": now - STAYS, "shown": list(self._shown)}
        async with self._db.read() as tx:
            untold, changed = (await tx.execute(_NEWS, at)).one()
        return bool(untold), bool(changed)

    async def _raise_what_stays(self, tx: Tx, now: datetime) -> list[tuple[str, bool]]:
        """Take what has come again, and has stayed, out of the messages that say it comes and goes.

        Return those messages' keys, and whether each is a storm's.
        """
        at = {"stays": now - STAYS}
        left = (await tx.execute(_messages_of(_STAYING), at)).all()
        if left:
            raised = table.update().where(_STAYING).values(announced=Announced.RAISED, message_key=None, storm_at=None)
            await tx.execute(raised, at)
        return [(row.message_key, row.is_storm) for row in left]

    async def _announce(self, tx: Tx, channels: Sequence[str], now: datetime) -> None:
        at = {"unheard": now - UNHEARD}
        # Also what has ended again since the last tick: it counts.
        before = {"message_key": _MESSAGE_BEFORE, "storm_at": _of_life_before(_before.c.storm_at)}
        again = table.update().where(_COMES_AGAIN).values(announced=Announced.JOINED, **before)
        await tx.execute(again, {"settled": now - SETTLED})
        await tx.execute(table.update().where(_UNTOLD, _QUIET).values(announced=Announced.QUIET), at)
        if not channels:
            return
        # Another replica may take alerts in between any two of these statements.
        late = sa.func.count().filter(table.c.started_at < now - LATE)
        count, missed = (await tx.execute(sa.select(sa.func.count(), late).where(_LOUD), at)).one()
        if not count:
            return
        storm = await self._storm(tx, now)
        singly = sa.select(sa.func.count(sa.distinct(table.c.message_key))).where(
            table.c.told_at > now - STORM, table.c.storm_at.is_(None)
        )
        if storm is not None:
            joined = {"announced": Announced.JOINED, "message_key": storm.key, "storm_at": storm.began_at}
            await tx.execute(table.update().where(_LOUD).values(**joined, told_at=now), at)
        elif missed > 1 or count + (await tx.execute(singly)).scalar_one() > SINGLY:
            key = f"{_STORM_KEY}:{now.timestamp():.0f}"
            told = {"announced": Announced.TOLD, "message_key": key, "storm_at": now}
            await tx.execute(table.update().where(_LOUD).values(**told, told_at=now), at)
            post = page_posts.storm(await self._of(tx, key), now)
            await self._outbox.put(
                tx, *(OutgoingMessage(f"{key}:{each}", each, post, priority=Priority.PAGE) for each in channels)
            )
            self._shown[key] = now
        else:
            few = sa.select(table).where(_LOUD).order_by(table.c.started_at, table.c.id).limit(count).params(at)
            for incident in await store.incidents(tx, few):
                key = f"{_KEY}:{incident.id}"
                post = page_posts.page([incident], await self._name(tx, incident, now), now)
                await self._outbox.put(
                    tx, *(OutgoingMessage(f"{key}:{each}", each, post, priority=Priority.PAGE) for each in channels)
                )
                await tx.execute(
                    table.update()
                    .where(table.c.id == incident.id)
                    .values(announced=Announced.TOLD, message_key=key, told_at=now)
                )

    async def _name(self, tx: Tx, incident: Incident, now: datetime) -> str:
        """Which one it is, so that it is not taken for another of the same title that was told of lately."""
        lately = sa.or_(table.c.ended_at.is_(None), table.c.ended_at > now - timedelta(days=1))
        alike = (
            sa.select(table)
            .where(table.c.title == incident.title, table.c.service == incident.service, table.c.severity == "critical")
            .where(lately, table.c.started_at > now - store.FORGOTTEN)
            .order_by(table.c.started_at.desc())
            .limit(ALIKE)
        )
        others = [each for each in await store.incidents(tx, alike) if each.id != incident.id]
        return names([*others, incident])[incident.id]

    async def _storm(self, tx: Tx, now: datetime) -> _Storm | None:
        """Return the storm that has not ended; None where there is none."""
        lately = (
            sa.select(table.c.message_key, table.c.storm_at)
            .where(table.c.told_at > now - STORM, table.c.storm_at > now - STORM)
            .order_by(table.c.storm_at.desc())
            .limit(1)
        )
        row = (await tx.execute(lately)).first()
        return None if row is None else _Storm(row.message_key, row.storm_at)

    async def _stale(self, tx: Tx) -> list[tuple[str, bool]]:
        """The messages that say less than we know: a storm's, or one that was brought up to date, after `AGAIN`."""
        changed = (await tx.execute(_messages_of(_CHANGED))).all()
        return [(row.message_key, row.is_storm) for row in changed if row.message_key not in self._shown]

    async def _show_page(self, tx: Tx, channels: Sequence[str], key: str, now: datetime) -> None:
        """Bring the message of one alert up to date, and its thread with the times where it came again."""
        mine = table.c.message_key == key
        spell = await store.incidents(tx, sa.select(table).where(mine).order_by(table.c.started_at))
        shown = sa.select(sa.func.count()).where(mine, table.c.announced != Announced.JOINED)
        known: int = (await tx.execute(shown)).scalar_one()
        post, moment = page_posts.page(spell, await self._name(tx, spell[-1], now), now), f"{now.timestamp():.0f}"
        for each in channels:
            page, thread = f"{key}:{each}", f"{key}:times:{each}"
            messages = [OutgoingMessage(f"{page}:{moment}", each, post, priority=Priority.PAGE, replaces=page)]
            if len(spell) > 1:
                told = page_posts.times(spell, now)
                if known > 1:
                    messages.append(
                        OutgoingMessage(f"{thread}:{moment}", each, told, priority=Priority.PAGE, replaces=thread)
                    )
                else:
                    messages.append(OutgoingMessage(thread, each, told, priority=Priority.PAGE, thread_of=page))
            await self._outbox.put(tx, *messages)
        await self._mark_shown(tx, key, spell)
        self._shown[key] = now

    async def _show_storm(self, tx: Tx, channels: Sequence[str], key: str, now: datetime) -> None:
        shown = await self._of(tx, key)
        post, edit = page_posts.storm(shown, now), f"{key}:{now.timestamp():.0f}"
        await self._outbox.put(
            tx,
            *(
                OutgoingMessage(f"{edit}:{each}", each, post, priority=Priority.PAGE, replaces=f"{key}:{each}")
                for each in channels
            ),
        )
        await self._mark_shown(tx, key, shown)
        self._shown[key] = now

    async def _mark_shown(self, tx: Tx, key: str, shown: Sequence[Incident]) -> None:
        """Note what a message says now: not all that have ended by now, but those that it shows as over."""
        joined = table.update().where(table.c.message_key == key, table.c.announced == Announced.JOINED)
        await tx.execute(joined.values(announced=Announced.TOLD))
        over = [each.id for each in shown if not each.firing]
        for begin in range(0, len(over), store.CHUNK):
            chunk = table.c.id.in_(over[begin : begin + store.CHUNK])
            await tx.execute(
                table.update().where(chunk, table.c.announced == Announced.TOLD).values(announced=Announced.OVER)
            )

    async def _of(self, tx: Tx, key: str) -> Sequence[Incident]:
        return await store.incidents(tx, sa.select(table).where(table.c.message_key == key).limit(store.MOST))


_UNTOLD = table.c.announced.in_((Announced.NEW, Announced.RAISED))
_CRITICAL = table.c.severity == "critical"
_CHANGED = sa.or_(
    table.c.announced == Announced.JOINED,
    sa.and_(table.c.announced == Announced.TOLD, table.c.ended_at.is_not(None)),
)
"""Of which a message says less than we know."""
_QUIET = sa.or_(sa.not_(_CRITICAL), table.c.ended_at.is_not(None), table.c.received_at < sa.bindparam("unheard"))
"""What wakes nobody."""
_LOUD = sa.and_(_UNTOLD, sa.not_(_QUIET))
_before = table.alias("before")


def _of_life_before(column: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """A column of the same alert's life before that people were told of, where it was not over for `SETTLED`."""
    return (
        sa.select(column)
        .where(
            _before.c.source == table.c.source,
            _before.c.fingerprint == table.c.fingerprint,
            _before.c.started_at < table.c.started_at,
            _before.c.message_key.is_not(None),
            sa.func.coalesce(_before.c.ended_at, _before.c.started_at) > sa.bindparam("settled"),
        )
        .order_by(_before.c.started_at.desc())
        .limit(1)
        .correlate(table)
        .scalar_subquery()
    )


_MESSAGE_BEFORE = _of_life_before(_before.c.message_key)
_COMES_AGAIN = sa.and_(
    table.c.announced == Announced.NEW,
    _CRITICAL,
    table.c.source.not_in(DECIDED),
    _MESSAGE_BEFORE.is_not(None),
)
_STAYING = sa.and_(
    table.c.announced.in_((Announced.JOINED, Announced.TOLD)),
    table.c.told_at.is_(None),
    table.c.ended_at.is_(None),
    table.c.started_at < sa.bindparam("stays"),
)
_STALE = sa.exists().where(_CHANGED, table.c.message_key.not_in(sa.bindparam("shown", expanding=True)))
_NEWS = sa.select(
    sa.exists().where(_LOUD), sa.or_(sa.exists().where(_UNTOLD, _QUIET), _STALE, sa.exists().where(_STAYING))
)
"""Asked every second, so it is put together once."""


def _messages_of(condition: sa.ColumnElement[bool]) -> sa.Select[str, bool]:
    """The keys of the messages that tell of such incidents, and whether each is a storm's."""
    return sa.select(table.c.message_key, table.c.storm_at.is_not(None).label("is_storm")).where(condition).distinct()


def is_announcement(key: str) -> bool:
    """Return True for the key of a message that tells of alerts as they come, or goes on from one."""
    return key.partition(":")[0] in (_KEY, _STORM_KEY)
