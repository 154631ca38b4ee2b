from zoneinfo import ZoneInfo

import pytest

from bot.persona import load_card
from integrations.database import Database
from integrations.rolecard import RoleCard
from integrations.time import TurnableClock
from tests.turn.house import FakeModel, House


@pytest.fixture(scope="session")
def card() -> RoleCard:
    """The card that comes with Rolecall."""
    ZoneInfo("Europe/Berlin")  # read from disk once, before there is a loop to block
    return load_card().card


@pytest.fixture
async def house(db: Database, clock: TurnableClock, card: RoleCard) -> House:
    """Ana, Ben and Cleo, and us without a model."""
    house = House(db, clock, card)
    await house.team.learn()
    return house


@pytest.fixture
def model() -> FakeModel:
    """A model that says what a test wants."""
    return FakeModel()


@pytest.fixture
async def thinking_house(db: Database, clock: TurnableClock, card: RoleCard, model: FakeModel) -> House:
    """The same with a model."""
    house = House(db, clock, card, model)
    await house.team.learn()
    return house
