"""How long a beat of the cadence takes when much is planned and nothing is due."""

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from integrations.database import Database
from integrations.database.tables.cadence import occurrences, rituals
from integrations.time import TurnableClock
from tests.cadence.house import House
from tests.measures.result import Measure, percentile

BEATS = 300
_BARE = "SELECT id FROM occurrences WHERE state = 'planned' AND ready_at <= ? ORDER BY ready_at, id LIMIT 200"


async def measure(folder: Path, *, count: int = 10_000) -> list[Measure]:
    """Beats with `count` rituals, each with its next occurrence planned, on SQLite."""
    path = folder / "tick.db"
    now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    db, clock = Database(f"sqlite:///{path}"), TurnableClock(now, running=False)
    await db.upgrade()
    house = House(db, clock)
    await _plan(db, now, count)
    await house.cadence.tick()  # the first one looks after members, beside it
    await house.cadence.settle()
    took = []
    for _ in range(BEATS):
        began = time.perf_counter()
        await house.cadence.tick()
        took.append(time.perf_counter() - began)
    await house.cadence.stop()
    await db.close()
    floor = await asyncio.to_thread(_bare, path, now)
    return [
        Measure(
            f"tick with {count:,} rituals, nothing due: p{100 * share:g}",
            1000 * percentile(took, share),
            1000 * percentile(floor, share),
            "the one indexed query, in sqlite3",
        )
        for share in (0.5, 0.99)
    ]


async def _plan(db: Database, now: datetime, count: int) -> None:
    shared = {
        "kind": "digest",
        "at": "09:00",
        "days": ["mon", "tue", "wed", "thu", "fri"],
        "timezone": "UTC",
        "anchor": date(2026, 11, 23),
        "late": "run",
        "title": "Digest",
        "options": {},
        "state": "active",
        "created_by": "U1",
        "created_at": now,
        "changed_at": now,
    }
    planned = {"local_date": now.date(), "audience": "team", "zone": "UTC", "state": "planned"}
    due = [now + timedelta(seconds=60 + n) for n in range(count)]
    async with db.write() as tx:
        named = [{"id": n + 1, "name": f"r{n}", "channel": f"C{n}", **shared} for n in range(count)]
        await tx.execute(rituals.insert(), named)
        rows = [{"ritual": n + 1, "due_at": at, "ready_at": at, **planned} for n, at in enumerate(due)]
        await tx.execute(occurrences.insert(), rows)


def _bare(path: Path, now: datetime) -> list[float]:
    took, moment = [], now.replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(BEATS):
            began = time.perf_counter()
            connection.execute(_BARE, (moment,)).fetchall()
            took.append(time.perf_counter() - began)
    return took
