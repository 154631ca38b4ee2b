"""Servers that a test has in its hand."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from integrations.postgres.types import Counters, Explained, IndexProposal, Snapshot, StatementKey
from integrations.redis.types import SlowCommand, SlowLog
from integrations.source import SourceError

STARTED = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
RESET = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def key(number: int) -> StatementKey:
    return StatementKey(10, 5, number)


def counted(calls: int, mean_ms: float, *, rows: int = 1, hit: int = 100, read: int = 0, temp: int = 0) -> Counters:
    """So many calls of that length; `rows`, `hit`, `read` and `temp` are a call's."""
    return Counters(calls, calls * mean_ms, calls * rows, calls * hit, calls * read, calls * temp)


def more(before: Counters, after: Counters) -> Counters:
    """Both together, as a server counts on."""
    return Counters(
        before.calls + after.calls,
        before.exec_ms + after.exec_ms,
        before.rows + after.rows,
        before.hit + after.hit,
        before.read + after.read,
        before.temp + after.temp,
    )


def snapshot(statements: Mapping[int, Counters], **other: object) -> Snapshot:
    facts: dict[str, object] = {
        "database": "orders",
        "version": 150018,
        "started_at": STARTED,
        "reset_at": RESET,
        "evictions": 0,
        **other,
    }
    return Snapshot(statements={key(number): each for number, each in statements.items()}, **facts)  # type: ignore[arg-type]


@dataclass
class Database:
    """Statements whose counters a test sets."""

    counters: dict[int, Counters] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    proposal: IndexProposal | None = None
    problem: SourceError | None = None
    sql: str = "SELECT * FROM orders WHERE customer = $1 AND number = {number}"
    explained: list[StatementKey] = field(default_factory=list)
    place: str = "orders at db.example"
    plans_never: bool = False
    no_texts: SourceError | None = None

    def runs(self, number: int, calls: int, mean_ms: float, **each: int) -> None:
        done = counted(calls, mean_ms, **each)
        self.counters[number] = more(self.counters[number], done) if number in self.counters else done

    async def snapshot(self) -> Snapshot:
        if self.problem:
            raise self.problem
        return snapshot(self.counters, **self.facts)

    async def texts(self, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
        if self.no_texts:
            raise self.no_texts
        return {each: self.sql.format(number=f"n{each.queryid}") for each in keys}

    async def explain(self, key: StatementKey) -> Explained:
        self.explained.append(key)
        if self.plans_never:
            await asyncio.Event().wait()
        return Explained(plan="Seq Scan on public.orders", proposal=self.proposal)


@dataclass
class Cache:
    """A slow log whose entries a test sets."""

    entries: list[SlowCommand] = field(default_factory=list)
    run_id: str = "a" * 40
    most_kept: int | None = 128
    threshold_us: int = 10_000
    cut: bool = False
    of_cluster: bool = False
    problem: SourceError | None = None
    place: str = "cache.example:6379"

    def slow(self, what: str, took_ms: int, times: int = 1) -> None:
        for _ in range(times):
            number = max((entry.id for entry in self.entries), default=-1) + 1
            self.entries.insert(0, SlowCommand(number, RESET + timedelta(seconds=number), took_ms * 1000, what))

    async def slow_log(self) -> SlowLog:
        if self.problem:
            raise self.problem
        return SlowLog(self.run_id, list(self.entries), self.most_kept, self.threshold_us, self.cut, self.of_cluster)
