"""`rolecall run` as a process of its own, which a test starts, asks, kills, and reads the log of."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo import team
from integrations.time import Clock
from integrations.workspace import Sample, Workspace, serving
from tests.kills.arena import Replica
from tests.ports import free_port
from tests.waiting import PATIENT_S, until

TEAM = team.team("Backend_Architect")
MENTION = "@Backend_Architect"
START_S = 50


class Running(Replica):
    """One process of `rolecall run`, and its log."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        super().__init__(environment, log)
        self._log_file = log

    async def run(self, **settings: str) -> None:
        """Start it, and return once it says that it is at work. `settings` are other than the last time."""
        self._environment |= settings
        await self.start()
        await until(lambda: self.up or not self.alive, seconds=START_S)
        assert self.up, self.last_words

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line that it logged, over all its starts."""
        text = self._log_file.read_text(errors="replace") if self._log_file.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{[line['port'] for line in self.lines if line['event'] == 'listening'][-1]}"

    async def readyz(self) -> tuple[int, dict[str, bool]]:
        """The status and the parts that its readiness names."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.url}/readyz") as answer:
            return answer.status, await answer.json()

    def terminate(self) -> None:
        """SIGTERM."""
        assert self.process is not None
        self.process.terminate()

    async def die(self) -> None:
        """SIGKILL, where it still runs, and wait for its end."""
        if self.kill():
            await self.ended()


@asynccontextmanager
async def outside(
    folder: Path, *, http: bool = False, forked: bool = True, sample: Sample = TEAM, **settings: str
) -> AsyncIterator[tuple[Workspace, Running]]:
    """A workspace, and a process for it that is not started yet. With `http` Slack reaches it by signed requests.

    Where it is not `forked`, it is the command as people type it.
    """
    port = free_port()
    if http:
        sample = replace(sample, app=replace(sample.app, request_url=f"http://127.0.0.1:{port}/slack/events"))
    workspace = Workspace(sample, Clock(), ack_s=PATIENT_S)
    async with serving(workspace) as address:
        way = {"SLACK_SIGNING_SECRET": sample.app.signing_secret} if http else {"SLACK_APP_TOKEN": sample.app.app_token}
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "SLACK_BOT_TOKEN": sample.app.bot_token,
            "SLACK_API_URL": address.api_url,
            "ROLECALL_DATABASE_URL": f"sqlite:///{folder}/rolecall.db",
            "ROLECALL_HTTP_PORT": str(port),
            "ROLECALL_LEASE_SECONDS": "2",
            **way,
            **settings,
        }
        running = Running(environment, folder / "run.log")
        running.forked = forked
        try:
            yield workspace, running
        finally:
            await running.die()


async def exchange(port: int, *parts: bytes) -> bytes:
    """Send bytes on a connection of their own, and read until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
        async with asyncio.timeout(PATIENT_S):
            return await reader.read()
    finally:
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
