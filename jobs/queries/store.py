"""Where measures are kept: one a day, of each server."""

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.queries import query_measures
from integrations.deferred import dataclass
from integrations.postgres.types import Counters, Snapshot, StatementKey
from jobs.queries.comparison import Measure

Source = Literal["postgres", "redis"]
KEPT = timedelta(days=35)
"""How long a measure is kept: longer than anybody's holidays."""
COMPARED = 3
"""Measures that are read for a comparison."""

_NUMBERS = 6
"""Of a statement; some measures that were kept before have one more."""


@dataclass(frozen=True, slots=True)
class SlowLogMeasure:
    """How far the slow log was read, and when."""

    taken_at: datetime
    facts: Mapping[str, Any]
    """`run_id` and `newest`."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A measure as it is kept."""

    day: date
    taken_at: datetime
    facts: Mapping[str, Any]
    counters: bytes
    """Packed; empty of a slow log."""


class Measures:
    """Keeps one measure a day of each watched server."""

    def __init__(self, db: Database) -> None:
        """Keep it in `db`."""
        self._db = db

    async def snapshots(self, place: str, today: date) -> Sequence[Measure]:
        """Those of earlier days, the latest first; before the second day, today's."""
        kept = await self._kept("postgres", place, today)
        return [Measure(each.day, each.taken_at, await asyncio.to_thread(_unpacked, each)) for each in kept]

    async def slow_log(self, place: str, today: date) -> SlowLogMeasure | None:
        """How far the slow log was read on an earlier day, or else today."""
        kept = next(iter(await self._kept("redis", place, today)), None)
        return SlowLogMeasure(kept.taken_at, kept.facts) if kept else None

    async def _kept(self, source: Source, place: str, today: date) -> Sequence["_Kept"]:
        mine = sa.select(query_measures).where(query_measures.c.source == source, query_measures.c.place == place)
        earlier = mine.where(query_measures.c.day < today).order_by(query_measures.c.day.desc()).limit(COMPARED)
        async with self._db.read() as tx:
            rows = (await tx.execute(earlier)).all()
            rows = rows or (await tx.execute(mine.where(query_measures.c.day == today))).all()
        return [record_of(_Kept, row, counters=row.counters or b"") for row in rows]

    async def keeping_snapshot(
        self, place: str, today: date, now: datetime, snapshot: Snapshot, *, replace: bool
    ) -> Callable[[Tx], Awaitable[None]]:
        """The write that keeps a snapshot; where today has one already it stays, unless `replace`."""
        facts, packed = await asyncio.to_thread(_packed, snapshot)
        return self._keeping("postgres", place, today, now, facts, packed, replace)

    def keeping_slow_log(
        self, place: str, today: date, now: datetime, facts: Mapping[str, Any], *, replace: bool
    ) -> Callable[[Tx], Awaitable[None]]:
        """The write that keeps how far the slow log was read."""
        return self._keeping("redis", place, today, now, facts, None, replace)

    def _keeping(
        self,
        source: Source,
        place: str,
        today: date,
        now: datetime,
        facts: Mapping[str, Any],
        packed: bytes | None,
        replace: bool,
    ) -> Callable[[Tx], Awaitable[None]]:
        values = {"taken_at": now, "facts": dict(facts), "counters": packed}
        insert = self._db.insert(query_measures).values(source=source, place=place, day=today, **values)
        once = ["source", "place", "day"]

        async def keep(tx: Tx) -> None:
            await tx.execute(
                insert.on_conflict_do_update(index_elements=once, set_=values)
                if replace
                else insert.on_conflict_do_nothing(index_elements=once)
            )
            await tx.execute(query_measures.delete().where(query_measures.c.day < today - KEPT))

        return keep


def _packed(snapshot: Snapshot) -> tuple[Mapping[str, Any], bytes]:
    facts = {
        "database": snapshot.database,
        "version": snapshot.version,
        "started_at": snapshot.started_at.isoformat(),
        "reset_at": snapshot.reset_at.isoformat(),
        "evictions": snapshot.evictions,
        "hidden": snapshot.hidden,
        "hidden_ms": snapshot.hidden_ms,
        "cut": snapshot.cut,
    }
    rows = [
        (key, counters[:-1], counters.since.isoformat() if counters.since else None)
        for key, counters in snapshot.statements.items()
    ]
    return facts, zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 6)


def _unpacked(kept: _Kept) -> Snapshot:
    facts = kept.facts
    statements = {
        StatementKey(*key): Counters(*numbers[:_NUMBERS])._replace(since=since and datetime.fromisoformat(since))
        for key, numbers, since in json.loads(zlib.decompress(kept.counters))
    }
    return Snapshot(
        database=facts["database"],
        version=facts["version"],
        started_at=datetime.fromisoformat(facts["started_at"]),
        reset_at=datetime.fromisoformat(facts["reset_at"]),
        evictions=facts["evictions"],
        statements=statements,
        hidden=facts["hidden"],
        hidden_ms=facts["hidden_ms"],
        cut=facts["cut"],
    )
