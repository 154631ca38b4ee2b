import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from tests.standup.house import House


@pytest.fixture
def house(db: Database, clock: TurnableClock) -> House:
    return House(db, clock)
