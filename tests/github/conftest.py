"""A GitHub on this machine, and the real app that reads it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.sources import Sources
from integrations.github.github import GitHub
from tests.faults import Faulty
from tests.github.server import TOKEN, Hub, hub
from tests.stage import staged
from tests.waiting import PATIENT_S

PAYMENTS, ORDERS = "sample/payments", "sample/orders"


@dataclass
class Work:
    """The app on its stage, and the GitHub that it reads."""

    stage: Stage
    hub: Hub
    front: Faulty
    github: GitHub


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Work]:
    async with hub() as (state, address, front):
        state.repo(PAYMENTS)
        state.repo(ORDERS)
        github = GitHub(TOKEN, (PAYMENTS, ORDERS), api_url=address, timeout_s=PATIENT_S)
        async with staged(tmp_path, sources=Sources(codehost=github)) as stage:
            yield Work(stage, state, front, github)
