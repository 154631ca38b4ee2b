"""What every test may use."""

import contextlib
import gc
import itertools
import os
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from blockbuster import BlockBuster
from hypothesis import settings

from bot.conversation.questions import understanding
from bot.demo.stage import Stage
from integrations.database import Database, engine, migrate, sqlite_driver
from integrations.time import TurnableClock
from tests import compiled, learned, postgres
from tests.at_once import AtOnce, Threaded
from tests.stage import fresh_database, staged, template

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


def pytest_configure() -> None:
    """Look through nothing while it is imported: it all stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look no more through what is imported, and seldom through the rest: it is a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


LONGEST = {"kills", "storms", "year", "frontdoor", "test_real_servers.py"}
"""Folders and files of tests that take many seconds each: they begin first, or one is what the end waits for."""
ON_BOTH_ENGINES = {"cadence", "delivery", "foundation", "queries"}
"""Folders whose tests are about claims, leases, tables and databases: each change is tried on PostgreSQL there. The
twins of all others on PostgreSQL are slow."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow before `-m` chooses, and let the longest begin first; nothing depends on the order."""
    for item in items:
        values = list(item.callspec.params.values()) if hasattr(item, "callspec") else []
        twin = "postgresql" in values and not ON_BOTH_ENGINES & set(item.path.parts)
        if twin or any(value in mark.args for mark in item.iter_markers("slow_where") for value in values):
            item.add_marker("slow")
    items.sort(key=lambda item: not LONGEST & set(item.path.parts))


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """A logged exception as a traceback: drawn in colours, with all locals, each takes seconds."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(), plain])


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches anything but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def blocking_calls() -> BlockBuster:
    """What blocks a loop, and where it may: found once a run, since each test would look for all of it anew."""
    watch = BlockBuster(scanned_modules=["bot", "jobs", "integrations"])
    del watch.functions["os.path.abspath"]  # it reads no disk; SQLAlchemy calls it per engine
    for function in watch.functions.values():  # a logged traceback reads the lines that it shows
        function.can_block_in("linecache.py", {"updatecache", "checkcache"})
        function.can_block_in("bot/slack/bolt.py", {"bolt_app"})  # at start, before anybody waits
        function.can_block_in("zoneinfo/_tzpath.py", {"find_tzfile", "_find_tzfile"})  # once a zone, then cached
        function.can_block_in("zoneinfo/_common.py", {"load_tzdata", "load_data", "from_file"})
        function.can_block_in("workspace/README.md", {"lunch_bot"})  # its Bolt reads its source as it is made
        function.can_block_in(
            "integrations/database/sqlite_driver.py", {"put_nowait"}
        )  # of a connection without a thread
    return watch


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop(blocking_calls: BlockBuster) -> Iterator[None]:
    """A blocking call of ours on the event loop fails the test."""
    blocking_calls.activate()
    yield
    blocking_calls.deactivate()


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
        compiled.learn(f"{url}/template")
        yield url


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(statement.encode())


_HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid();"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_COUNT_ANEW = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S';"


class Emptied:
    """One database with our schema, emptied for each test: it is quicker than a new one, by far."""

    MOST_USES = 50
    """What was deleted stays on its pages, so after this many tests it is made anew."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._uses = 0
        self._mine: psycopg.Connection | None = None
        self._statements = b""
        self.url = f"{server}/emptied"

    def empty(self) -> None:
        """Leave no connection, no row and no number that was counted."""
        if self._uses % self.MOST_USES == 0:
            self.close()
            _execute(self._server, "DROP DATABASE IF EXISTS emptied WITH (FORCE)")
            _execute(self._server, "CREATE DATABASE emptied TEMPLATE template")
            self._mine = psycopg.connect(self.url, autocommit=True)
            self._mine.execute("SET session_replication_role = replica")  # whatever refers to what
            deletes = (f'DELETE FROM "{table}";' for (table,) in self._mine.execute(_TABLES))  # noqa: S608 - our own
            self._statements = "".join((_HANG_UP, *deletes, _COUNT_ANEW)).encode()
        self._uses += 1
        assert self._mine is not None
        self._mine.execute(self._statements)

    def close(self) -> None:
        """Let go of the database."""
        if self._mine is not None:
            self._mine.close()


@pytest.fixture(scope="session")
def emptied(postgres_server: str) -> Iterator[Emptied]:
    """The database of `postgres_url`."""
    with contextlib.closing(Emptied(postgres_server)) as emptied:
        yield emptied


@pytest.fixture
def postgres_url(emptied: Emptied) -> str:
    """A database on that server, with our schema and no rows."""
    emptied.empty()
    return emptied.url


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database on that server, with nothing in it."""
    name = f"t{next(_numbers)}"
    _execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0")
    yield f"{postgres_server}/{name}"
    _execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def schema() -> Iterator[None]:
    """Migrate the template of all SQLite databases before a loop runs that it would block."""
    with pytest.MonkeyPatch.context() as patch:
        for dialect in compiled.DIALECTS:
            patch.setattr(dialect, "initialize", compiled.asked_once(dialect.initialize))
        compiled.learn(f"sqlite:///{template()}")
        patch.setattr(Database, "_make_engine", compiled.shared(Database._make_engine))
        patch.setattr(Database, "_make_express", compiled.shared(Database._make_express))
        patch.setattr(engine, "_prepare_sqlite", _unsynced(engine._prepare_sqlite))
        patch.setattr(sqlite_driver, "Connection", AtOnce)
        yield


def _unsynced(prepare: Callable[[sqlite3.Connection], None]) -> Callable[[sqlite3.Connection], None]:
    """Wait for no disk: a database of this process need not outlive a power cut. Those of `rolecall run` do wait."""

    def prepared(connection: sqlite3.Connection) -> None:
        prepare(connection)
        connection.execute("PRAGMA synchronous=OFF")

    return prepared


@pytest.fixture
def threaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite on threads, as `rolecall run` has it."""
    monkeypatch.setattr(sqlite_driver, "Connection", Threaded)


@pytest.fixture(scope="session", autouse=True)
def one_recogniser() -> Iterator[None]:
    """Let all apps share what they learn of our own examples of questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(understanding, "Recogniser", learned.shared)
        yield


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The sample team and the real app, on a Monday at 08:30 of the team's zone."""
    async with staged(tmp_path) as ready:
        yield ready


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite database with our schema and no rows."""
    return fresh_database(tmp_path)


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
