"""Opens the database and hands out transactions."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from integrations.database import apart, files, migrate, sqlite_driver
from integrations.database.losses import Acked, LogFile
from integrations.database.many import rows_of
from integrations.database.opened import Opened
from integrations.database.problems import DatabaseProblem, problem_of, reason
from integrations.database.storable import bound, to_json
from integrations.database.turns import Turns
from integrations.lean import unopened

with unopened("sqlalchemy.ext.asyncio"):  # it takes the ORM along: 8 MB, and a twentieth of a start
    from sqlalchemy.ext.asyncio.engine import AsyncConnection, AsyncEngine, create_async_engine

if TYPE_CHECKING:  # one of them is used, and each is as large as a library
    from sqlalchemy.dialects import postgresql, sqlite

Tx = AsyncConnection
"""An open transaction. It is committed where its `async with` ends without an error."""

BUSY_MS = 15_000
"""How long a SQLite writer waits for another process's write, in milliseconds."""


_POSTGRES = {"connect_timeout": 10, "options": "-c jit=off"}
"""Compiling our short queries takes longer than running them: 39 of 71 ms of a recall."""
_KEEPING: dict[str, Any] = {"hide_parameters": True, "json_serializer": to_json}


class Database:
    """The engine with the few things that differ between SQLite and PostgreSQL."""

    def __init__(self, url: str, *, alone: bool = False) -> None:
        """Take a URL, `sqlite:///path` or `postgresql://…`. Nothing is opened yet.

        `alone`, where nothing else is on the loop, what is asked of SQLite stops it, which is much quicker.

        Raises `DatabaseProblem` for any other URL.
        """
        self.url = checked_url(url)
        self._connection = sqlite_driver.ConnectionAtOnce if alone else sqlite_driver.Connection
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = Path(str(self.url.database)) if self.is_sqlite else None
        self._acked = Acked(self.file) if self.file else None
        self._log_file = LogFile(self.file) if self.file else None
        self._engine = self._make_engine()
        self._express = self._make_express()
        both = [] if self.is_sqlite else [self._engine, self._express]
        self._opened = [Opened(each.sync_engine) for each in both if isinstance(each, AsyncEngine)]
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write-first")
        self._writing = Turns()
        self._listeners: list[Callable[[], None]] = []
        self._schema: str | None = None
        """The number of ours, once the database has it."""

    def _make_engine(self) -> AsyncEngine:
        if not self.is_sqlite:
            return _guarded(
                create_async_engine(
                    self.url, pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args=_POSTGRES, **_KEEPING
                )
            )
        return create_async_engine(
            self.url,
            pool_size=5,
            connect_args={"timeout": BUSY_MS / 1000, "async_creator_fn": partial(_connection, self._connection)},
            **_KEEPING,
        )

    def _make_express(self) -> AsyncEngine | sa.Engine:
        """The connection of `write_first`, which waits in no pool."""
        if not self.is_sqlite:
            return _guarded(
                create_async_engine(
                    self.url,
                    pool_size=1,
                    max_overflow=0,
                    pool_pre_ping=True,
                    isolation_level="AUTOCOMMIT",
                    connect_args={"connect_timeout": 10},
                    **_KEEPING,
                )
            )
        engine = sa.create_engine(
            self.url.set(drivername="sqlite"),
            poolclass=sa.StaticPool,
            connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False, "isolation_level": None},
            **_KEEPING,
        )
        sa.event.listen(engine, "before_cursor_execute", _bind, retval=True)
        sa.event.listen(engine, "connect", lambda connection, _: _prepare_sqlite(connection))
        return engine

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that only reads."""
        if not self.is_sqlite:
            async with self._engine.connect() as connection:
                yield connection
            return
        connection = await self._engine.connect()
        try:
            yield connection
        finally:
            await connection.close()  # SQLAlchemy would make a task of it, but it waits for nothing

    async def fetch(self, query: sa.Executable, given: Mapping[str, Any] | None = None) -> sa.CursorResult[Any]:
        """Return what one query finds, `given` its parameters, in a transaction of its own that only reads."""
        async with self.read() as tx:
            return await tx.execute(query, given)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that writes: committed at the end, rolled back on an error.

        On SQLite it takes the write lock with its first statement (`BEGIN IMMEDIATE`), and the
        writers of this process queue here rather than at the file.
        """
        if self.is_sqlite:
            async with self._writing.turn(), self._engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                cast("sqlite_driver.Connection", driver).begin = sqlite_driver.WRITING
                yield connection
                await connection.commit()
        else:
            async with self._engine.begin() as connection:
                yield connection
        self._committed()

    async def write_first(self, statement: sa.Executable, *, acked: bool = False) -> int:
        """Commit one statement, ahead of all writes that wait in this process; how many rows it wrote.

        For what somebody waits for within milliseconds. On SQLite it is one visit to a thread,
        where a transaction of `write` comes back to the loop, however busy, a dozen times. Where
        it is `acked` to somebody, the number of its last row is kept beside the file, for `missing`.
        """
        if isinstance(self._express, AsyncEngine):
            async with self._express.connect() as connection:
                written = (await connection.execute(statement)).rowcount
        else:
            async with self._writing.turn(first=True):
                how = (self._express, statement, self._acked if acked else None)
                written = await asyncio.get_running_loop().run_in_executor(self._thread, _execute, *how)
        self._committed()
        return written

    def _committed(self) -> None:
        for listener in self._listeners:
            listener()

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each of this process's writes is committed."""
        self._listeners.append(listener)

    def insert(self, table: sa.Table) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT of this engine's dialect, for `on_conflict_do_nothing` and `…_do_update`."""
        if self.is_sqlite:
            from sqlalchemy.dialects import sqlite

            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    def insert_all(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT of all these rows in one statement; each has a value for every column that the first one names."""
        columns = [table.c[name] for name in rows[0]]
        return self.insert(table).from_select(columns, rows_of(columns, rows, self._engine.dialect))

    def given(self, columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]]) -> sa.Subquery:
        """These columns of all these rows, as a table that one UPDATE can read, in their order."""
        return rows_of(columns, rows, self._engine.dialect).subquery("given")

    def claiming(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """`query` so that two replicas that claim at once never get the same row."""
        return query if self.is_sqlite else query.with_for_update(skip_locked=True)

    async def alone(self, tx: Tx, what: str) -> None:
        """Wait in a write for every other one that is about to do `what`. On SQLite there is none."""
        if not self.is_sqlite:
            await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"rolecall:{what}"))))

    def upgrade_apart(self) -> list[Path]:
        """Let a SQLite database be upgraded by another process, where one can be made safely; blocks meanwhile.

        For a process that goes on for months, before it has a loop. `upgrade` comes later all the same, and does or
        says what could not be done. Returns the files that others could read until now.
        """
        if self.file is None:
            return []
        try:
            opened = files.make_private(self.file)
        except OSError:
            return []
        apart.upgrade(self.url)
        return opened

    async def upgrade(self) -> list[Path]:
        """Bring the schema to this version (Alembic). Safe to call from several processes.

        Returns the files that others could read until now. Raises `DatabaseProblem`.
        """
        try:
            opened = await asyncio.to_thread(files.make_private, self.file) if self.file else []
            self._schema = await asyncio.to_thread(migrate.upgrade, self.url)
        except OSError as problem:
            raise DatabaseProblem(f"{self.file} cannot be opened: {problem.strerror}") from problem
        except DBAPIError as problem:
            raise problem_of(problem) or DatabaseProblem(
                f"the database cannot be opened: {reason(problem)}"
            ) from problem
        return opened

    async def newer_schema(self) -> str | None:
        """Return the number of the schema that a newer version has brought since `upgrade`; None where none has."""
        async with self.read() as tx:
            found = str((await tx.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar_one())
        return found if self._schema is not None and found > self._schema else None

    async def missing(self, newest: int) -> int:
        """How many rows were acked and are not there, where `newest` is the number of the last that is.

        Asked once, at the start; 0 on PostgreSQL, which loses none.
        """
        return await asyncio.to_thread(_missing, self._acked, newest) if self._acked else 0

    async def saved_from_removal(self) -> bool:
        """Return True where the file with SQLite's newest rows was removed while it is open.

        What it held is in the main file then. No connection may be opened after that: the process has to end.
        """
        if self._log_file is None or isinstance(self._express, AsyncEngine):
            return False
        if not await asyncio.to_thread(self._log_file.is_gone):
            return False
        async with self._writing.turn(first=True):
            await asyncio.get_running_loop().run_in_executor(self._thread, _save, self._express)
        return True

    async def close(self) -> None:
        """Close every connection. On PostgreSQL also those that are in use, and none is opened any more."""
        for opened in self._opened:
            await opened.close()
        await self._engine.dispose()
        if isinstance(self._express, AsyncEngine):
            await self._express.dispose()
        else:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._express.dispose)
        if self._acked is not None:
            self._acked.close()
        self._thread.shutdown(wait=False)


def _guarded(engine: AsyncEngine) -> AsyncEngine:
    """The engine, which mends what it could not keep, and whose errors tell no row."""
    sa.event.listen(engine.sync_engine, "before_cursor_execute", _bind, retval=True)
    sa.event.listen(engine.sync_engine, "handle_error", _without_details)
    return engine


def _without_details(context: sa.ExceptionContext) -> None:
    """Leave PostgreSQL's DETAIL and CONTEXT out of an error: they quote the row, people's words and all."""
    error, ours = context.original_exception, context.sqlalchemy_exception
    if primary := getattr(getattr(error, "diag", None), "message_primary", None):
        told = str(error)
        error.args = (primary,)
        if ours is not None:
            ours.args = tuple(str(each).replace(told, primary) for each in ours.args)


def _bind(
    _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, _executemany: bool
) -> tuple[str, Any]:
    return statement, bound(parameters)


def _execute(engine: sa.Engine, statement: sa.Executable, acked: Acked | None = None) -> int:
    with engine.connect() as connection:
        result = connection.execute(statement)
        number = result.lastrowid if acked else None
    if acked is not None and number:
        acked.note(number)
    return result.rowcount


def _missing(acked: Acked, newest: int) -> int:
    missing = acked.highest() - newest
    if missing > 0:
        acked.set(newest)  # said once
    return max(missing, 0)


def _save(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def checked_url(url: str) -> sa.URL:
    """Return the URL with the driver that we use. Raises `DatabaseProblem` for one that is of neither database."""
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as problem:  # a port that is no number is a ValueError
        raise DatabaseProblem("the database URL is not one: use sqlite:///path or postgresql://…") from problem
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise DatabaseProblem("the database URL names no file: use sqlite:///path")
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise DatabaseProblem(f"{backend} is not supported: use sqlite:///path or postgresql://…")


def _connection(kind: type[sqlite_driver.Connection], file: str, **how: Any) -> sqlite_driver.Connection:
    return kind(file, _prepare_sqlite, **how)


def _prepare_sqlite(connection: sqlite3.Connection) -> None:
    _keep_a_log(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL. Where another process does that just now, SQLite refuses instead of waiting for it."""
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
