"""The connections to every server of the operator's file: one each, whoever asks."""

import asyncio
from collections.abc import Callable, Sequence

from integrations.mcp.config import McpServer
from integrations.mcp.connection import McpConnection


class McpServers:
    """Reads the file when a server is first needed, and starts none before it is asked."""

    def __init__(self, read: Callable[[], Sequence[McpServer]]) -> None:
        """Read the servers with that, in a thread."""
        self._read = read
        self._reading = asyncio.Lock()
        self._connections: Sequence[McpConnection] | None = None

    async def connections(self) -> Sequence[McpConnection]:
        """Return a connection to each."""
        async with self._reading:
            if self._connections is None:
                self._connections = [McpConnection(each) for each in await asyncio.to_thread(self._read)]
            return self._connections

    async def close(self) -> None:
        """Stop those that run."""
        await asyncio.gather(*(each.close() for each in self._connections or ()))
