"""Takes alerts in, announces what cannot wait, and answers what fired when."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from integrations.alerts import Alert
from integrations.database import Database, Tx
from integrations.database.tables.alerts import incidents as table
from integrations.time import Clock
from jobs.alerts import posts, store
from jobs.alerts.model import Incident
from jobs.letters import Letter

log = structlog.get_logger()

SINGLY = 3
"""More critical alerts than this, that nobody was told of, are a storm: one message for all of them."""
STORM = timedelta(minutes=15)
"""A storm goes on for as long as this; what comes later is announced anew."""
AGAIN = timedelta(seconds=30)
"""How often the message of a storm is brought up to date."""
TOO_OLD = timedelta(hours=2)
"""An alert that began earlier, and that we hear of only now, is for the summary and wakes nobody."""
KEEP = timedelta(days=90)
"""How long incidents are kept: a quarter's worth, to compare with."""
MOST = 20_000
"""Incidents of one question."""
Channels = Callable[[], Awaitable[Sequence[str]]]
"""The channels in which alerts are announced."""


class Mail(Protocol):
    """Where letters go. `jobs.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *letters: Letter) -> None:
        """Put letters in, in the transaction that decides on them."""
        ...


class Alerts:
    """The alerts of the team's systems."""

    def __init__(self, db: Database, clock: Clock, mail: Mail, channels: Channels) -> None:
        """Keep them in `db`, and announce the critical ones in `channels()`."""
        self._db = db
        self._clock = clock
        self._mail = mail
        self._channels = channels
        self._looked_after: datetime | None = None
        self._pending = True
        """Whether something may have come that nobody was told of; after a start that is not known."""
        self._again_at: datetime | None = None
        """When the message of a storm is brought up to date."""

    async def take(self, alerts: Sequence[Alert]) -> None:
        """Keep these; they are durable when this returns."""
        now = self._clock.now()
        for begin in range(0, len(alerts), store.CHUNK):
            async with self._db.write() as tx:
                await store.keep(self._db, tx, alerts[begin : begin + store.CHUNK], now)
        self._pending = True

    async def between(self, since: datetime, until: datetime) -> Sequence[Incident]:
        """What fired at some time between two moments, oldest first."""
        async with self._db.read() as tx:
            return await store.between(tx, since, until, MOST)

    async def by_hour(self, since: datetime, until: datetime) -> Mapping[str, Sequence[int]]:
        """How many began in each hour after `since`, by service, the noisiest service first."""
        async with self._db.read() as tx:
            began = await store.counts(tx, since, until)
        hours = max(1, -int(-(until - since) // timedelta(hours=1)))
        total = Counter(service for service, _ in began)
        table_: dict[str, list[int]] = {service: [0] * hours for service, _ in total.most_common()}
        for service, at in began:
            table_[service][min(hours - 1, (at - since) // timedelta(hours=1))] += 1
        return table_

    # --- announcing ----------------------------------------------------------------

    async def tick(self) -> None:
        """Announce what is new and critical. For the heartbeat; any replica may."""
        now = self._clock.now()
        if self._looked_after is None or now - self._looked_after > timedelta(hours=1):
            self._looked_after = now
            await self._forget_old(now)
        stormy = self._again_at is not None and now >= self._again_at
        if not (self._pending or stormy):
            return
        self._pending = False
        channels = await self._channels()
        async with self._db.write() as tx:
            if stormy:
                self._again_at = None
                await self._update_storm(tx, channels, now)
            await self._announce(tx, channels, now)
            await self._tell_ends(tx, channels, now)

    async def _announce(self, tx: Tx, channels: Sequence[str], now: datetime) -> None:
        quiet = sa.or_(
            table.c.severity != "critical", table.c.ended_at.is_not(None), table.c.started_at < now - TOO_OLD
        )
        await tx.execute(table.update().where(table.c.announced == "new", quiet).values(announced="quiet"))
        fresh = sa.select(table).where(table.c.announced == "new").order_by(table.c.started_at, table.c.id)
        count: int = (
            await tx.execute(sa.select(sa.func.count()).select_from(table).where(table.c.announced == "new"))
        ).scalar_one()
        if not count or not channels:
            return
        storm = await self._storm(tx, now)
        if storm is None and count <= SINGLY:
            for row in (await tx.execute(self._db.claiming(fresh))).all():
                found = store.incident(row)
                key = f"alert:{row.id}"
                await self._mail.put(
                    tx, *(Letter(f"{key}:{each}", each, posts.page(found), sort="page") for each in channels)
                )
                await tx.execute(table.update().where(table.c.id == row.id).values(announced="told", letter=key))
            return
        key = storm or f"alert-storm:{now.timestamp():.0f}"
        await tx.execute(table.update().where(table.c.announced == "new").values(announced="told", letter=key))
        if storm is not None:
            self._later(now)
            return
        post = posts.storm(await self._of_storm(tx, key), now)
        await self._mail.put(tx, *(Letter(f"{key}:{each}", each, post, sort="page") for each in channels))

    def _later(self, now: datetime) -> None:
        self._again_at = self._again_at or now + AGAIN

    async def _storm(self, tx: Tx, now: datetime) -> str | None:
        """The key of the storm that goes on."""
        since = f"alert-storm:{(now - STORM).timestamp():.0f}"
        query = sa.select(sa.func.max(table.c.letter)).where(table.c.letter > since, table.c.letter < "alert-storm;")
        found: str | None = (await tx.execute(query)).scalar_one_or_none()
        return found

    async def _of_storm(self, tx: Tx, key: str) -> Sequence[Incident]:
        rows = (await tx.execute(sa.select(table).where(table.c.letter == key).limit(MOST))).all()
        return [store.incident(row) for row in rows]

    async def _update_storm(self, tx: Tx, channels: Sequence[str], now: datetime) -> None:
        """Bring the message of the newest storm up to date."""
        newest = sa.select(sa.func.max(table.c.letter)).where(table.c.letter.like("alert-storm:%"))
        key: str | None = (await tx.execute(newest)).scalar_one_or_none()
        if key is None:
            return
        post = posts.storm(await self._of_storm(tx, key), now)
        edit = f"{key}:{now.timestamp():.0f}"
        await self._mail.put(
            tx,
            *(Letter(f"{edit}:{each}", each, post, sort="page", replaces=f"{key}:{each}") for each in channels),
        )

    async def _tell_ends(self, tx: Tx, channels: Sequence[str], now: datetime) -> None:
        """Bring the messages of what has ended up to date."""
        ended = (
            await tx.execute(
                sa.select(table).where(table.c.announced == "told", table.c.ended_at.is_not(None)).limit(MOST)
            )
        ).all()
        for row in ended:
            if row.letter.startswith("alert-storm:"):
                self._later(now)
                continue
            post = posts.page(store.incident(row))
            await self._mail.put(
                tx,
                *(
                    Letter(f"{row.letter}:{each}:end", each, post, sort="page", replaces=f"{row.letter}:{each}")
                    for each in channels
                ),
            )
        if ended:
            await tx.execute(
                table.update()
                .where(table.c.announced == "told", table.c.ended_at.is_not(None))
                .values(announced="over")
            )

    async def _forget_old(self, now: datetime) -> None:
        async with self._db.write() as tx:
            gone: Any = await tx.execute(
                table.delete().where(table.c.started_at < now - KEEP, table.c.ended_at.is_not(None))
            )
        if gone.rowcount:
            log.info("incidents_forgotten", count=gone.rowcount)
