from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from integrations.database import Database
from integrations.database.tables import metadata
from integrations.time import TurnableClock
from tests.memory.house import House


@pytest.fixture(scope="session")
def kept_postgres_url(postgres_server: str) -> str:
    """One database for all of these tests: making one takes longer than most of them."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE memory")
    return f"{postgres_server}/memory"


@pytest.fixture
def postgres_url(kept_postgres_url: str) -> Iterator[str]:
    """That database, emptied after each test."""
    yield kept_postgres_url
    tables = sql.SQL(", ").join(sql.Identifier(table) for table in metadata.tables)
    with psycopg.connect(kept_postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))


@pytest.fixture
async def house(db: Database, clock: TurnableClock) -> House:
    """A workspace where nobody is yet."""
    return House(db, clock)
