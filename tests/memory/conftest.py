import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from tests.memory.house import House


@pytest.fixture
async def house(db: Database, clock: TurnableClock) -> House:
    """A workspace where nobody is yet."""
    return House(db, clock)
