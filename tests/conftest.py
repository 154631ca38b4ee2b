"""What every test may use."""

import itertools
import os
import shutil
import socket
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import settings

from bot.demo.stage import Stage
from integrations.database import Database, migrate
from integrations.time import TurnableClock
from tests import postgres
from tests.stage import staged

settings.register_profile("rolecall", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("rolecall")

_numbers = itertools.count()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where `ROLECALL_NO_SKIPS` is set, a test that is skipped has failed."""
    report = yield
    if report.skipped and os.environ.get("ROLECALL_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop() -> Iterator[BlockBuster]:
    """A blocking call of ours on the event loop fails the test."""
    with blockbuster_ctx(scanned_modules=["bot", "jobs", "integrations"]) as watch:
        watch.functions["os.path.abspath"].deactivate()  # it reads no disk; SQLAlchemy calls it per engine
        for function in watch.functions.values():  # a logged traceback reads the lines that it shows
            function.can_block_in("linecache.py", {"updatecache", "checkcache"})
            function.can_block_in("bot/bolt.py", {"_app", "register"})  # at start, before anybody waits
            function.can_block_in("zoneinfo/_tzpath.py", {"find_tzfile", "_find_tzfile"})  # once a zone, then cached
            function.can_block_in("zoneinfo/_common.py", {"load_tzdata", "load_data", "from_file"})
            function.can_block_in("structlog/dev.py", {"__call__", "_format_rich_traceback", "rich_traceback"})
        yield watch


@pytest.fixture
def clock() -> TurnableClock:
    """A Monday, 07:00 UTC; it stands still until a test turns it."""
    return TurnableClock(datetime(2026, 11, 23, 7, 0, tzinfo=UTC), running=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A running PostgreSQL, with a database `template` that has our schema."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server() as url:
        _execute(url, "CREATE DATABASE template")
        migrate.upgrade(Database(f"{url}/template").url)
        yield url


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(statement.encode())


def _new_database(server: str, *, template: str) -> Iterator[str]:
    name = f"t{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A database on that server, with our schema."""
    yield from _new_database(postgres_server, template="template")


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database on that server, with nothing in it."""
    yield from _new_database(postgres_server, template="template0")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has our schema."""
    path = tmp_path_factory.mktemp("template") / "rolecall.db"
    migrate.upgrade(Database(f"sqlite:///{path}").url)
    return path


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The sample team and the real app, on a Monday at 08:30 of the team's zone."""
    async with staged(tmp_path) as ready:
        yield ready


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database with our schema and no rows."""
    shutil.copy(sqlite_template, tmp_path / "rolecall.db")
    return f"sqlite:///{tmp_path}/rolecall.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with our schema and no rows, of each engine in turn."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """An open database, of each engine in turn."""
    database = Database(database_url)
    yield database
    await database.close()
