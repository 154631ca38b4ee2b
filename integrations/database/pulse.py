"""Whether a write gets through now: the question behind readiness, which is never answered from memory or by hope.

Each beat opens the database anew, as a process that starts now would, and commits a row that is large enough to
need room on the disk.
"""

import asyncio
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio.engine import AsyncEngine, create_async_engine

from integrations.database.engine import Database
from integrations.database.opened import Opened

log = structlog.get_logger()

PATIENCE_S = 0.9
"""How long a beat may take; and how long whoever asks waits for it, at most."""
STUCK_S = 5
"""A beat that has not ended after so long is given up, and another one is tried."""
WEIGHT = 16_384
"""Bytes of a beat's row: more than is left over on a disk that is full."""
ROOM = 1_048_576
"""Bytes that have to be free beside SQLite's file; where its log has room of old, a commit alone would not say."""
_LOOKED_AT = ("inbox", "outbox")
"""The tables without which nothing comes in or goes out."""
_BEAT = "INSERT INTO pulse (id, weight) VALUES (1, :weight) ON CONFLICT (id) DO UPDATE SET weight = excluded.weight"


class Pulse:
    """Beats when somebody asks, at most one beat at a time."""

    def __init__(self, db: Database) -> None:
        """Open nothing yet."""
        self._url = db.url
        self._is_sqlite = db.is_sqlite
        self._engine: AsyncEngine | None = None
        self._opened: Opened | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pulse")
        self._beat: asyncio.Task[None] | None = None
        self._begun = 0.0
        self._given_up: set[asyncio.Task[None]] = set()
        self._well = True

    async def beats(self) -> bool:
        """Return True if a write gets through. It takes `PATIENCE_S` at most, whatever the database does."""
        beat = self._beat
        age = monotonic() - self._begun
        if beat is None or beat.done() or age > STUCK_S:  # else it is everybody's who asks meanwhile
            beat, age = self._begin(), 0.0
        await asyncio.wait([beat], timeout=max(0.0, PATIENCE_S - age))
        problem = (beat.exception() if not beat.cancelled() else None) if beat.done() else TimeoutError("no answer")
        if (problem is None) != self._well:
            self._well = problem is None
            if problem is None:
                log.warning("database_takes_writes_again")
            else:
                log.error("database_takes_no_writes", why=str(getattr(problem, "orig", None) or problem)[:200])
        return problem is None

    def _begin(self) -> asyncio.Task[None]:
        if self._beat is not None and not self._beat.done():
            self._give_up(self._beat)
        work = self._of_sqlite() if self._is_sqlite else self._of_postgres()
        self._beat, self._begun = asyncio.create_task(work, name="pulse"), monotonic()
        return self._beat

    def _give_up(self, beat: asyncio.Task[None]) -> None:
        """Let go of a beat. The driver may go on for a while before it ends."""
        beat.cancel()
        self._given_up.add(beat)
        beat.add_done_callback(self._given_up.discard)

    async def close(self) -> None:
        """Beat no more."""
        if self._beat is not None:
            self._give_up(self._beat)
        if self._given_up:
            await asyncio.wait(self._given_up, timeout=PATIENCE_S)
        if self._opened is not None:
            await self._opened.close()
        self._thread.shutdown(wait=False)

    async def _of_sqlite(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, _write, str(self._url.database))

    async def _of_postgres(self) -> None:
        if self._engine is None:
            connect = {"connect_timeout": 2, "tcp_user_timeout": 3_000, "options": "-c statement_timeout=900"}
            self._engine = create_async_engine(self._url, poolclass=sa.NullPool, connect_args=connect)
            self._opened = Opened(self._engine.sync_engine)
        async with self._engine.begin() as connection:
            for table in _LOOKED_AT:
                await connection.execute(sa.text(f"SELECT max(id) FROM {table}"))  # noqa: S608 - our own names
            await connection.execute(sa.text(_BEAT), {"weight": bytes(WEIGHT)})


def _write(path: str) -> None:
    # SQLite uses what this process has opened before, and a commit goes to the log, so neither would notice.
    for part in (path, f"{path}-wal", f"{path}-shm"):
        if os.path.exists(part) and not os.access(part, os.W_OK):
            raise PermissionError(f"{part} may not be written")
    disk = os.statvfs(os.path.dirname(path) or ".")
    if disk.f_bavail * disk.f_frsize < ROOM:
        raise OSError("the disk is full")
    there = Path(path).absolute().as_uri()
    # It must be there: to open it otherwise would make an empty one.
    with closing(sqlite3.connect(f"{there}?mode=rw", uri=True, timeout=PATIENCE_S / 2)) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        for table in _LOOKED_AT:
            connection.execute(f"SELECT max(id) FROM {table}").fetchall()  # noqa: S608 - our own names
        connection.execute(_BEAT, {"weight": bytes(WEIGHT)})
        connection.execute("COMMIT")
