"""The first start of `rolecall run` on SQLite has another process make the database, and both end together."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from integrations.database import Database, migrate
from tests.ports import free_port
from tests.running import Running, outside
from tests.waiting import until

NEWEST = migrate.revisions()[-1]


@asynccontextmanager
async def written_to(file: Path) -> AsyncIterator[None]:
    """Somebody else writes to it: whoever would upgrade it waits."""
    other = await asyncio.to_thread(sqlite3.connect, file, isolation_level=None, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    try:
        yield
    finally:
        await asyncio.to_thread(other.close)


async def revision_of(file: Path) -> str | None:
    def read() -> str | None:
        with sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool).connect() as connection:
            return migrate.revision(connection)

    return await asyncio.to_thread(read)


def children_of(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@asynccontextmanager
async def first_start(folder: Path) -> AsyncIterator[tuple[Running, int, AsyncExitStack]]:
    """One that waits for its other process, the number of that one, and what lets it go on."""
    async with outside(folder) as (_, running), AsyncExitStack() as waiting:
        await waiting.enter_async_context(written_to(folder / "rolecall.db"))
        await running.start()
        assert running.process is not None
        number = running.process.pid
        [child] = await until(lambda: children_of(number))
        yield running, child, waiting


async def ended(process: int) -> None:
    """Wait until it does nothing any more; whoever has to notice may not have yet."""

    def has() -> bool:
        try:
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    await until(has)


@pytest.mark.parametrize(("told", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_a_first_start_that_is_told_to_end_ends_with_what_it_had_begun(
    tmp_path: Path, told: signal.Signals, code: int
) -> None:
    async with first_start(tmp_path) as (running, child, _):
        assert running.process is not None
        os.kill(running.process.pid, told)
        assert await running.ended() == code
        await ended(child)
    assert await revision_of(tmp_path / "rolecall.db") is None


async def test_a_first_start_that_is_killed_leaves_nobody_who_writes_and_the_next_one_does_it(tmp_path: Path) -> None:
    async with first_start(tmp_path) as (running, child, _):
        await running.die()
        await ended(child)
    assert await revision_of(tmp_path / "rolecall.db") is None
    async with outside(tmp_path) as (_, running):
        await running.run()
    assert await revision_of(tmp_path / "rolecall.db") == NEWEST


async def test_where_the_other_process_dies_this_one_makes_the_database(tmp_path: Path) -> None:
    async with first_start(tmp_path) as (running, child, waiting):
        os.kill(child, signal.SIGKILL)
        await ended(child)
        await waiting.aclose()
        await until(lambda: running.up)
    assert await revision_of(tmp_path / "rolecall.db") == NEWEST


async def test_two_first_starts_at_once_make_one_database(tmp_path: Path) -> None:
    async with outside(tmp_path) as (_, one):
        other = Running({**one._environment, "ROLECALL_HTTP_PORT": str(free_port())}, tmp_path / "other.log")
        try:
            await asyncio.gather(one.run(), other.run())
        finally:
            await other.die()
    assert await revision_of(tmp_path / "rolecall.db") == NEWEST


async def test_a_process_with_more_threads_upgrades_by_itself(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/rolecall.db")
    assert await asyncio.to_thread(db.upgrade_apart) == []
    assert await revision_of(tmp_path / "rolecall.db") is None
    await db.upgrade()
    await db.close()
    assert await revision_of(tmp_path / "rolecall.db") == NEWEST


@pytest.mark.parametrize("how", ["new", "made before"])
async def test_what_others_could_read_is_still_said(tmp_path: Path, how: str) -> None:
    folder = tmp_path / ".rolecall"
    folder.mkdir(0o755)
    async with outside(folder) as (_, running):
        if how == "made before":
            await running.run()
            await running.die()
            folder.chmod(0o755)
        before = len(running.lines)
        await running.run()
        said = [line["path"] for line in running.lines[before:] if line["event"] == "others_could_read"]
    assert str(folder) in said
