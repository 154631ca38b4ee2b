"""A PostgreSQL that counts its statements, and a Redis, each of the tests' own."""

import asyncio
import itertools
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import postgres
from tests.ports import free_port
from tests.postgres import Server
from tests.waiting import PATIENT_S

_numbers = itertools.count()


@dataclass
class Watched:
    """A database of the server, and the role that may only look."""

    server: Server
    name: str
    hypopg: bool

    @property
    def dsn(self) -> str:
        return self.of("watch")

    def of(self, role: str) -> str:
        return self.server.url.replace("rolecall@", f"{role}:guess@") + f"/{self.name}"

    def does(self, *statements: str) -> list[tuple[Any, ...]]:
        """Statements of a superuser, one after the other; what the last one gives."""
        with psycopg.connect(f"{self.server.url}/{self.name}", autocommit=True) as admin:
            for statement in statements:
                cursor = admin.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def counting_server() -> Iterator[Server]:
    """A PostgreSQL with pg_stat_statements, and a database `shop` to copy."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.running(
        "shared_preload_libraries=pg_stat_statements", "max_parallel_workers_per_gather=0", "jit=off"
    ) as server:
        hba = server.folder / "data" / "pg_hba.conf"
        hba.write_text(f"host all locked 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
        Watched(server, "postgres", hypopg=False).does(
            "SELECT pg_reload_conf()",
            "CREATE ROLE watch LOGIN",
            "GRANT pg_read_all_stats TO watch",
            "CREATE ROLE blind LOGIN",
            "CREATE ROLE locked LOGIN PASSWORD 'right'",
            "CREATE DATABASE shop",
            "CREATE DATABASE bare",
        )
        Watched(server, "shop", hypopg=False).does(
            "CREATE EXTENSION pg_stat_statements",
            "CREATE TABLE customers (id int PRIMARY KEY, name text)",
            "CREATE TABLE orders (id int PRIMARY KEY, customer int, status text, placed timestamptz)",
            "INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(0, 999) i",
            "INSERT INTO orders SELECT i, i % 1000, 'open', now() - i * interval '1 min'"
            " FROM generate_series(1, 100000) i",
            "CREATE INDEX orders_customer ON orders (customer)",
            "GRANT SELECT ON orders, customers TO watch",
            "CREATE SCHEMA attic",
            "CREATE TABLE attic.old (id int)",
            "ANALYZE",
        )
        yield server


@pytest.fixture
def watched(counting_server: Server) -> Iterator[Watched]:
    """A fresh copy of the shop."""
    name = f"shop{next(_numbers)}"
    admin = Watched(counting_server, "postgres", hypopg=False)
    admin.does(f"CREATE DATABASE {name} TEMPLATE shop")
    shop = Watched(counting_server, name, hypopg=False)
    available = shop.does("SELECT 1 FROM pg_available_extensions WHERE name = 'hypopg'")
    if available:
        shop.does("CREATE EXTENSION hypopg")
    shop.hypopg = bool(available)
    yield shop
    admin.does(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def documented() -> str:
    """What operators are told to set up."""
    return (Path(__file__).parents[2] / "docs" / "slow-queries.md").read_text("utf-8")


@dataclass
class Cached:
    """A Redis, and how to talk to it."""

    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def does(self, *command: str) -> Any:
        import redis

        with redis.Redis(port=self.port) as client:
            return client.execute_command(*command)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def start(self) -> None:
        self.process = _redis(self.port, self.folder)


@pytest.fixture
def cached() -> Iterator[Cached]:
    """A running Redis in which a command is slow from 10 ms on."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    with _folder() as folder:
        port = free_port()
        server = Cached(port, folder, _redis(port, folder))
        try:
            yield server
        finally:
            server.stop()


@asynccontextmanager
async def pretending(answer: bytes | None) -> AsyncIterator[int]:
    """The port of something else that listens: it answers so, or never."""
    done, ended = asyncio.Event(), asyncio.Event()

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(8)
        if answer is None:
            await done.wait()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
        ended.set()

    server = await asyncio.start_server(answered, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        done.set()
        server.close()
        async with asyncio.timeout(PATIENT_S):
            await ended.wait()


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="rolecall-redis-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _redis(port: int, folder: Path) -> "subprocess.Popen[bytes]":
    import redis

    program = shutil.which("redis-server")
    assert program is not None
    settings = {"bind": "127.0.0.1", "port": str(port), "dir": str(folder), "save": "", "enable-debug-command": "local"}
    process = subprocess.Popen(  # noqa: S603 - our own arguments
        [program, *(part for name, value in settings.items() for part in (f"--{name}", value))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            with redis.Redis(port=port) as client:
                client.ping()
            return process
        except redis.ConnectionError:
            time.sleep(0.02)
    process.terminate()
    raise RuntimeError("Redis did not answer in time")
