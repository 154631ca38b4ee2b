"""Text that an engine cannot keep, from wherever it comes, costs nobody anything."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.demo.stage import Stage
from tests.stage import BACKEND, BOT, last, staged

ODD = ["a\x00b", "half \ud83d of it", "\udfff\ud800", "x" * 60_000]


@pytest.fixture
async def either(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    """The stage on each engine in turn."""
    async with staged(tmp_path, url=database_url) as ready:
        yield ready


async def answered(stage: Stage, words: str = "what did we decide?") -> None:
    await stage.workspace.member("Ben").says(BACKEND, f"{BOT} {words}")
    await stage.pass_(seconds=3)
    said = last(stage)
    assert said.user == stage.workspace.app.bot_user
    assert "went wrong" not in said.shown


@pytest.mark.slow_where("sqlite")
async def test_odd_words_names_and_channels_are_kept_and_answered(either: Stage) -> None:
    workspace = either.workspace
    ana: Any = workspace.member("Ana")
    for number, odd in enumerate(ODD):
        ana.member.name = ana.member.real_name = odd[:200]
        await ana.sets_status(odd[:100])
        workspace.rename(BACKEND, f"backend-{number}-{odd[:40]}")
        await ana.says("C0BACKEND", f"we retry {odd} times")
        workspace.rename("C0BACKEND", "backend")
        await either.settle()
        await answered(either, f"what about {odd[:2000]}?")
    assert either.app.alive


@pytest.mark.slow_where("sqlite")
async def test_a_command_and_a_form_with_odd_words_are_answered(either: Stage) -> None:
    ben = either.workspace.member("Ben")
    for odd in ODD:
        await ben.command(f"/adr Use {odd[:1000]} queue", BACKEND)
        await either.settle()
        assert ben.view is not None
        await ben.closes(ben.view)
        await ben.command(f"/recall {odd[:1000]}", BACKEND)
        await either.settle()
    assert not [said for said in ben.hears() if "went wrong" in said.shown]


@pytest.mark.parametrize("odd", ODD[:3], ids=["NUL", "half", "halves"])
async def test_an_alert_with_odd_words_is_taken_with_its_companions(
    tmp_path: Path, postgres_url: str, odd: str
) -> None:
    shared = {"severity": "critical", "starts_at": "2026-11-23T06:00:00Z"}
    alerts = [
        {"fingerprint": f"f-{odd}", "title": f"Disk {odd}", "labels": {f"k{odd}": odd}, **shared},
        {"fingerprint": "g", "title": "Disk is full", **shared},
    ]
    async with staged(tmp_path, url=postgres_url, http=True, rolecall_alert_token=SecretStr("token")) as stage:
        async with aiohttp.ClientSession(headers={"authorization": "Bearer token"}) as http:
            for alert in alerts:
                async with http.post(f"http://127.0.0.1:{stage.app.port}/alerts/generic", json=alert) as answer:
                    assert answer.status == 202, await answer.text()
        assert len(await stage.app.parts.alerts.between(datetime(2026, 11, 23, tzinfo=UTC), stage.now())) == 2
