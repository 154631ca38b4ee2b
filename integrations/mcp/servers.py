"""The connections to every server of the operator's file: one each, whoever asks."""

import asyncio
from collections.abc import Sequence

from integrations.mcp.config import McpServer
from integrations.mcp.connection import McpConnection


class McpServers:
    """The servers of the file; none is started before it is asked."""

    def __init__(self, servers: Sequence[McpServer]) -> None:
        """Connect to those, each once."""
        self.connections = [McpConnection(each) for each in servers]

    async def close(self) -> None:
        """Stop those that run."""
        await asyncio.gather(*(each.close() for each in self.connections))
