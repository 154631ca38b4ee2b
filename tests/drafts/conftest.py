"""The house that every test of drafts starts from."""

import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from tests.drafts.house import House, build
from tests.waiting import PATIENT_S


@pytest.fixture
async def house(db: Database, clock: TurnableClock) -> House:
    return await build(db, clock)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Slack knows is waited for, however busy the machine is: who may hear what is not a matter of time here."""
    monkeypatch.setattr("jobs.people.freshness.PATIENCE_S", PATIENT_S)
    monkeypatch.setattr("jobs.people.freshness.TOGETHER_S", PATIENT_S)
