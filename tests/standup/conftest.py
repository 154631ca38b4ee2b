import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from jobs.calendar import zone_of
from tests.standup.house import House


@pytest.fixture(autouse=True, scope="session")
def zones_are_read() -> None:
    """A zone is a small file that is read once; here, before the loop is watched."""
    for name in ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "UTC"):
        zone_of(name)


@pytest.fixture
def house(db: Database, clock: TurnableClock) -> House:
    return House(db, clock)
