"""A connection that is lost is replaced, and what comes over the new one is heard."""

from pathlib import Path

import pytest

from bot.slack import socket_mode
from tests.stage import BACKEND, BOT, last, staged


async def test_people_are_answered_after_a_lost_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "PING_S", 0.05)
    async with staged(tmp_path) as stage:
        ben = stage.workspace.member("Ben")
        for _ in range(2):
            before = list(stage.workspace.sockets.connections)
            stage.workspace.sockets.drop()
            await stage.workspace.until(lambda old=before: set(stage.workspace.sockets.connections) - set(old))  # type: ignore[misc]
            await ben.command("/recall", BACKEND)  # raises where no ack comes in time
            await ben.says(BACKEND, f"{BOT} what did we decide about retries?")
            await stage.pass_(seconds=5)
            assert last(stage).user == stage.workspace.app.bot_user
