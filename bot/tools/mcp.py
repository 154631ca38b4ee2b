"""Tools of MCP servers: those that the operator allowed run at once, every other asks with a button.

What a server says of its tools, and what they give, is data. A tool whose definition is not the one that
was first allowed asks with a button, until an admin has pressed it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from pydantic import ConfigDict

from bot.tools.tool import OF_MCP, Arguments, Asking, Audience, Effect, Finding, Tool
from integrations.deferred import pattern
from integrations.mcp import McpProblem, McpTool, McpUnanswered
from integrations.mcp.connection import CALL_S, START_S, McpConnection
from integrations.mcp.pins import Pins
from integrations.mcp.servers import McpServers
from integrations.post import Preformatted
from integrations.source import WriteUnknown
from integrations.time import Clock
from jobs.people.admins import Admins

log = structlog.get_logger()

LONGEST_NAME = 64
AGAIN = timedelta(minutes=10)
"""How long what the servers offer is taken as read."""
WAIT_S = 15
"""Seconds that a question waits for servers that are starting; what they offer later is there for the next one."""
_NOT_IN_NAMES = pattern(r"[^A-Za-z0-9_-]")


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

    def __init__(self, servers: McpServers, pins: Pins, clock: Clock, admins: Admins) -> None:
        """Ask no server yet."""
        self._servers = servers
        self._pins = pins
        self._clock = clock
        self._admins = admins
        self._known: dict[str, Sequence[Tool[..., Any]]] = {}
        self._read_at: dict[str, datetime] = {}
        self._learning: dict[str, asyncio.Task[None]] = {}

    async def tools(self) -> Sequence[Tool[..., Any]]:
        """Return every tool; a server that cannot be asked is left out. The first call starts the servers."""
        for each in self._servers.connections:
            name = each.server.name
            if name not in self._learning and self._is_stale(name):
                self._learning[name] = asyncio.create_task(self._learn(each), name=f"mcp-learn-{name}")
        if self._learning:
            await asyncio.wait(self._learning.values(), timeout=WAIT_S)
        return [tool for each in self._servers.connections for tool in self._known.get(each.server.name, ())]

    async def close(self) -> None:
        """Stop learning, and the servers."""
        for each in self._learning.values():
            each.cancel()
        await asyncio.gather(*self._learning.values(), return_exceptions=True)
        await self._servers.close()

    def _is_stale(self, server: str) -> bool:
        read_at = self._read_at.get(server)
        return read_at is None or self._clock.now() - read_at > AGAIN

    async def _learn(self, connection: McpConnection) -> None:
        name = connection.server.name
        try:
            self._known[name] = await self._of(connection)
        except McpProblem as problem:
            log.warning("mcp_server_left_out", server=name, why=problem.why)
            self._known[name] = ()
        finally:
            self._read_at[name] = self._clock.now()
            del self._learning[name]

    async def _of(self, connection: McpConnection) -> Sequence[Tool[..., Any]]:
        offered = await connection.tools()
        changed = await self._pins.changed(connection.server, offered)
        found: dict[str, Tool[..., Any]] = {}
        for each in offered:
            if each.name in changed:
                log.warning("mcp_tool_changed", server=each.server, tool=each.name)
            made = self._tool(connection, each, changed=each.name in changed)
            found.setdefault(made.name, made)
        return list(found.values())

    def _tool(self, connection: McpConnection, offer: McpTool, *, changed: bool) -> Tool[..., Any]:
        at_once = offer.name in connection.server.allow and not changed

        async def do(asking: Asking, wanted: McpArguments) -> Finding:
            current = next((each for each in await connection.tools() if each.name == offer.name), None)
            if current is None or current.hash != offer.hash:
                self._read_at.pop(offer.server, None)
                said = f"{offer.server} says something else of its tool {offer.name} than it did, so I did not use it."
                return Finding((f"{said} Ask me again.",), found=False)
            try:
                result = await connection.call(offer.name, wanted.model_dump(mode="json"))
            except McpUnanswered as problem:
                if at_once:
                    raise
                raise WriteUnknown(problem.source, problem.why) from problem
            if changed and asking.allowed_by and await self._admins.has(asking.allowed_by):
                await self._pins.keep(offer)
                self._read_at.pop(offer.server, None)
            if not result.strip():
                return Finding((f"{offer.server} · {offer.name} gave nothing back.",), as_of=self._clock.now())
            return Finding(
                (f"{offer.server} · {offer.name} says:",), (Preformatted(text=result),), as_of=self._clock.now()
            )

        arguments = type("McpArgumentsOfOne", (McpArguments,), {"definition": offer.schema, "__doc__": ""})
        note = " What its server says of it has changed since it was allowed." if changed else ""
        return Tool(
            name=name_of(offer),
            description=f"Call {offer.name} of the MCP server {offer.server}.{note}\n\n{offer.description}",
            arguments=arguments,
            do=do,
            effect=Effect.READS if at_once else Effect.WRITES,
            audience=Audience.FULL_MEMBERS,
            limit_s=START_S + 2 * CALL_S,
        )


def name_of(offer: McpTool) -> str:
    """Return what a server's tool is called here, in the log and below `[approvers]` too."""
    name = OF_MCP + _NOT_IN_NAMES.sub("_", f"{offer.server}_{offer.name}")
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}_{offer.hash[:8]}"
