"""Readiness asks whether a write gets through, and never waits for one that does not."""

import asyncio
import contextlib
import os
import resource
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import httpx2
import pytest

from integrations.database import Database, pulse
from integrations.database.pulse import Pulse
from tests.stage import staged


@asynccontextmanager
async def pulse_of(url: str) -> AsyncIterator[Pulse]:
    db = Database(url)
    its = Pulse(db)
    try:
        yield its
    finally:
        await its.close()
        await db.close()


async def test_a_database_that_takes_writes_is_well(database_url: str) -> None:
    async with pulse_of(database_url) as its:
        assert await its.beats()
        assert await its.beats()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def moved(path: Path) -> Iterator[None]:
    away = path.rename(path.with_name("elsewhere"))
    yield
    assert not path.exists()
    away.rename(path)


@contextmanager
def overwritten(path: Path) -> Iterator[None]:
    whole = path.read_bytes()
    path.write_bytes(b"\0garbage" * (len(whole) // 8))
    yield
    path.write_bytes(whole)


@contextmanager
def full(path: Path) -> Iterator[None]:
    """A disk on which a file can grow no more."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "dont_write_bytecode", True)  # a module imported meanwhile would be kept cut
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def immutable(_: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.access", lambda path, _: not str(path).endswith(".db"))
        yield


@contextmanager
def nearly_full(path: Path) -> Iterator[None]:
    found = os.statvfs(path.parent)
    with pytest.MonkeyPatch.context() as patch:
        few = os.statvfs_result((*found[:4], 2, *found[5:]))
        patch.setattr("os.statvfs", lambda _: few)
        yield


@contextmanager
def without_a_table(path: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("ALTER TABLE inbox RENAME TO no_inbox")
        yield
        other.execute("ALTER TABLE no_inbox RENAME TO inbox")


@pytest.mark.parametrize("ill", [locked, moved, overwritten, full, nearly_full, immutable, without_a_table])
async def test_one_that_takes_none_is_not_until_it_does(
    sqlite_url: str, ill: Callable[[Path], AbstractContextManager[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "PATIENCE_S", 0.2)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    async with pulse_of(sqlite_url) as its:
        with ill(path):
            assert not await its.beats()
        monkeypatch.setattr(pulse, "PATIENCE_S", 10)
        assert await its.beats()


async def test_a_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "PATIENCE_S", 0.05)
    hung: list[asyncio.StreamWriter] = []

    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hung.append(writer)

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with pulse_of(f"postgresql://nobody@127.0.0.1:{port}/none") as its:
        for _ in range(3):
            assert not await its.beats()
        assert len(hung) == 1  # they waited for the same beat
        monkeypatch.setattr(pulse, "STUCK_S", 0)
        assert not await its.beats()
        assert len(hung) == 2
    for writer in hung:
        writer.close()
    server.close()


async def test_readiness_says_which_part_does_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(tmp_path, http=True) as stage, httpx2.AsyncClient(verify=False, trust_env=False) as client:
        url = f"http://127.0.0.1:{stage.app.port}/readyz"

        async def ready() -> tuple[int, list[str]]:
            answer = await client.get(url)
            return answer.status_code, [name for name, works in answer.json().items() if not works]

        assert await ready() == (200, [])
        with locked(tmp_path / "rolecall.db"):
            assert await ready() == (503, ["ready", "database"])
        assert await ready() == (200, [])
        await stage.app.inbox.stop()
        assert await ready() == (503, ["ready", "workers"])
