"""What each allowed tool was when it was allowed: a server that says something else of it later is noticed."""

from collections.abc import Sequence

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.mcp import mcp_pins
from integrations.mcp.config import McpServer
from integrations.mcp.model import McpTool
from integrations.time import Clock


class Pins:
    """Remembers definitions by their hash."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock

    async def changed(self, server: McpServer, offered: Sequence[McpTool]) -> set[str]:
        """Return the names of those of its allowed tools that are not what they were; a new one is remembered."""
        query = sa.select(mcp_pins.c.tool, mcp_pins.c.hash).where(mcp_pins.c.server == server.name)
        kept = {row.tool: row.hash for row in (await self._db.fetch(query)).all()}
        found: set[str] = set()
        for each in offered:
            if each.name not in server.allow:
                continue
            if each.name not in kept:
                await self.keep(each)
            elif kept[each.name] != each.hash:
                found.add(each.name)
        return found

    async def keep(self, tool: McpTool) -> None:
        """Take what the tool is now for what was allowed."""
        values = {"hash": tool.hash, "pinned_at": self._clock.now()}
        async with self._db.write() as tx:
            await tx.execute(
                self._db.insert(mcp_pins)
                .values(server=tool.server, tool=tool.name, **values)
                .on_conflict_do_update(index_elements=[mcp_pins.c.server, mcp_pins.c.tool], set_=values)
            )
