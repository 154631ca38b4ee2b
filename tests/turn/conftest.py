from collections.abc import Iterator
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import sql

from bot.persona import load_card
from integrations.database import Database
from integrations.database.tables import metadata
from integrations.rolecard import RoleCard
from integrations.time import TurnableClock
from tests.turn.house import FakeModel, House


@pytest.fixture(scope="session")
def kept_postgres_url(postgres_server: str) -> str:
    """One database for all of these tests: making one takes longer than most of them."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE turn")
    return f"{postgres_server}/turn"


@pytest.fixture
def postgres_url(kept_postgres_url: str) -> Iterator[str]:
    """That database, emptied after each test."""
    yield kept_postgres_url
    tables = sql.SQL(", ").join(sql.Identifier(table) for table in metadata.tables)
    with psycopg.connect(kept_postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))


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
