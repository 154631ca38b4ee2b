"""Many rituals: imported, listed, and due in the same second until all are in the outbox; and the acks meanwhile."""

import asyncio
import os
import resource
import sys
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
from integrations.workspace import serving
from tests.measures import ack
from tests.measures.result import Measure

EVENTS = 50
"""Events a second that are acked meanwhile."""
MOST_S = 300
LISTS = 40
"""How often somebody types `/ritual`."""
AT_REST = 0.2
"""Of a core: what a process takes that has nothing more to do than to look whether it has."""
FLOOR_JOBS = 500
"""Jobs of the floor, whose store commits each by itself as it is added: ten thousand would take many minutes."""
FLOOR = f"a date job of APScheduler's SQLAlchemy store, of {FLOOR_JOBS}"
AIM = "what is aimed at"
_fired = 0


async def measure(folder: Path, count: int, database_url: str) -> list[Measure]:
    """So many reminders of `rolecall run`; each beside a job of APScheduler's own store on the same engine."""
    engine = database_url.partition(":")[0]
    (imported, imported_cpu), listed = await _imported(folder, count, database_url)
    db = Database(database_url)
    async with db.write() as tx:
        await tx.execute(occurrences.delete())
        await tx.execute(rituals.delete())
        await tx.execute(outbox.delete())
    await _plan(db, count)
    async with ack.running(folder, "run", _settings(database_url)) as (workspace, process):
        await _at_rest(process)
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
    floor, floor_cpu = await _apscheduler(database_url)
    each, floor_each, what = 1000 / count, 1000 / FLOOR_JOBS, f"{count:,} reminders due at once, {engine}"
    return [
        Measure(f"{count:,} rituals imported, {engine}", imported, 5, AIM, "s"),
        Measure(f"{count:,} rituals imported, {engine}: CPU", imported_cpu, 5, AIM, "s"),
        Measure(f"/ritual with {count:,} rituals, {engine}: ack p99", listed.ms(0.99), 50, AIM),
        Measure(f"{what}: each, to the outbox", took * each, floor * floor_each, FLOOR),
        Measure(f"{what}: CPU of each", cpu * each, floor_cpu * floor_each, FLOOR),
        Measure(f"{what}: ack p99 at {EVENTS} events/s meanwhile", acks.ms(0.99), 50, AIM),
    ]


def _settings(database_url: str) -> dict[str, str]:
    return {"ROLECALL_DATABASE_URL": database_url, "ROLECALL_HTTP_PORT": "0", "ROLECALL_LOG_LEVEL": "WARNING"}


async def _imported(folder: Path, count: int, database_url: str) -> tuple[tuple[float, float], ack.Acks]:
    """Seconds and seconds of CPU that `rolecall rituals import` takes, start and all; then the acks of `/ritual`."""
    await _with_schema(database_url)
    file, places = folder / "rituals.toml", [place.id for place in ack.PLACES]
    ritual = '[[ritual]]\nname = "r{0}"\nkind = "reminder"\nchannel = "{1}"\nat = "09:00"\ntitle = "Reminder {0}"\n'
    told = "\n".join(ritual.format(number, places[number % len(places)]) for number in range(count))
    file.write_text(f'[team]\ntimezone = "UTC"\n\n{told}', "utf-8")
    command = [sys.executable, "-c", "from bot.cli import main; main()", "rituals", "import", str(file)]
    workspace = ack.empty_workspace()
    async with serving(workspace) as address:
        given = {"PATH": os.environ.get("PATH", ""), **_settings(database_url)}
        given |= ack.connecting(workspace, address.api_url)
        began, cpu = time.perf_counter(), _children_s()
        with (folder / "import.log").open("wb") as log:
            importing = await asyncio.create_subprocess_exec(*command, env=given, stdout=log, stderr=log)
        if await importing.wait():
            raise RuntimeError((folder / "import.log").read_text("utf-8")[-1000:])
        took = time.perf_counter() - began, _children_s() - cpu
    async with ack.running(folder, "run", _settings(database_url)) as (workspace, process):
        await _at_rest(process)
        acks, somebody = ack.listen(workspace), workspace.member(ack.PEOPLE[0].id)
        for number in range(LISTS):
            await somebody.command("/ritual", places[number % len(places)])
    return took, acks


async def _with_schema(database_url: str) -> None:
    db = Database(database_url)
    await db.upgrade()
    await db.close()


async def _at_rest(process: int) -> None:
    """Return once the process takes next to nothing: what it was told to connect is answered and done."""
    async with asyncio.timeout(MOST_S):
        before, took = _cpu_s(process), 1.0
        while took > AT_REST:
            await asyncio.sleep(1)
            before, took = _cpu_s(process), _cpu_s(process) - before


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


def _children_s() -> float:
    """Seconds of CPU that the processes took that have ended."""
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took.ru_utime + took.ru_stime


def _fire() -> None:
    global _fired
    _fired += 1


async def _apscheduler(database_url: str) -> tuple[float, float]:
    """How long its own store takes to fire `FLOOR_JOBS` that are due at once: seconds, and seconds of CPU."""
    global _fired
    _fired = 0
    url = database_url.replace("postgresql:", "postgresql+psycopg:").replace(".db", "-apscheduler.db")
    options: dict[str, Any] = {"misfire_grace_time": None}
    scheduler = AsyncIOScheduler(jobstores={"default": SQLAlchemyJobStore(url)}, job_defaults=options, timezone=UTC)
    scheduler.start(paused=True)
    for number in range(FLOOR_JOBS):
        scheduler.add_job(_fire, "date", run_date=datetime.now(UTC), id=str(number))
    began, cpu = time.perf_counter(), time.process_time()
    scheduler.resume()
    while _fired < FLOOR_JOBS and time.perf_counter() - began < MOST_S:  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.01)
    took = time.perf_counter() - began, time.process_time() - cpu
    scheduler.shutdown()
    return took
