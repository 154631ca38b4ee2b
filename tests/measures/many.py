"""Many occurrences that are due in the same second: until all are in the outbox, and the acks meanwhile."""

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from integrations.database import Database
from integrations.database.tables.cadence import TEAM, Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.database.tables.delivery import outbox
from tests.measures import ack
from tests.measures.result import Measure

EVENTS = 50
"""Events a second that are acked meanwhile."""
MOST_S = 300
FLOOR = "a date job of APScheduler's SQLAlchemy store"
_fired = 0


async def measure(folder: Path, count: int, database_url: str) -> list[Measure]:
    """So many reminders of `rolecall run`, beside as many jobs of APScheduler's own store on the same engine."""
    db = Database(database_url)
    await db.upgrade()
    await _plan(db, count)
    settings = {"ROLECALL_DATABASE_URL": database_url, "ROLECALL_HTTP_PORT": "0", "ROLECALL_LOG_LEVEL": "WARNING"}
    async with ack.running(folder, "run", settings) as (workspace, process):
        began, cpu = time.perf_counter(), _cpu_s(process)
        await _due_now(db)
        await _until_kept(db, count)
        took, cpu = time.perf_counter() - began, _cpu_s(process) - cpu
        acks = ack.listen(workspace)
        saying = asyncio.create_task(ack.say(workspace, ack.Load(EVENTS, MOST_S)))
        await _due_now(db)  # their next ones
        await _until_kept(db, 2 * count)
        saying.cancel()
    await db.close()
    floor, floor_cpu = await _apscheduler(database_url, count)
    engine = database_url.partition(":")[0]
    each, what = 1000 / count, f"{count:,} reminders due at once, {engine}"
    return [
        Measure(f"{what}: each, to the outbox", took * each, floor * each, FLOOR),
        Measure(f"{what}: CPU of each", cpu * each, floor_cpu * each, FLOOR),
        Measure(f"{what}: ack p99 at {EVENTS} events/s meanwhile", acks.ms(0.99), 50, "what is aimed at"),
    ]


async def _plan(db: Database, count: int) -> None:
    """Rituals in a few channels, each planned for a time that does not come by itself."""
    now, never = datetime.now(UTC), datetime(2099, 1, 1, tzinfo=UTC)
    same = {"kind": "reminder", "at": "09:00", "days": [], "timezone": "UTC", "anchor": now.date(), "late": Late.RUN}
    same |= {"title": "Reminder", "options": {}, "state": RitualState.ACTIVE, "created_by": "U1"}
    same |= {"created_at": now, "changed_at": now}
    planned = {"local_date": now.date(), "audience": TEAM, "zone": "UTC", "state": OccurrenceState.PLANNED}
    planned |= {"due_at": never, "ready_at": never}
    async with db.write() as tx:
        places = [place.id for place in ack.PLACES]
        named = [{"id": n + 1, "name": f"r{n}", "channel": places[n % len(places)], **same} for n in range(count)]
        await tx.execute(rituals.insert(), named)
        await tx.execute(occurrences.insert(), [{"ritual": n + 1, **planned} for n in range(count)])


async def _due_now(db: Database) -> None:
    now = datetime.now(UTC)
    async with db.write() as tx:
        await tx.execute(
            occurrences.update().where(occurrences.c.state == OccurrenceState.PLANNED).values(due_at=now, ready_at=now)
        )


async def _until_kept(db: Database, count: int) -> None:
    """Return once so many reminders are in the outbox."""
    reminders = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.key.startswith("reminder:"))
    kept = 0
    async with asyncio.timeout(MOST_S):
        while kept < count:  # another process puts them there
            await asyncio.sleep(0.1)
            async with db.read() as tx:
                kept = (await tx.execute(reminders)).scalar_one()


def _cpu_s(process: int) -> float:
    """Seconds of CPU that a process has taken, its threads among them."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fire() -> None:
    global _fired
    _fired += 1


async def _apscheduler(database_url: str, count: int) -> tuple[float, float]:
    """How long its own store takes to fire as many jobs: seconds, and seconds of CPU."""
    global _fired
    _fired = 0
    url = database_url.replace("postgresql:", "postgresql+psycopg:").replace(".db", "-apscheduler.db")
    options: dict[str, Any] = {"misfire_grace_time": None}
    scheduler = AsyncIOScheduler(jobstores={"default": SQLAlchemyJobStore(url)}, job_defaults=options, timezone=UTC)
    scheduler.start(paused=True)
    for number in range(count):
        scheduler.add_job(_fire, "date", run_date=datetime.now(UTC), id=str(number))
    began, cpu = time.perf_counter(), time.process_time()
    scheduler.resume()
    while _fired < count and time.perf_counter() - began < MOST_S:  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.01)
    took = time.perf_counter() - began, time.process_time() - cpu
    scheduler.shutdown()
    return took
