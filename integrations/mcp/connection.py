"""One connection to an MCP server; the only file that imports its library.

A server is started when it is first asked for something and stopped when nobody has asked for a
while. What it sends is bounded: a line, a result, the number of its tools.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from integrations.mcp.config import McpServer
from integrations.mcp.model import McpOffer, McpProblem, McpTool, McpUnanswered
from integrations.mcp.process import running
from integrations.mcp.tool_lists import ToolLists, left_out_of, offered

if TYPE_CHECKING:
    from mcp import Client

log = structlog.get_logger()
T = TypeVar("T")

START_S, CALL_S, IDLE_S = 60, 30, 300
"""Seconds until it has to be up, until a call has to be over, and after which a server that nobody asks is stopped."""
LONGEST_RESULT = 20_000
"""Characters of a result; the rest is left out, and that is said."""
MOST_PAGES, LONGEST_DESCRIPTION, LOGGED_NAMES = 20, 1_000, 5


class _Run:
    """A server while it runs, and how many wait for its answers."""

    def __init__(self) -> None:
        self.client: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self.life: asyncio.Task[None] | None = None
        self.calls = 0
        self.asked = asyncio.Event()

    async def end(self) -> None:
        if self.life is not None:
            self.life.cancel()
            await asyncio.gather(self.life, return_exceptions=True)


class McpConnection:
    """Talks to one server. Its library is imported at the first call."""

    def __init__(self, server: McpServer, *, start_s: float = START_S, call_s: float = CALL_S) -> None:
        """Start nothing yet."""
        self.server = server
        self._start_s = start_s
        self._call_s = call_s
        self._run: _Run | None = None
        self._given_up: set[_Run] = set()

    async def tools(self) -> Sequence[McpTool]:
        """Return the tools of `offer`. Raises `McpProblem`."""
        return (await self.offer()).tools

    async def offer(self) -> McpOffer:
        """Return what the server offers now, at most `MOST_TOOLS`, those that are allowed first, and what is left out.

        A tool is left out that is none, whose name could be read as another's, or whose schema is without measure.
        Raises `McpProblem`.
        """
        listed: list[McpTool] = []
        left_out: dict[str, str] = {}
        cursor: str | None = None
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = await self._within(partial(_page, cursor))
            left_out |= left_out_of(page.meta)
            listed += [
                McpTool(self.server.name, each.name, (each.description or "")[:LONGEST_DESCRIPTION], each.input_schema)
                for each in page.tools
            ]
            cursor = page.next_cursor
            if not cursor or cursor in seen:
                break
            seen.add(cursor)
        offer = offered(listed, left_out, self.server.allow, ends=not cursor)
        if offer.left_out or not offer.ends:
            named = ", ".join(list(offer.left_out)[:LOGGED_NAMES])
            left = len(offer.left_out)
            log.warning("mcp_tools_left_out", server=self.server.name, tools=left, named=named, more=not offer.ends)
        return offer

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> str:
        """Return a tool's result as text, at most `LONGEST_RESULT` of it. Raises as `result` does."""
        text = await self.result(tool, arguments)
        if len(text) > LONGEST_RESULT:
            return f"{text[:LONGEST_RESULT]}\n… and {len(text) - LONGEST_RESULT:,} characters more, left out."
        return text

    async def result(self, tool: str, arguments: Mapping[str, Any]) -> str:
        """Return a tool's whole result as text.

        Raises `McpProblem`, also where the tool itself says that it failed; `McpUnanswered` where it was asked
        and did not answer.
        """
        result = await self._within(lambda client: client.call_tool(tool, dict(arguments)))
        text = _text(result)
        if result.is_error:
            raise McpProblem(self.server.name, f"it says: {_line(text)}")
        return text

    async def close(self) -> None:
        """Stop the server."""
        runs = {*self._given_up, *([self._run] if self._run else [])}
        self._run = None
        await asyncio.gather(*(each.end() for each in runs))

    async def _within(self, ask: Callable[["Client"], Awaitable[T]]) -> T:
        run = self._running()
        run.calls += 1
        run.asked.set()
        try:
            client = await self._up(run)
            async with asyncio.timeout(self._call_s):
                return await ask(client)
        except McpProblem:
            raise
        except TimeoutError as late:
            self._give_up(run)
            raise McpUnanswered(self.server.name, f"no answer within {self._call_s:g} seconds") from late
        except Exception as problem:
            if (said := _refusal(problem)) is not None:
                raise McpProblem(self.server.name, f"it says: {_line(said)}") from problem
            log.warning("mcp_call_failed", server=self.server.name, exc_info=problem)
            self._give_up(run)
            raise McpUnanswered(self.server.name, "it broke off, or says what is no MCP") from problem
        finally:
            run.calls -= 1
            run.asked.set()
            if run in self._given_up and not run.calls:
                await run.end()

    def _running(self) -> _Run:
        """The server as it runs, or as it is started just now."""
        run = self._run
        if run is None or run.life is None or run.life.done():
            self._run = run = _Run()
            run.life = asyncio.create_task(self._live(run), name=f"mcp-{self.server.name}")
        return run

    async def _up(self, run: _Run) -> "Client":
        try:
            async with asyncio.timeout(self._start_s):
                return await asyncio.shield(run.client)
        except TimeoutError as late:
            self._give_up(run)
            raise McpProblem(self.server.name, f"it did not start within {self._start_s:g} seconds") from late

    def _give_up(self, run: _Run) -> None:
        """Ask it nothing more: what hangs once hangs again. It ends with the last call that still waits for it."""
        self._given_up.add(run)
        if self._run is run:
            self._run = None

    async def _live(self, run: _Run) -> None:
        """Hold the connection open in one task, as its library wants it, until nobody has asked for a while."""
        try:
            await asyncio.to_thread(_imported)
            async with self._connected() as client:
                # A pattern of its own, tried on a result of its own, may take for ever, and on our loop.
                client.session.validate_tool_result = _unchecked  # type: ignore[method-assign]
                run.client.set_result(client)
                while True:
                    run.asked.clear()
                    try:
                        async with asyncio.timeout(IDLE_S):  # wait_for may lose a cancellation
                            await run.asked.wait()
                    except TimeoutError:
                        if not run.calls:
                            self._give_up(run)
                            return
        except BaseException as problem:
            if not run.client.done():
                run.client.set_exception(McpProblem(self.server.name, "it cannot be started"))
                run.client.exception()  # whoever waited may be gone
            if not isinstance(problem, Exception):
                raise
            log.warning("mcp_server_ended", server=self.server.name, why=type(problem).__name__)
        finally:
            self._give_up(run)
            self._given_up.discard(run)

    @asynccontextmanager
    async def _connected(self) -> "AsyncIterator[Client]":
        from mcp import Client
        from mcp_types.methods import validate_server_result

        lists = ToolLists()
        async with (
            self._transport() as transport,
            Client(lists.read_from(transport), read_timeout_seconds=self._call_s) as client,
        ):
            lists.check = partial(validate_server_result, "tools/list", client.protocol_version)
            yield client

    @asynccontextmanager
    async def _transport(self) -> AsyncIterator[Any]:
        if self.server.url:
            async with self._over_http() as transport:
                yield transport
        else:
            yield _stdio(self.server)

    @asynccontextmanager
    async def _over_http(self) -> AsyncIterator[Any]:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        from integrations.mcp.http import McpHttpClient

        timeout = httpx2.Timeout(self._call_s, connect=min(10, self._call_s))
        http = await asyncio.to_thread(
            McpHttpClient, timeout=timeout, follow_redirects=False, headers=dict(self.server.headers)
        )
        async with http:
            yield streamable_http_client(self.server.url, http_client=http)


def _imported() -> None:
    import mcp.client.stdio
    import mcp.client.streamable_http  # noqa: F401 - the imports take a moment


async def _unchecked(name: str, result: Any) -> None:
    """Take a result as it is: it is data, whatever it says that it would be."""


def _page(cursor: str | None, client: "Client") -> Awaitable[Any]:
    return client.list_tools(cursor=cursor, cache_mode="bypass")


def _refusal(problem: Exception) -> str | None:
    """What a server says that cannot or will not do what it was asked; None where the connection is at fault."""
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED, REQUEST_TIMEOUT

    if isinstance(problem, MCPError) and problem.code not in (CONNECTION_CLOSED, REQUEST_TIMEOUT):
        return problem.message
    return None


def _text(result: Any) -> str:
    """A result's texts; of what is no text only its kind; what it has besides texts only where there is none."""
    parts = [getattr(each, "text", None) or _other(each) for each in result.content if getattr(each, "text", "-")]
    if not parts and result.structured_content is not None:
        return json.dumps(result.structured_content, ensure_ascii=False)
    return "\n".join(parts)


def _other(content: Any) -> str:
    if content.type == "resource_link":
        return f"{content.name} ({content.uri})"
    text = getattr(getattr(content, "resource", None), "text", None)
    return text if isinstance(text, str) else f"({content.type})"


def _line(text: str) -> str:
    return " ".join(text[:500].split()) or "nothing of why"


@asynccontextmanager
async def _stdio(server: McpServer) -> AsyncIterator[tuple[Any, Any]]:
    """A started server's lines as the library's messages."""
    import anyio
    from mcp import types
    from mcp.shared.message import SessionMessage

    def ended(complaints: str) -> None:
        if complaints:
            log.info("mcp_server_complained", server=server.name, said=complaints)

    async with running(server, ended) as process:
        into, incoming = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        outgoing, out_of = anyio.create_memory_object_stream[SessionMessage](0)

        async def read() -> None:
            with contextlib.suppress(anyio.ClosedResourceError, anyio.BrokenResourceError):
                async with into:
                    async for line in process.lines():
                        try:
                            message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
                        except ValueError as nonsense:
                            await into.send(nonsense)
                        else:
                            await into.send(SessionMessage(message))

        async def write() -> None:
            with contextlib.suppress(anyio.ClosedResourceError, anyio.BrokenResourceError, OSError):
                async for each in out_of:
                    await process.send(each.message.model_dump_json(by_alias=True, exclude_unset=True).encode())

        pumps = [asyncio.create_task(read()), asyncio.create_task(write())]
        try:
            yield incoming, outgoing
        finally:
            for stream in (incoming, outgoing, into, out_of):
                stream.close()
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
