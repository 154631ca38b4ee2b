"""Sessions with the watched PostgreSQL that can only read, and what its refusals mean.

This file alone imports psycopg.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from integrations.source import SourceError

POSTGRES = "PostgreSQL"
TIMEOUT_S = 10
"""For connecting, and for each question."""
MARK = "/* rolecall */"
"""Is in each of our own statements, which are left out of what is shown.

It stands after the first word: PostgreSQL 18 keeps no comment before it.
"""
NAMES = "pg_catalog, pg_temp"
"""The search_path, so that nobody's function of the same name answers us. Unless it is named, pg_temp comes first."""
LOCK_TIMEOUT_MS = 1000
"""We wait no longer than that for anybody's lock."""
NO_ADDRESS = "ROLECALL_POSTGRES_DSN is not an address that it understands"
REFUSES = "it refuses what I ask (its own log says why)"
_CONNECTING = (
    ("password authentication failed", "the name or the password of ROLECALL_POSTGRES_DSN is wrong"),
    ("no password supplied", "it asks for a password, and ROLECALL_POSTGRES_DSN has none"),
    ("no pg_hba.conf entry", "its pg_hba.conf lets nobody in from here with this name"),
    ("failed to resolve host", "nobody knows the host of ROLECALL_POSTGRES_DSN"),
    ("connection refused", "nothing listens at the address of ROLECALL_POSTGRES_DSN"),
    ("starting up", "it is starting up"),
    ("shutting down", "it is shutting down"),
    ("too many clients", "it has no connection left"),
    ("remaining connection slots", "it has no connection left"),
    ("too many connections", "this role has no connection left"),
    ("not permitted to log in", "the role of ROLECALL_POSTGRES_DSN may not log in"),
    ("certificate", "its certificate is not accepted"),
    ("invalid response to ssl", "what answers at the address of ROLECALL_POSTGRES_DSN is no PostgreSQL"),
    ("expected authentication request", "what answers at the address of ROLECALL_POSTGRES_DSN is no PostgreSQL"),
    ("timeout", "it does not answer in time"),
)
_MISSING = (
    ('role "', "there is no role of the name that ROLECALL_POSTGRES_DSN has"),
    ('database "', "there is no database of the name that ROLECALL_POSTGRES_DSN has"),
)


_OF_THE_SERVER = re.compile(r"failed: [^\s:]+:  ")
"""What it said itself comes after a word for how bad it is, in its own language."""


class Refused(Exception):
    """The server does not do what was asked. `state` is its SQLSTATE, `message` its first line.

    Both may be somebody's who made it say so: they are shown to nobody.
    """

    def __init__(self, state: str, message: str, place: int = -1) -> None:
        """`place` is where in the statement it happened, counted from 0, where the server says so."""
        super().__init__("the server refuses")
        self.state = state
        self.message = message
        self.place = place


class Session:
    """One transaction that can only read."""

    def __init__(self, connection: "psycopg.AsyncConnection[Any]", timeout_s: float) -> None:
        """Of that connection."""
        self._connection = connection
        self._timeout_s = timeout_s
        self.chosen_path = ""
        """The search_path that the operator put into the DSN, if any."""

    async def rows(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        """What one statement gives. Raises `Refused`, and `SourceError` where nothing more can be asked.

        It goes by the extended protocol, which takes exactly one statement: none can follow within a text.
        """
        first, _, rest = statement.partition(" ")
        try:
            async with asyncio.timeout(self._timeout_s):
                cursor = self._connection.cursor(binary=True)  # binary is what chooses that protocol
                await cursor.execute(f"{first} {MARK} {rest}".encode(), values or None)
                return await cursor.fetchall() if cursor.description else []
        except TimeoutError:
            raise SourceError(POSTGRES, "it does not answer in time") from None
        except UnicodeError:
            raise SourceError(POSTGRES, "its answer is no text in UTF-8") from None
        except psycopg.errors.QueryCanceled:
            raise SourceError(POSTGRES, "a question took too long, so it was given up") from None
        except psycopg.Error as problem:
            if self._connection.closed or self._connection.broken:
                raise SourceError(POSTGRES, "the connection broke") from None
            message = problem.diag.message_primary or type(problem).__name__
            place = int(problem.diag.statement_position or 0) - 1
            within = place - len(MARK) - 1 if place > len(first) else place
            raise Refused(problem.sqlstate or "", message.splitlines()[0], within) from None

    async def set(self, **settings: str) -> None:
        """Change settings for the rest of the transaction; what is rolled back takes them along."""
        each = ", ".join(["pg_catalog.set_config(%s, %s, true)"] * len(settings))
        await self.rows(f"SELECT {each}", *(part for setting in settings.items() for part in setting))

    async def begin(self) -> None:
        """Begin a transaction, after letting go of whatever the one before had locked. Raises `Refused`."""
        await self._connection.rollback()
        await self.set(
            search_path=NAMES,
            statement_timeout=str(int(self._timeout_s * 800)),  # before ours, so that it ends there too
            lock_timeout=str(LOCK_TIMEOUT_MS),
            idle_in_transaction_session_timeout=str(int(self._timeout_s * 3000)),
        )

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """What fails within it leaves the transaction as it was."""
        await self.rows("SAVEPOINT rolecall")
        try:
            yield
        except Refused:
            await self.rows("ROLLBACK TO SAVEPOINT rolecall")
            raise
        await self.rows("RELEASE SAVEPOINT rolecall")


@asynccontextmanager
async def session(dsn: str, *, timeout_s: float = TIMEOUT_S) -> AsyncIterator[Session]:
    """Connect, read in one transaction, roll it back and let go. Raises `SourceError`.

    The limits hold for the transaction, so that a pooler in between may give the connection to others.
    """
    try:
        async with asyncio.timeout(timeout_s):
            connection = await psycopg.AsyncConnection.connect(
                dsn,
                fallback_application_name="rolecall",
                connect_timeout=max(2, int(timeout_s)),
                prepare_threshold=None,
                client_encoding="utf8",  # a database in SQL_ASCII would give bytes for text
            )
    except TimeoutError:
        raise SourceError(POSTGRES, "it does not answer in time") from None
    except (UnicodeError, ValueError):
        raise SourceError(POSTGRES, NO_ADDRESS) from None
    except psycopg.Error as problem:
        raise SourceError(POSTGRES, _why_not_connected(str(problem))) from None
    try:
        await connection.set_read_only(True)
        ours = Session(connection, timeout_s)
        path = await ours.rows(
            "SELECT s.setting FROM pg_catalog.pg_settings s"
            " WHERE s.name OPERATOR(pg_catalog.=) 'search_path' AND s.source OPERATOR(pg_catalog.=) 'client'"
        )
        ours.chosen_path = str(path[0][0]) if path else ""
        await ours.begin()
        yield ours
    except Refused:
        raise SourceError(POSTGRES, REFUSES) from None
    finally:
        with contextlib.suppress(psycopg.Error):
            await connection.close()


def place(dsn: str) -> str:
    """Which database a DSN names, without its secrets: `orders at db.example:5432`. Raises `SourceError`."""
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.Error:
        raise SourceError(POSTGRES, NO_ADDRESS) from None
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{parts.get('dbname') or 'postgres'} at {parts.get('host') or 'this machine'}{port}"


def _why_not_connected(message: str) -> str:
    lowered = message.casefold()
    for words, why in _CONNECTING:
        if words in lowered:
            return why
    if "does not exist" in lowered:
        for words, why in _MISSING:
            if words in lowered:
                return why
    if _OF_THE_SERVER.search(message):
        return (
            "it refuses the connection (the name, the password, pg_hba.conf or a limit of it; its own log says which)"
        )
    return "it cannot be reached"
