"""Clusters that are read through MCP servers, by tools that the operator allowed for it."""

import asyncio
from collections.abc import Sequence

from integrations.kubernetes import Cluster
from integrations.kubernetes.objects import NoObjects, cluster
from integrations.mcp.config import Reading
from integrations.mcp.connection import McpConnection
from integrations.mcp.model import McpProblem
from integrations.mcp.pins import Pins
from integrations.mcp.servers import McpServers

LONGEST = 1_000_000
"""Characters of one answer."""


class McpClusters:
    """One cluster a server whose entry in the file says how its rollouts are read."""

    def __init__(self, servers: McpServers, pins: Pins) -> None:
        """Read those of the servers; none is started before that."""
        self._servers = servers
        self._pins = pins
        self._clusters = {each.server.name: each for each in servers.connections if each.server.rollouts}

    @property
    def names(self) -> Sequence[str]:
        """The names of their servers in the file."""
        return list(self._clusters)

    async def close(self) -> None:
        """Stop the servers."""
        await self._servers.close()

    async def read(self, name: str) -> Cluster:
        """Return what a cluster has now.

        Raises `McpProblem`, also where a tool is not what it was when it was allowed: nobody is there to ask.
        """
        connection = self._clusters[name]
        offered = await connection.tools()
        changed = await self._pins.changed(connection.server, offered)
        there = {each.name for each in offered}
        for reading in connection.server.rollouts:
            if reading.tool not in there:
                raise McpProblem(name, f"it has no tool {reading.tool}")
            if reading.tool in changed:
                raise McpProblem(name, f"it says something else of its tool {reading.tool} than when that was allowed")
        texts = await asyncio.gather(*(self._one(connection, each) for each in connection.server.rollouts))
        try:
            return await asyncio.to_thread(cluster, texts)
        except NoObjects as problem:
            raise McpProblem(name, f"what it gave are no Kubernetes objects: {problem}") from problem

    async def _one(self, connection: McpConnection, reading: Reading) -> str:
        text = await connection.result(reading.tool, reading.arguments)
        if len(text) > LONGEST:
            raise McpProblem(connection.server.name, f"more than {LONGEST:,} characters: narrow down what is read")
        return text
