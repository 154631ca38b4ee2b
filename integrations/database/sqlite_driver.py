"""SQLite for the event loop: aiosqlite, with one visit to a connection's thread a statement.

Its own cursor visits four times, to open, run, fetch and close, and each visit waits for two threads to take turns.
SQLAlchemy reads all rows of a result at once, so that they may as well come with the first visit.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import aiosqlite


class Cursor:
    """What SQLAlchemy needs of a cursor. It holds nothing open."""

    arraysize = 1
    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, visit: Callable[..., Any], connection: Callable[[], sqlite3.Connection]) -> None:
        """Run things on the thread of `connection` by `visit`."""
        self._visit = visit
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        """Run a statement and fetch its rows."""
        await self._visit(self._run, "execute", statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Run a statement once for each of `parameters`."""
        await self._visit(self._run, "executemany", statement, parameters)

    async def fetchall(self) -> list[Any]:
        """Return the rows of the last statement."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: each statement closed its own."""

    def _run(self, how: str, statement: str, parameters: Any) -> None:
        cursor: sqlite3.Cursor = getattr(self._connection(), how)(statement, parameters)
        try:
            self._rows = cursor.fetchall() if cursor.description else []
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class Connection(aiosqlite.Connection):
    """A connection whose cursors are these."""

    def __init__(self, file: str, **how: Any) -> None:
        """Open `file` once it is awaited, as `sqlite3.connect` does."""
        super().__init__(lambda: sqlite3.connect(file, **how), iter_chunk_size=64)
        self._thread.daemon = True  # a process that ends waits for none

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Return a cursor at once."""
        return Cursor(self._execute, lambda: self._conn)
