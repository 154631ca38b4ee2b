"""Statements are compiled once a run: each engine, so each test, would compile them anew, a tenth of all its time."""

import asyncio
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.database import Database

_dialects: dict[str, sa.Dialect] = {}
_compiled: dict[Any, Any] = {}


def learn(url: str) -> None:
    """Open the database once, so that its dialect knows the server, and is every later engine's too."""
    database = Database(url)

    async def meet() -> None:
        try:
            async with database.read() as tx:
                await tx.execute(sa.text("SELECT 1"))
        finally:
            await database.close()

    asyncio.run(meet())
    _dialects[database.url.get_backend_name()] = database._engine.dialect


def shared(make: Callable[[Database], AsyncEngine]) -> Callable[[Database], AsyncEngine]:
    """`Database._make_engine`, of engines that share what they compiled."""

    def made(self: Database) -> AsyncEngine:
        engine = make(self)
        dialect = _dialects.get(self.url.get_backend_name())
        if dialect is not None:  # what is compiled is kept by dialect
            engine.sync_engine.dialect = dialect
            engine.sync_engine.update_execution_options(compiled_cache=_compiled)
        return engine

    return made
