"""Takes alerts in, and answers what fired when."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from integrations.alerts import Alert
from integrations.database import Database
from integrations.time import Clock
from jobs.alerts import store
from jobs.alerts.model import Incident


class Alerts:
    """The alerts of the team's systems."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._committing = asyncio.Lock()
        self._waiting: list[tuple[Sequence[Alert], asyncio.Future[None]]] = []

    async def take(self, alerts: Sequence[Alert]) -> None:
        """Keep these; they are durable when this returns.

        Calls that come while another one is committed share the next commit: ten thousand
        groups of a storm would else wait for ten thousand visits to the disk.
        """
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((alerts, kept))
        async with self._committing:
            if not kept.done():
                await self._commit()
        await kept

    async def _commit(self) -> None:
        """Keep what waits. It fails together: what is sent again is known again."""
        together, self._waiting = self._waiting, []
        alerts = [alert for each, _ in together for alert in each]
        try:
            for begin in range(0, len(alerts), store.CHUNK):
                async with self._db.write() as tx:
                    await store.keep(self._db, tx, alerts[begin : begin + store.CHUNK], self._clock.now())
        except Exception as problem:
            for _, kept in together:
                if not kept.done():
                    kept.set_exception(problem)
        except BaseException:  # this one goes away; the others see to what it has left
            self._waiting = together + self._waiting
            raise
        else:
            for _, kept in together:
                if not kept.done():
                    kept.set_result(None)

    async def between(self, since: datetime, until: datetime) -> Sequence[Incident]:
        """What fired at some time between two moments, oldest first."""
        async with self._db.read() as tx:
            return await store.between(tx, since, until)

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
