"""A started server: lines in, lines out, what it complains of, and its end with all that it has started."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from integrations.mcp.config import McpServer

LONGEST_LINE = 4_000_000
"""Bytes of one message; a server that sends a longer one is stopped."""
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TERM", "USER", "LOGNAME", "SHELL")
"""All that a started server inherits of our environment: no token, no URL of ours."""
KEPT_OF_COMPLAINTS = 2_000
"""Of what it writes to standard error, the last so many bytes."""
_GRACE_S = 2


class ServerProcess:
    """A process of its own group that speaks line by line."""

    def __init__(self, server: McpServer, process: asyncio.subprocess.Process) -> None:
        """Speak with a process that was started for that server."""
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise OSError("a process without its pipes")
        self._server = server
        self._process = process
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr
        self._complaints = bytearray()
        self._listening = asyncio.create_task(self._listen())

    @property
    def complaints(self) -> str:
        """What it last wrote to standard error, without the secrets that it was given."""
        return self._server.without_secrets(self._complaints.decode("utf-8", "replace").strip())

    async def lines(self) -> AsyncIterator[bytes]:
        """Give what it says until its end, or until a line that is too long."""
        with contextlib.suppress(ValueError):  # too long
            while line := await self._stdout.readline():
                yield line

    async def send(self, line: bytes) -> None:
        """Say a line to it. Raises OSError where it does not listen any more."""
        self._stdin.write(line + b"\n")
        await self._stdin.drain()

    async def end(self) -> None:
        """Let it end by itself, or end it with all that it has started."""
        self._stdin.close()
        for sign in (None, signal.SIGTERM, signal.SIGKILL):
            if sign is not None:
                self._signal(sign)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GRACE_S):
                    await self._process.wait()
                break
        self._signal(signal.SIGKILL)  # what it has left behind
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_S):
                while await self._stdout.read(LONGEST_LINE):
                    pass  # until its end is read, the pipe stays open
                await self._listening
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    def _signal(self, sign: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, sign)

    async def _listen(self) -> None:
        while part := await self._stderr.read(65_536):
            self._complaints += part
            del self._complaints[:-KEPT_OF_COMPLAINTS]


@asynccontextmanager
async def running(server: McpServer, ended: Callable[[str], None]) -> AsyncIterator[ServerProcess]:
    """Run it with next to nothing of our environment; `ended` is told its last complaints. Raises OSError."""
    process = await asyncio.create_subprocess_exec(
        server.command,
        *server.args,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | dict(server.env),
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    run = ServerProcess(server, process)
    try:
        yield run
    finally:
        await to_the_end(run.end())
        ended(run.complaints)


async def to_the_end(ending: Coroutine[Any, Any, None]) -> None:
    """Wait for something that takes seconds at most, however often we are told to stop meanwhile."""
    task, stopped = asyncio.ensure_future(ending), False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            stopped = True
    if stopped:
        raise asyncio.CancelledError
