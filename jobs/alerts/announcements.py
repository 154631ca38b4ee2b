"""Tells a channel of critical alerts: the first few each in a message, a storm of them in one.

An alert that comes and goes stays in its message, which counts, and whose thread tells the times.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.alerts import incidents as table
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
ALIKE = 50
"""Alerts of the same title that are looked at for what tells them apart."""
_STORMS = "alert-storm:"
Channels = Callable[[], Awaitable[Sequence[str]]]
"""The channels in which alerts are announced."""


class Announcements:
    """Announces incidents. Any replica may, whichever of them took the alert in.

    An incident is `new`, or `raised` where it was quiet and became critical or only came and went until
    it stayed, until a person may know of it: `told` in a message of its own, of a storm, or of the same alert's
    life before (`joined` until that message shows it), or `quiet`. When it has ended and its message says so,
    it is `over`. `told_at` is when its message was begun; an incident that joined the life before has none.
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
            for key in sorted({*left, *await self._stale(tx)}):
                if key.startswith(_STORMS):
                    await self._show_storm(tx, channels, key, now)
                else:
                    await self._show_page(tx, channels, key, now)

    async def _news(self, now: datetime) -> tuple[bool, bool]:
        """Whether something is to be told where there is a channel for it, and whether anything else has changed."""
        at = {"unheard": now - UNHEARD, "stays": now - STAYS, "shown": list(self._shown)}
        async with self._db.read() as tx:
            untold, changed = (await tx.execute(_NEWS, at)).one()
        return bool(untold), bool(changed)

    async def _raise_what_stays(self, tx: Tx, now: datetime) -> Sequence[str]:
        """Take what has come again, and has stayed, out of the messages that say it comes and goes: which those are."""
        at = {"stays": now - STAYS}
        left = (await tx.execute(sa.select(table.c.message_key).where(_STAYING).distinct(), at)).scalars().all()
        if left:
            await tx.execute(table.update().where(_STAYING).values(announced="raised", message_key=None), at)
        return left

    async def _announce(self, tx: Tx, channels: Sequence[str], now: datetime) -> None:
        at = {"unheard": now - UNHEARD}
        # Also what has ended again since the last tick: it counts.
        again = table.update().where(_COMES_AGAIN).values(announced="joined", message_key=_MESSAGE_BEFORE)
        await tx.execute(again, {"settled": now - SETTLED})
        await tx.execute(table.update().where(_UNTOLD, _QUIET).values(announced="quiet"), at)
        if not channels:
            return
        # Another replica may take alerts in between any two of these statements.
        late = sa.func.count().filter(table.c.started_at < now - LATE)
        count, missed = (await tx.execute(sa.select(sa.func.count(), late).where(_LOUD), at)).one()
        if not count:
            return
        storm = await self._storm(tx, now)
        singly = sa.select(sa.func.count(sa.distinct(table.c.message_key))).where(
            table.c.told_at > now - STORM, table.c.message_key.not_like(f"{_STORMS}%")
        )
        if storm is not None:
            await tx.execute(table.update().where(_LOUD).values(announced="joined", message_key=storm, told_at=now), at)
        elif missed > 1 or count + (await tx.execute(singly)).scalar_one() > SINGLY:
            storm = f"{_STORMS}{now.timestamp():.0f}"
            await tx.execute(table.update().where(_LOUD).values(announced="told", message_key=storm, told_at=now), at)
            post = page_posts.storm(await self._of(tx, storm), now)
            await self._outbox.put(
                tx, *(OutgoingMessage(f"{storm}:{each}", each, post, priority=Priority.PAGE) for each in channels)
            )
            self._shown[storm] = now
        else:
            few = sa.select(table).where(_LOUD).order_by(table.c.started_at, table.c.id).limit(count).params(at)
            for incident in await store.incidents(tx, few):
                key = f"alert:{incident.id}"
                post = page_posts.page([incident], await self._name(tx, incident, now), now)
                await self._outbox.put(
                    tx, *(OutgoingMessage(f"{key}:{each}", each, post, priority=Priority.PAGE) for each in channels)
                )
                await tx.execute(
                    table.update()
                    .where(table.c.id == incident.id)
                    .values(announced="told", message_key=key, told_at=now)
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

    async def _storm(self, tx: Tx, now: datetime) -> str | None:
        """The key of the storm that goes on."""
        lately = sa.select(table.c.message_key).where(
            table.c.told_at > now - STORM, table.c.message_key.like(f"{_STORMS}%")
        )
        begun = {key: _begun(key) for key in (await tx.execute(lately.distinct())).scalars()}
        newest = max(begun, key=lambda key: begun[key], default=None)
        return newest if newest is not None and begun[newest] > (now - STORM).timestamp() else None

    async def _stale(self, tx: Tx) -> Sequence[str]:
        """The messages that say less than we know: a storm's, or one that was brought up to date, after `AGAIN`."""
        changed = _CHANGED.with_only_columns(table.c.message_key).distinct()
        return [key for key in (await tx.execute(changed)).scalars().all() if key not in self._shown]

    async def _show_page(self, tx: Tx, channels: Sequence[str], key: str, now: datetime) -> None:
        """Bring the message of one alert up to date, and its thread with the times where it came again."""
        rows = (await tx.execute(sa.select(table).where(table.c.message_key == key).order_by(table.c.started_at))).all()
        spell = [store.incident(row) for row in rows]
        known = sum(row.announced != "joined" for row in rows)
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
        joined = table.update().where(table.c.message_key == key, table.c.announced == "joined")
        await tx.execute(joined.values(announced="told"))
        over = [each.id for each in shown if not each.firing]
        for begin in range(0, len(over), store.CHUNK):
            chunk = table.c.id.in_(over[begin : begin + store.CHUNK])
            await tx.execute(table.update().where(chunk, table.c.announced == "told").values(announced="over"))

    async def _of(self, tx: Tx, key: str) -> Sequence[Incident]:
        return await store.incidents(tx, sa.select(table).where(table.c.message_key == key).limit(store.MOST))


_UNTOLD = table.c.announced.in_(("new", "raised"))
_CRITICAL = table.c.severity == "critical"
_CHANGED = sa.select(table).where(
    sa.or_(
        table.c.announced == "joined",
        sa.and_(table.c.announced == "told", table.c.ended_at.is_not(None)),
    )
)
"""Of which a message says less than we know."""
_QUIET = sa.or_(sa.not_(_CRITICAL), table.c.ended_at.is_not(None), table.c.received_at < sa.bindparam("unheard"))
"""What wakes nobody."""
_LOUD = sa.and_(_UNTOLD, sa.not_(_QUIET))
_before = table.alias("before")
_MESSAGE_BEFORE = (
    sa.select(_before.c.message_key)
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
"""The message that told of the same alert's life before, which was not over for `SETTLED`."""
_COMES_AGAIN = sa.and_(
    table.c.announced == "new",
    _CRITICAL,
    table.c.source.not_in(DECIDED),
    _MESSAGE_BEFORE.is_not(None),
)
_STAYING = sa.and_(
    table.c.announced.in_(("joined", "told")),
    table.c.told_at.is_(None),
    table.c.ended_at.is_(None),
    table.c.started_at < sa.bindparam("stays"),
)
_STALE = sa.exists(_CHANGED.where(table.c.message_key.not_in(sa.bindparam("shown", expanding=True))))
_NEWS = sa.select(
    sa.exists().where(_LOUD), sa.or_(sa.exists().where(_UNTOLD, _QUIET), _STALE, sa.exists().where(_STAYING))
)
"""Asked every second, so it is put together once."""


def _begun(key: str) -> float:
    return float(key.removeprefix(_STORMS))
