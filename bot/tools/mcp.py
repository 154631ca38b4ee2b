"""Tools of MCP servers: those that the operator allowed run at once, every other asks with a button.

What a server says of its tools, and what they give, is data. A tool whose definition is not the one that
was first allowed asks with a button, until an admin has pressed it.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
import structlog
from pydantic import ConfigDict

from bot.tools.tool import Arguments, Asking, Audience, Effect, Finding, Tool
from integrations.database import Database
from integrations.database.tables.mcp import mcp_pins
from integrations.mcp import McpProblem, McpServer, McpTool
from integrations.mcp.connection import CALL_S, START_S, McpConnection, close_all
from integrations.post import Preformatted
from integrations.time import Clock
from jobs.people.admins import Admins

log = structlog.get_logger()

PREFIX = "mcp_"
"""How the names of these tools begin, and no tool of ours: none can pose as one of ours."""
LONGEST_NAME = 64
AGAIN = timedelta(minutes=10)
"""How long what the servers offer is taken as read."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


class McpArguments(Arguments):
    """What a tool of a server is asked with: the server checks it, by its own schema."""

    model_config = ConfigDict(frozen=True, extra="allow")
    definition: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
        """Return the server's schema."""
        return dict(cls.definition)


class McpTools:
    """What the servers of the operator's file offer."""

    def __init__(self, db: Database, clock: Clock, admins: Admins, read: Callable[[], Sequence[McpServer]]) -> None:
        """Ask no server yet, and read their file in a thread. Which definitions were allowed is kept in `db`."""
        self._db = db
        self._clock = clock
        self._admins = admins
        self._read = read
        self._connections: Sequence[McpConnection] | None = None
        self._learning = asyncio.Lock()
        self._known: list[Tool[..., Any]] = []
        self._stale = True
        self._read_at = clock.now()

    async def tools(self) -> Sequence[Tool[..., Any]]:
        """Return every tool; a server that cannot be asked is left out. The first call starts the servers."""
        async with self._learning:
            if self._connections is None:
                self._connections = [McpConnection(each) for each in await asyncio.to_thread(self._read)]
            if self._stale or self._clock.now() - self._read_at > AGAIN:
                listed = await asyncio.gather(*map(self._of, self._connections))
                self._known = [tool for tools in listed for tool in tools]
                self._stale, self._read_at = False, self._clock.now()
            return self._known

    async def close(self) -> None:
        """Stop the servers."""
        await close_all(self._connections or ())

    async def _of(self, connection: McpConnection) -> list[Tool[..., Any]]:
        try:
            offered = await connection.tools()
        except McpProblem as problem:
            log.warning("mcp_server_left_out", server=connection.server.name, why=problem.why)
            return []
        pins = await self._pins(connection.server.name)
        found: dict[str, Tool[..., Any]] = {}
        for each in offered:
            allowed = each.name in connection.server.allow
            if allowed and each.name not in pins:
                await self._pin(each)
            changed = allowed and pins.get(each.name, each.hash) != each.hash
            if changed:
                log.warning("mcp_tool_changed", server=each.server, tool=each.name)
            made = self._tool(connection, each, at_once=allowed and not changed, changed=changed)
            found.setdefault(made.name, made)
        return list(found.values())

    def _tool(self, connection: McpConnection, offer: McpTool, *, at_once: bool, changed: bool) -> Tool[..., Any]:
        async def do(asking: Asking, wanted: McpArguments) -> Finding:
            current = next((each for each in await connection.tools() if each.name == offer.name), None)
            if current is None or current.hash != offer.hash:
                self._stale = True
                said = f"{offer.server} says something else of its tool {offer.name} than it did, so I did not use it."
                return Finding((f"{said} Ask me again.",), found=False)
            result = await connection.call(offer.name, wanted.model_dump(mode="json"))
            if changed and await self._admins.has(asking.person):
                await self._pin(offer)
                self._stale = True
            return Finding(
                (f"{offer.server} · {offer.name} says:",), (Preformatted(text=result),), as_of=self._clock.now()
            )

        arguments = type("McpArgumentsOfOne", (McpArguments,), {"definition": offer.schema, "__doc__": ""})
        note = " What its server says of it has changed since it was allowed." if changed else ""
        return Tool(
            name=_name(offer),
            description=f"Call {offer.name} of the MCP server {offer.server}.{note}\n\n{offer.description}",
            arguments=arguments,
            do=do,
            effect=Effect.READS if at_once else Effect.WRITES,
            audience=Audience.FULL_MEMBERS,
            limit_s=START_S + 2 * CALL_S,
        )

    async def _pins(self, server: str) -> dict[str, str]:
        query = sa.select(mcp_pins.c.tool, mcp_pins.c.hash).where(mcp_pins.c.server == server)
        async with self._db.read() as tx:
            return {row.tool: row.hash for row in (await tx.execute(query)).all()}

    async def _pin(self, tool: McpTool) -> None:
        values = {"hash": tool.hash, "pinned_at": self._clock.now()}
        async with self._db.write() as tx:
            await tx.execute(
                self._db.insert(mcp_pins)
                .values(server=tool.server, tool=tool.name[:255], **values)
                .on_conflict_do_update(index_elements=[mcp_pins.c.server, mcp_pins.c.tool], set_=values)
            )


def _name(offer: McpTool) -> str:
    name = PREFIX + _NOT_IN_NAMES.sub("_", f"{offer.server}_{offer.name}")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}_{offer.hash[:8]}"
