"""The house that every test of drafts starts from."""

import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from tests.drafts.house import House, build


@pytest.fixture
async def house(db: Database, clock: TurnableClock) -> House:
    return await build(db, clock)
