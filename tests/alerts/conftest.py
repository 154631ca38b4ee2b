"""The real app with its HTTP port, and a hand that posts alerts to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from bot.demo.stage import Stage
from tests.stage import staged, with_a_day

TOKEN = "alert-token"
GRAFANA, PAGERDUTY = "grafana-secret", "pagerduty-secret"


@dataclass
class Post:
    """The app on its stage, and an HTTP client that knows the token."""

    stage: Stage
    client: httpx2.AsyncClient
    url: str

    async def __call__(self, source: str, payload: Any, **headers: str) -> httpx2.Response:
        return await self.client.post(f"{self.url}/alerts/{source}", json=payload, headers=headers)


@asynccontextmanager
async def posting(folder: Path, **more: Any) -> AsyncIterator[Post]:
    """The app with its HTTP port, before anything is set up. `more` are other settings."""
    settings: dict[str, Any] = more | {
        "rolecall_alert_token": SecretStr(TOKEN),
        "rolecall_grafana_secret": SecretStr(GRAFANA),
        "rolecall_pagerduty_secret": SecretStr(PAGERDUTY),
    }
    async with staged(folder, http=True, **settings) as stage:
        headers = {"authorization": f"Bearer {TOKEN}"}
        # No certificate is needed on this machine, and to read them all takes a while.
        async with httpx2.AsyncClient(headers=headers, verify=False, trust_env=False, timeout=60) as client:
            yield Post(stage, client, f"http://127.0.0.1:{stage.app.port}")


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    """A channel with the card's day, and a hand that posts alerts."""
    async with posting(tmp_path) as ready:
        await with_a_day(ready.stage)
        yield ready
