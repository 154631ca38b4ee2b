"""SQLite for the event loop: aiosqlite, with one visit to a connection's thread a statement, or with none.

Its own cursor visits four times, to open, run, fetch and close, and each visit waits for two threads to take turns.
SQLAlchemy reads all rows of a result at once, so that they may as well come with the first visit. A transaction begins
in the visit of its first statement, and nobody waits for the end of one that has only read. Text that could not be kept
is mended here rather than by SQLAlchemy's events, which every statement would pay for.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Generator, Iterable
from typing import Any

import aiosqlite

from integrations.database.storable import bound

READING = "BEGIN"
WRITING = "BEGIN IMMEDIATE"
"""What begins a transaction; one that is going to write takes the lock for that at once."""


class Cursor:
    """What SQLAlchemy needs of a cursor. It holds nothing open."""

    arraysize = 1
    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: "Connection") -> None:
        """Run things on the thread of `connection`."""
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        """Run a statement and fetch its rows."""
        await self._connection.visit(self._run, "execute", statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Run a statement once for each of `parameters`."""
        await self._connection.visit(self._run, "executemany", statement, parameters)

    async def fetchall(self) -> list[Any]:
        """Return the rows of the last statement."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: each statement closed its own."""

    def _run(self, how: str, statement: str, parameters: Any) -> None:
        connection = self._connection._conn
        if not connection.in_transaction:
            connection.execute(self._connection.begin)
        cursor: sqlite3.Cursor = getattr(connection, how)(statement, bound(parameters))
        try:
            self._rows = cursor.fetchall() if cursor.description else []
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class Connection(aiosqlite.Connection):
    """A connection whose cursors are these."""

    begin = READING
    """What begins the next transaction: `READING`, unless somebody sets `WRITING` for one."""

    def __init__(self, file: str, prepare: Callable[[sqlite3.Connection], None], **how: Any) -> None:
        """Open `file` once it is awaited, as `sqlite3.connect` does, and `prepare` it."""

        def opened() -> sqlite3.Connection:
            connection: sqlite3.Connection
            connection = sqlite3.connect(file, isolation_level=None, **how)  # else Python would say BEGIN itself
            try:
                prepare(connection)
            except BaseException:
                connection.close()
                raise
            return connection

        super().__init__(opened, iter_chunk_size=64)
        self._thread.daemon = True  # a process that ends waits for none

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Return a cursor at once."""
        return Cursor(self)

    async def visit(self, run: Callable[..., None], *arguments: object) -> None:
        """Run something on the thread, and wait for it."""
        await self._execute(run, *arguments)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        """Commit what was written."""
        await super().commit()
        self.begin = READING

    async def rollback(self) -> None:
        """Take back what was written; what was only read ends in its turn, before whatever comes next."""
        if self.begin == READING:
            self._tx.put_nowait((None, self._conn.rollback))
            return
        await super().rollback()
        self.begin = READING


class ConnectionAtOnce(Connection):
    """A connection without a thread: it stops the loop, for whoever is alone on it, and takes a fifth of the time."""

    def __init__(self, file: str, prepare: Callable[[sqlite3.Connection], None], **how: Any) -> None:
        """Open `file` once it is awaited, and `prepare` it."""
        super().__init__(file, prepare, **how)
        self._tx: Any = _AtOnce()

    def __await__(self) -> "Generator[Any, None, aiosqlite.Connection]":
        return self._connect().__await__()


class _AtOnce:
    """What stands for the queue of a connection's thread."""

    def put_nowait(self, visit: "tuple[asyncio.Future[Any] | None, Callable[[], Any]]") -> None:
        future, function = visit
        if future is None:
            function()
            return
        try:
            result = function()
        except Exception as problem:
            future.set_exception(problem)
        else:
            future.set_result(result)
