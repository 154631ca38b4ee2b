"""SQLite without a thread, for tests of what is said: to visit one and come back takes longer than most statements.

Others go on between any two statements, as beside the thread. Who waits for another's write waits on the loop.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from blockbuster import blockbuster

from integrations.database import sqlite_driver
from integrations.database.engine import BUSY_MS
from integrations.database.sqlite_driver import READING, ConnectionAtOnce

Threaded = sqlite_driver.Connection
"""What `rolecall run` uses."""


class AtOnce(ConnectionAtOnce):
    """A connection that stops the loop for a statement, and not for longer."""

    def __init__(self, file: str, prepare: Callable[[sqlite3.Connection], None], **how: Any) -> None:
        def prepared(connection: sqlite3.Connection) -> None:
            prepare(connection)
            connection.execute("PRAGMA busy_timeout=0")

        super().__init__(file, prepared, **how)

    async def visit(self, run: Callable[..., None], *arguments: object) -> None:
        """Let whoever is ready go first; then run it, again and again while another connection writes."""
        await asyncio.sleep(0)
        until = time.monotonic() + BUSY_MS / 1000
        while True:
            try:
                with _allowed():
                    return run(*arguments)
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            await asyncio.sleep(0.001)

    async def commit(self) -> None:
        """Commit what was written."""
        await asyncio.sleep(0)
        with _allowed():
            self._conn.commit()
        self.begin = READING

    async def rollback(self) -> None:
        """Take back what was written."""
        with _allowed():
            self._conn.rollback()
        self.begin = READING


class _allowed:  # noqa: N801 - a context manager, and not a generator, which takes as long as a statement
    """Let BlockBuster look away, rather than search the callers of each call for one that may block."""

    def __enter__(self) -> None:
        blockbuster._skip.value = True

    def __exit__(self, *_: object) -> None:
        blockbuster._skip.value = False
