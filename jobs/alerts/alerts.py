"""Takes alerts in, and answers what fired when."""

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

    async def take(self, alerts: Sequence[Alert]) -> None:
        """Keep these; they are durable when this returns."""
        now = self._clock.now()
        for begin in range(0, len(alerts), store.CHUNK):
            async with self._db.write() as tx:
                await store.keep(self._db, tx, alerts[begin : begin + store.CHUNK], now)

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
