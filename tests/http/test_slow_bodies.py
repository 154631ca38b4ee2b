"""Who sends a body drop by drop, or breaks off, holds nothing up."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from bot import request_body, web
from bot.missed_events import MissedEvents
from bot.slack.bolt import AsyncApp
from bot.slack.http import SlackOverHttp
from integrations.database import Database
from tests.running import exchange
from tests.waiting import PATIENT_S

BODY_S = 0.3


@pytest.fixture
async def port(sqlite_url: str) -> AsyncIterator[int]:
    accepted: list[Mapping[str, Any]] = []

    async def accept(body: Mapping[str, Any]) -> None:
        accepted.append(body)

    async def new(_name: str) -> bool:
        return True

    async def ready() -> Mapping[str, bool]:
        return {"all": True}

    db = Database(sqlite_url)
    slack = SlackOverHttp(
        "secret", AsyncApp(token="xoxb-none", request_verification_enabled=False), MissedEvents(db, accept), new, BODY_S
    )
    async with web.serving(web.build(ready=ready, more=[slack.route]), "127.0.0.1", 0) as port:
        yield port
    await db.close()
    assert accepted == []


HEAD = b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


async def test_a_body_that_trickles_is_given_up_and_the_connection_closed(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD % 100_000)

    async def trickle() -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"{")
                await writer.drain()
                await asyncio.sleep(BODY_S / 10)

    dropping = asyncio.create_task(trickle())
    try:
        async with asyncio.timeout(PATIENT_S):
            answer = await reader.readuntil(b"\r\n\r\n")
            dropping.cancel()
            with contextlib.suppress(ConnectionError):  # to the end: the server hangs up, on a drop or between two
                await reader.read()
    finally:
        dropping.cancel()
        await asyncio.gather(dropping, return_exceptions=True)
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_body_that_is_too_long_is_refused_before_it_is_read(port: int) -> None:
    answer = await exchange(port, HEAD % (50 * request_body.MAX_BODY), b"x" * (request_body.MAX_BODY + 1))
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_who_breaks_off_leaves_no_mess(port: int, caplog: pytest.LogCaptureFixture) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD % 100 + b"{")
    await writer.drain()
    writer.transport.abort()
    answer = await exchange(port, b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert answer.endswith(b"ok\n")
    assert [record for record in caplog.records if record.exc_info] == []
