"""Numbers for Prometheus, counted from the database when they are asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.registry import Collector
from starlette.responses import Response

from integrations.database import Database
from integrations.database.state_counts import state_counts

_COUNTED = {
    "inbox": "Events of the chat by state: new, claimed, done, aside.",
    "outbox": "Messages by state: waiting, sending, uncertain, sent, failed, expired, withdrawn.",
    "occurrences": "Occurrences of rituals by state: planned, claimed, done, skipped, failed.",
}


class Metrics:
    """The numbers that `/metrics` shows."""

    def __init__(
        self,
        db: Database,
        connected: Callable[[], Awaitable[bool]],
        alerts_taken: Callable[[], Mapping[str, int]] = dict,
        embedding_tokens: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        """Prepare a registry of our own, so that two apps in one process do not share numbers.

        `connected` says whether the chat can reach us. Since the start were `alerts_taken`, by source, and vectors cost
        `embedding_tokens`, by what for.
        """
        self._db = db
        self._is_connected = connected
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._gauges = {
            table: Gauge(f"rolecall_{table}", words, ["state"], registry=self._registry)
            for table, words in _COUNTED.items()
        }
        words = "Alerts taken since the start, by source."
        self._registry.register(_Counted("rolecall_alerts", words, "source", alerts_taken))
        words = "Tokens of the embedding model since the start, by what they were for: questions, messages."
        self._registry.register(_Counted("rolecall_embedding_tokens", words, "for", embedding_tokens))
        self._connected = Gauge("rolecall_connected", "1 while the chat can reach us.", registry=self._registry)

    async def shown(self) -> Response:
        """Return every number as Prometheus reads them."""
        drawn = await asyncio.to_thread(generate_latest, await self.measured())  # it reads /proc
        return Response(drawn, media_type=CONTENT_TYPE_LATEST)

    async def measured(self) -> CollectorRegistry:
        """Return every number, counted anew."""
        self._connected.set(await self._is_connected())
        async with self._db.read() as tx:
            for name, gauge in self._gauges.items():
                counts = await state_counts(tx, name)
                gauge.clear()
                for state, number in counts.items():
                    gauge.labels(state).set(number)
        return self._registry


class _Counted(Collector):
    """Tells what somebody else has counted since the start."""

    def __init__(self, name: str, words: str, label: str, counted: Callable[[], Mapping[str, int]]) -> None:
        self._described = name, words, label
        self._counted = counted

    def collect(self) -> Iterator[CounterMetricFamily]:
        name, words, label = self._described
        family = CounterMetricFamily(name, words, labels=[label])
        for what, number in dict(self._counted()).items():  # it goes on being counted, and a thread draws this
            family.add_metric([what], number)
        yield family
