"""Whoever is slow, or has come with a thousand others, holds nobody up."""

import asyncio
import contextlib
import errno
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from bot import web
from bot.http_limits import LARGEST_HEAD, Connections, places
from bot.request_body import body_of
from tests.running import exchange
from tests.waiting import PATIENT_S, until

HEAD_S = REQUEST_S = 0.2
ASK = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
HALF = b"GET /healthz HTTP/1.1\r\nhost:"


@contextlib.asynccontextmanager
async def listening(connections: Connections) -> AsyncIterator[int]:
    async def ready() -> Mapping[str, bool]:
        return {"all": True}

    async def slow(request: Request) -> Response:
        return PlainTextResponse(await body_of(request))

    more = [Route("/slow", slow, methods=["POST"])]
    routes = web.build(ready=ready, more=more)
    async with web.serving(routes, "127.0.0.1", 0, connections) as port:
        yield port


class Caller:
    """One connection of somebody's."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def hung_up_on(self) -> bytes:
        """What came before the server hung up; it has to."""
        async with asyncio.timeout(PATIENT_S):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read()
        return b""


@pytest.fixture
async def caller() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def call(stack: AsyncExitStack, port: int, *parts: bytes) -> Caller:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    stack.push_async_callback(hang_up, writer)
    for part in parts:
        writer.write(part)
    return Caller(reader, writer)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        HALF,
        b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n" + HALF,
        b"POST /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1",
        b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1",
    ],
)
async def test_who_does_not_finish_what_they_say_is_hung_up_on(caller: AsyncExitStack, said: bytes) -> None:
    async with listening(Connections(head_s=HEAD_S, request_s=REQUEST_S)) as port:
        silent = await call(caller, port, said)
        await silent.hung_up_on()
        assert (await exchange(port, ASK)).endswith(b"ok\n")


HALF_A_BODY = b"POST /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1"


@pytest.mark.parametrize(
    "half", [b"", HALF, HALF_A_BODY, b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1"]
)
async def test_the_one_of_whom_we_wait_for_longest_makes_room(caller: AsyncExitStack, half: bytes) -> None:
    connections = Connections(most=8)
    async with listening(connections) as port:
        with capture_logs() as logs:
            silent = [await call(caller, port, half) for _ in range(40)]
            assert (await exchange(port, ASK)).endswith(b"ok\n")
            await silent[0].hung_up_on()
        assert [line["event"] for line in logs if line["log_level"] == "error"] == ["http_has_no_room"]
        await caller.aclose()


async def test_a_head_without_an_end_is_not_read_on(caller: AsyncExitStack) -> None:
    async with listening(Connections()) as port:
        endless = await call(caller, port, b"GET /healthz HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            for _ in range(2 * LARGEST_HEAD // 4_000):
                endless.writer.write(b"x-more: " + b"x" * 4_000 + b"\r\n")
                await endless.writer.drain()
        await endless.hung_up_on()
        assert (await exchange(port, ASK)).endswith(b"ok\n")


async def test_who_has_asked_before_may_ask_again_on_the_same_connection(caller: AsyncExitStack) -> None:
    async with listening(Connections(most=8)) as port:
        kept = await call(caller, port, ASK.replace(b"connection: close\r\n", b"") * 3)
        async with asyncio.timeout(PATIENT_S):
            for _ in range(3):
                await kept.reader.readuntil(b"ok\n")


async def test_who_reads_nothing_of_a_long_answer_is_hung_up_on(caller: AsyncExitStack) -> None:
    async def endless(_: Request) -> Response:
        async def forever() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 65_536
                await asyncio.sleep(0)

        return StreamingResponse(forever())

    connections = Connections(request_s=REQUEST_S)
    app = Starlette(routes=[Route("/", endless)])
    async with web.serving(app, "127.0.0.1", 0, connections) as port:
        reader = await call(caller, port, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        reader.reader._transport.pause_reading()  # type: ignore[attr-defined]
        await until(lambda: connections.count == 0)


async def test_that_nobody_can_be_accepted_is_said_once() -> None:
    async with listening(Connections()):
        full = {"message": "socket.accept() out of system resource", "exception": OSError(errno.EMFILE, "too many")}
        with capture_logs() as logs:
            for _ in range(5):
                asyncio.get_running_loop().call_exception_handler(full)
    assert [line["event"] for line in logs] == ["http_has_no_room"]


def test_most_of_the_files_are_left_for_what_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, most in ((1024, 512), (256, 128), (1_000_000, 1_000), (4, 8)):
        monkeypatch.setattr("resource.getrlimit", lambda _, files=files: (files, files))
        assert places() == most


async def test_who_asks_for_a_web_socket_is_answered_as_everybody_is() -> None:
    async with listening(Connections()) as port:
        wants = b"upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        asked = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: upgrade, close\r\n" + wants + b"\r\n"
        answer = await exchange(port, asked)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"ok\n")
