"""How long a beat of the cadence takes when much is planned and nothing is due."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.cadence import TEAM, Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.time import TurnableClock
from tests.cadence.house import House
from tests.measures.result import Measure, ms

BEATS = 300


async def measure(folder: Path, *, count: int = 10_000) -> list[Measure]:
    """Beats with `count` rituals, each with its next occurrence planned, on SQLite."""
    now = datetime(2026, 11, 23, 7, tzinfo=UTC)
    db, clock = Database(f"sqlite:///{folder}/tick.db"), TurnableClock(now, running=False)
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
    floor = []
    for _ in range(BEATS):
        began = time.perf_counter()
        async with db.read() as tx:
            await tx.execute(sa.text("SELECT 1"))
        floor.append(time.perf_counter() - began)
    await db.close()
    return [
        Measure(
            f"tick with {count:,} rituals, nothing due: p{round(100 * share)}",
            ms(took, share),
            ms(floor, share),
            "SELECT 1, by the same way",
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
        "late": Late.RUN,
        "title": "Digest",
        "options": {},
        "state": RitualState.ACTIVE,
        "created_by": "U1",
        "created_at": now,
        "changed_at": now,
    }
    planned = {"local_date": now.date(), "audience": TEAM, "zone": "UTC", "state": OccurrenceState.PLANNED}
    due = [now + timedelta(seconds=60 + n) for n in range(count)]
    async with db.write() as tx:
        named = [{"id": n + 1, "name": f"r{n}", "channel": f"C{n}", **shared} for n in range(count)]
        await tx.execute(rituals.insert(), named)
        rows = [{"ritual": n + 1, "due_at": at, "ready_at": at, **planned} for n, at in enumerate(due)]
        await tx.execute(occurrences.insert(), rows)
