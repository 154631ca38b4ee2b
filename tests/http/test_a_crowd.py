"""A thousand requests that nobody finishes take nothing from health, mentions and commands, in either mode."""

import asyncio
import contextlib
import os
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.running import MENTION, Running, outside
from tests.waiting import until

CROWD, FILES = 1_100, 1_024


@contextlib.contextmanager
def few_files(most: int) -> Iterator[None]:
    """What is started meanwhile may open no more than `most` files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextlib.asynccontextmanager
async def crowd(running: Running, begins: bytes) -> AsyncIterator[None]:
    """So many who begin a request and say no more."""
    loop, port = asyncio.get_running_loop(), int(running.url.rpartition(":")[2])
    with contextlib.ExitStack() as stack:
        for _ in range(CROWD):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            await loop.sock_connect(one, ("127.0.0.1", port))
            await loop.sock_sendall(one, begins)
        yield


async def is_ready(running: Running) -> bool:
    return (await running.readyz())[0] == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("http", "begins"),
    [
        (True, b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{"),
        (False, b"POST /slack/events HTTP/1.1\r\nhost:"),
    ],
    ids=["http", "sockets"],
)
async def test_a_crowd_that_never_finishes_holds_up_nobody(tmp_path: Path, http: bool, begins: bytes) -> None:
    async with outside(tmp_path, http=http, forked=False) as (workspace, running):
        with few_files(FILES):
            await running.run()
        async with crowd(running, begins), aiohttp.ClientSession() as session:
            assert running.process is not None
            assert len(os.listdir(f"/proc/{running.process.pid}/fd")) < FILES * 0.75
            async with session.get(f"{running.url}/healthz") as answer:
                assert answer.status == 200
            await until(lambda: is_ready(running))
            asked = await workspace.member("Ben").says("#backend", f"{MENTION} hello")
            bot = workspace.app.bot_user
            await workspace.until(
                lambda: [
                    said
                    for said in workspace.messages_in("#backend")
                    if (said.thread_ts, said.raw.get("user")) == (asked, bot)
                ]
            )
            ana = workspace.member("Ana")
            await ana.command("/ritual setup", "#backend")
            assert await until(lambda: ana.view)
        full = [line for line in running.lines if line["event"] == "http_has_no_room"]
        assert len(full) == 1
