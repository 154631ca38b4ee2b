"""Numbers for Prometheus, counted from the database when they are asked for."""

from collections.abc import Awaitable, Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.registry import Collector

from integrations.database import Database
from integrations.database.state_counts import state_counts

_COUNTED = {
    "inbox": "Events of Slack by state: new, claimed, done, aside.",
    "outbox": "Messages by state: waiting, sending, uncertain, sent, failed, expired, withdrawn.",
    "occurrences": "Occurrences of rituals by state: planned, claimed, done, skipped, failed.",
}


class Metrics:
    """The numbers that `/metrics` shows."""

    def __init__(
        self,
        db: Database,
        connected: Callable[[], Awaitable[bool]],
        embedding_tokens: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        """Prepare a registry of our own, so that two apps in one process do not share numbers.

        `connected` says whether Slack can reach us, `embedding_tokens` what vectors cost since the start, by what for.
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
        self._alerts = Counter(
            "rolecall_alerts", "Alerts taken since the start, by source.", ["source"], registry=self._registry
        )
        self._registry.register(_EmbeddingTokens(embedding_tokens))
        self._connected = Gauge("rolecall_connected", "1 while Slack can reach us.", registry=self._registry)

    def alerts_taken(self, source: str, number: int) -> None:
        """Count alerts that came in."""
        self._alerts.labels(source).inc(number)

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


class _EmbeddingTokens(Collector):
    """Tells what whoever has vectors made has counted."""

    def __init__(self, counted: Callable[[], Mapping[str, int]]) -> None:
        self._counted = counted

    def collect(self) -> Iterator[CounterMetricFamily]:
        words = "Tokens of the embedding model since the start, by what they were for: questions, messages."
        family = CounterMetricFamily("rolecall_embedding_tokens", words, labels=["for"])
        for what, tokens in self._counted().items():
            family.add_metric([what], tokens)
        yield family
