"""The sample team's database and cache, with one statement that got slower the evening before."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.demo.world.story import DEPLOYED, Story
from integrations.postgres.types import Counters, Explained, IndexProposal, Snapshot, StatementKey
from integrations.redis.types import SlowCommand, SlowLog

SWEEP, LOOKUP, INSERT, REPORT = (StatementKey(10, 16384, number) for number in (101, 102, 103, 104))
TEXTS = {
    SWEEP: "SELECT id, amount FROM payments WHERE retry_at < $1 AND state = $2 ORDER BY retry_at LIMIT $3",
    LOOKUP: "SELECT * FROM orders WHERE id = $1",
    INSERT: "INSERT INTO payment_events (payment, kind, body) VALUES ($1, $2, $3)",
    REPORT: "SELECT date_trunc($1, made_at), count(*) FROM orders GROUP BY 1",
}
PLANS = {
    LOOKUP: "Index Scan using orders_pkey on orders  (cost=0.42..8.44 rows=1 width=180)\n  Index Cond: (id = $1)",
    REPORT: """HashAggregate  (cost=18420.00..18424.50 rows=30 width=16)
  Group Key: date_trunc($1, made_at)
  ->  Seq Scan on orders  (cost=0.00..15812.00 rows=521600 width=8)""",
}
WITH_INDEX = """Limit  (cost=0.42..312.80 rows=100 width=24)
  ->  Index Scan using payments_retry_at_idx on payments  (cost=0.42..33012.11 rows=10563 width=24)
        Index Cond: (retry_at < $1)
        Filter: (state = $2)"""
PLAN = """Limit  (cost=41873.20..41873.45 rows=100 width=24)
  ->  Sort  (cost=41873.20..41899.61 rows=10563 width=24)
        Sort Key: retry_at
        ->  Seq Scan on payments  (cost=0.00..41469.50 rows=10563 width=24)
              Filter: ((retry_at < $1) AND (state = $2))"""


class SamplePostgres:
    """Answers as the adapter for a watched PostgreSQL does."""

    place = "payments"

    def __init__(self, story: Story) -> None:
        """Tell of that story."""
        self._story = story

    async def snapshot(self) -> Snapshot:
        """Counters that go up with the clock."""
        began = self._story.at("09:00", -10)
        hours = (self._story.now() - began) / timedelta(hours=1)
        return Snapshot(
            database="payments",
            version=160004,
            started_at=began,
            reset_at=began,
            evictions=0,
            statements={
                SWEEP: self._sweep(began),
                LOOKUP: _counted(hours * 5400, 0.21, rows=1, blocks=4),
                INSERT: _counted(hours * 900, 0.48, rows=1, blocks=7),
                REPORT: _counted(hours * 2, 640.0, rows=30, blocks=5200),
            },
        )

    async def texts(self, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
        """Return the statements' texts."""
        return {key: TEXTS[key] for key in keys}

    async def explain(self, key: StatementKey) -> Explained:
        """The plan of the sweep, and the index that it wants."""
        if key in PLANS:
            return Explained(PLANS[key])
        if key != SWEEP:
            return Explained(why_not="it changes data")
        if self._story.past(DEPLOYED):
            return Explained(WITH_INDEX)
        index = "CREATE INDEX ON payments (retry_at)"
        return Explained(PLAN, proposal=IndexProposal(index, 41873.45, 312.80, 11_534_336))

    def _sweep(self, began: datetime) -> Counters:
        """Quick until Ben's version went out, slow until Chiara's index did."""
        deploys = (self._story.at("16:40", -1), self._story.at(DEPLOYED))
        now, edges = self._story.now(), (began, *deploys)
        calls, spent, blocks = 0.0, 0.0, 0.0
        for begin, end, each_ms, each_blocks in zip(
            edges, (*deploys, now), (11.0, 412.0, 9.0), (40, 38_000, 35), strict=True
        ):
            count = max(0.0, (min(end, now) - begin) / timedelta(minutes=1))
            calls, spent, blocks = calls + count, spent + count * each_ms, blocks + count * each_blocks
        return Counters(int(calls), spent, int(calls) * 80, int(blocks * 0.7), int(blocks * 0.3), 0)


class SampleRedis:
    """Answers as the adapter for a watched Redis does."""

    place = "carts"

    def __init__(self, story: Story) -> None:
        """Tell of that story."""
        self._story = story

    async def slow_log(self) -> SlowLog:
        """Somebody looks through all the carts."""
        times = [self._story.at(at, days) for days, at in ((-1, "11:05"), (0, "10:12"), (0, "13:47"))]
        entries = [
            SlowCommand(number, at, 184_000 + number * 9_000, "KEYS cart:*")
            for number, at in enumerate(times)
            if at <= self._story.now()
        ]
        return SlowLog("sample-run", tuple(reversed(entries)), most_kept=128, threshold_us=10_000)


def _counted(calls: float, each_ms: float, *, rows: int, blocks: int) -> Counters:
    count = int(calls)
    return Counters(count, count * each_ms, count * rows, count * blocks, count * blocks // 200, 0)
