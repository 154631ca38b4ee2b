"""What SQLAlchemy finds out is found out once a run.

Each engine, so each test, would compile all statements anew, a tenth of all its time, and ask the server a dozen
things before the first of them.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.database import Database

DIALECTS: tuple[type[sa.Dialect], ...] = (SQLiteDialect_aiosqlite, SQLiteDialect_pysqlite, PGDialectAsync_psycopg)
E = TypeVar("E", AsyncEngine, AsyncEngine | sa.Engine)

_dialects: dict[tuple[str, str], sa.Dialect] = {}
_compiled: dict[Any, Any] = {}


def learn(url: str) -> None:
    """Open the database once, so that its dialects know the server, and are every later engine's too."""
    database = Database(url)

    async def meet() -> None:
        try:
            async with database.read() as tx:
                await tx.execute(sa.text("SELECT 1"))
            await database.write_first(sa.text("SELECT 1"))
        finally:
            await database.close()

    asyncio.run(meet())
    for name, engine in (("_make_engine", database._engine), ("_make_express", database._express)):
        _dialects[name, database.url.get_backend_name()] = _sync(engine).dialect


def shared(make: Callable[[Database], E]) -> Callable[[Database], E]:
    """`Database._make_engine` or `_make_express`, of engines that share what they compiled."""

    def made(self: Database) -> E:
        engine = make(self)
        dialect = _dialects.get((make.__name__, self.url.get_backend_name()))
        if dialect is not None:  # what is compiled is kept by dialect
            _sync(engine).dialect = dialect
            _sync(engine).update_execution_options(compiled_cache=_compiled)
        return engine

    return made


def asked_once(initialize: Callable[[sa.Dialect, sa.Connection], None]) -> Callable[[sa.Dialect, sa.Connection], None]:
    """`initialize` of a dialect, which asks the first server alone: all that the tests open are alike."""
    found: dict[str, Any] = {}

    def initialized(self: sa.Dialect, connection: sa.Connection) -> None:
        if not found:
            before = dict(vars(self))
            initialize(self, connection)
            found.update({name: value for name, value in vars(self).items() if before.get(name, ...) is not value})
        vars(self).update(found)

    return initialized


def _sync(engine: AsyncEngine | sa.Engine) -> sa.Engine:
    return engine.sync_engine if isinstance(engine, AsyncEngine) else engine
