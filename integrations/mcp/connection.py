"""One connection to an MCP server; the only file that imports its library.

A server is started when it is first asked for something and stopped when nobody has asked for a
while. What it sends is bounded: a line, a result, the number of its tools.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import structlog

from integrations.mcp.config import McpServer
from integrations.mcp.model import McpProblem, McpTool

if TYPE_CHECKING:
    from mcp import Client

log = structlog.get_logger()

START_S, CALL_S, IDLE_S = 15, 30, 300
"""Seconds until it has to be up, until a call has to be over, and after which a server that nobody asks is stopped."""
LONGEST_LINE = 4_000_000
"""Bytes of one message; a server that sends a longer one is stopped."""
LONGEST_RESULT = 20_000
"""Characters of a result; the rest is left out, and that is said."""
MOST_TOOLS, LONGEST_DESCRIPTION = 100, 1_000
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TERM", "USER", "LOGNAME", "SHELL")
"""All that a started server inherits of our environment: no token, no URL of ours."""
_GRACE_S = 2


class McpConnection:
    """Talks to one server. Its library is imported at the first call."""

    def __init__(self, server: McpServer, *, start_s: float = START_S, call_s: float = CALL_S) -> None:
        """Start nothing yet."""
        self.server = server
        self._start_s = start_s
        self._call_s = call_s
        self._opening = asyncio.Lock()
        self._client: Client | None = None
        self._life: asyncio.Task[None] | None = None
        self._asked = asyncio.Event()
        self._calls = 0

    async def tools(self) -> list[McpTool]:
        """Return what the server offers now, at most `MOST_TOOLS`. Raises `McpProblem`."""
        listed = await self._within(lambda client: client.list_tools(cache_mode="bypass"))
        return [
            McpTool(self.server.name, each.name, (each.description or "")[:LONGEST_DESCRIPTION], each.input_schema)
            for each in listed.tools[:MOST_TOOLS]
        ]

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> str:
        """Return a tool's result as text. Raises `McpProblem`, also where the tool itself says that it failed."""
        result = await self._within(lambda client: client.call_tool(tool, dict(arguments)))
        text = "\n".join(getattr(each, "text", f"({each.type})") for each in result.content)
        if result.is_error:
            raise McpProblem(self.server.name, f"it says: {text[:500]}")
        if len(text) > LONGEST_RESULT:
            return f"{text[:LONGEST_RESULT]}\n… and {len(text) - LONGEST_RESULT:,} characters more, left out."
        return text

    async def close(self) -> None:
        """Stop the server."""
        if self._life is not None:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)

    async def _within(self, ask: Any) -> Any:
        self._calls += 1
        self._asked.set()
        try:
            client = await self._opened()
            async with asyncio.timeout(self._call_s):
                return await ask(client)
        except McpProblem:
            raise
        except TimeoutError as late:
            await self.close()  # what hangs once hangs again
            raise McpProblem(self.server.name, f"no answer within {self._call_s:g} seconds") from late
        except Exception as problem:
            log.warning("mcp_call_failed", server=self.server.name, why=type(problem).__name__)
            await self.close()
            raise McpProblem(self.server.name, "it broke off, or says what is no MCP") from problem
        finally:
            self._calls -= 1
            self._asked.set()

    async def _opened(self) -> "Client":
        async with self._opening:
            if self._client is not None and self._life is not None and not self._life.done():
                return self._client
            up: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
            self._life = asyncio.create_task(self._live(up), name=f"mcp-{self.server.name}")
            try:
                async with asyncio.timeout(self._start_s):
                    self._client = await asyncio.shield(up)
            except TimeoutError as late:
                await self.close()
                raise McpProblem(self.server.name, f"it did not start within {self._start_s:g} seconds") from late
            return self._client

    async def _live(self, up: "asyncio.Future[Client]") -> None:
        """Hold the connection open in one task, as its library wants it, until nobody has asked for a while."""
        try:
            await asyncio.to_thread(_imported)
            async with self._connected() as client:
                up.set_result(client)
                while True:
                    self._asked.clear()
                    try:
                        async with asyncio.timeout(IDLE_S):  # wait_for may lose a cancellation
                            await self._asked.wait()
                    except TimeoutError:
                        if not self._calls:
                            return
        except BaseException as problem:
            if not up.done():
                up.set_exception(McpProblem(self.server.name, "it cannot be started"))
                up.exception()  # whoever waited may be gone
            if not isinstance(problem, Exception):
                raise
            log.warning("mcp_server_ended", server=self.server.name, why=type(problem).__name__)
        finally:
            self._client = None

    @asynccontextmanager
    async def _connected(self) -> "AsyncIterator[Client]":
        from mcp import Client

        if self.server.url:
            async with self._over_http() as transport, Client(transport, read_timeout_seconds=self._call_s) as client:
                yield client
        else:
            async with Client(_bounded_stdio(self.server), read_timeout_seconds=self._call_s) as client:
                yield client

    @asynccontextmanager
    async def _over_http(self) -> AsyncIterator[Any]:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        from integrations.bounded_client import BoundedClient

        timeout = httpx2.Timeout(self._call_s, connect=min(10, self._call_s))
        http = await asyncio.to_thread(
            BoundedClient, timeout=timeout, follow_redirects=False, headers=dict(self.server.headers)
        )
        async with http:
            yield streamable_http_client(self.server.url, http_client=http)


def _imported() -> None:
    import mcp.client.stdio
    import mcp.client.streamable_http  # noqa: F401 - the imports take a moment


@asynccontextmanager
async def _bounded_stdio(server: McpServer) -> AsyncIterator[tuple[Any, Any]]:
    """A process of its own group that speaks line by line; one that sends an endless line is stopped."""
    import anyio
    from mcp import types
    from mcp.shared.message import SessionMessage

    process = await asyncio.create_subprocess_exec(
        server.command,
        *server.args,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | dict(server.env),
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise OSError("a process without its pipes")
    into, incoming = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    outgoing, out_of = anyio.create_memory_object_stream[SessionMessage](0)

    async def read(stdout: asyncio.StreamReader) -> None:
        with contextlib.suppress(anyio.ClosedResourceError, anyio.BrokenResourceError, ValueError):
            async with into:
                while line := await stdout.readline():  # ValueError: the line is too long
                    try:
                        message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
                    except ValueError as nonsense:
                        await into.send(nonsense)
                    else:
                        await into.send(SessionMessage(message))

    async def write(stdin: asyncio.StreamWriter) -> None:
        with contextlib.suppress(anyio.ClosedResourceError, anyio.BrokenResourceError, OSError):
            async for each in out_of:
                stdin.write(each.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")
                await stdin.drain()

    pumps = [asyncio.create_task(read(stdout)), asyncio.create_task(write(stdin))]
    try:
        yield incoming, outgoing
    finally:
        for stream in (incoming, outgoing, into, out_of):
            stream.close()
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        await _to_the_end(_ended(process))


async def _to_the_end(ending: Coroutine[Any, Any, None]) -> None:
    """Wait for something that takes seconds at most, however often we are told to stop meanwhile."""
    task, stopped = asyncio.ensure_future(ending), False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            stopped = True
    if stopped:
        raise asyncio.CancelledError


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Let a process end by itself, or end it with all that it has started."""
    if process.stdin is not None:
        process.stdin.close()
    for sign in (None, signal.SIGTERM, signal.SIGKILL):
        if sign is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, sign)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_S):
                await process.wait()
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # what it has left behind
    if process.stdout is not None:  # until its end is read, the pipe stays open
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_S):
                while await process.stdout.read(LONGEST_LINE):
                    pass


async def close_all(connections: Sequence[McpConnection]) -> None:
    """Stop every server."""
    await asyncio.gather(*(each.close() for each in connections))
