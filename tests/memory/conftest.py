import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from tests.memory.house import House
from tests.waiting import PATIENT_S


@pytest.fixture
async def house(db: Database, clock: TurnableClock) -> House:
    """A workspace where nobody is yet."""
    return House(db, clock)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Slack knows is waited for, however busy the machine is: who may hear what is not a matter of time here."""
    monkeypatch.setattr("jobs.people.freshness.PATIENCE_S", PATIENT_S)
    monkeypatch.setattr("jobs.people.freshness.TOGETHER_S", PATIENT_S)
