"""The watched database can make us run nothing, whatever its statistics hold: attacks on a real PostgreSQL."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import psycopg
import pytest

from integrations.postgres.postgres import Postgres, explained
from integrations.postgres.session import session
from integrations.postgres.types import Explained, StatementKey
from integrations.source import SourceError
from tests.queries.attacks import ATTACKS, BEFORE, OF_ADMINISTRATORS, OVER_EXTENSIONS, SECRET, SUNG, Attack
from tests.queries.conftest import Watched

HARMLESS = "SELECT id FROM orders WHERE customer = $1 AND status = $2 ORDER BY placed DESC LIMIT $3"


@pytest.fixture
def attacked(watched: Watched, documented: str) -> Iterator[Watched]:
    """The shop as Mallory's database, with a payroll that she may not read, and the documented role."""
    here = replace(watched, name="here")
    sql = [part for block in re.findall(r"```sql\n(.*?)```", documented, re.DOTALL) for part in block.split(";")]
    watched.does(
        "CREATE ROLE mallory LOGIN",
        f"CREATE DATABASE here TEMPLATE {watched.name}",
        "ALTER DATABASE here OWNER TO mallory",
    )
    try:
        who, amount = SECRET.split("=")
        here.does(
            "CREATE TABLE payroll (who text, amount int)",
            f"INSERT INTO payroll SELECT '{who}', {amount}",
            *(part for part in sql if part.strip() and "hypopg" not in part),
            "ALTER TABLE orders OWNER TO mallory",
            "ALTER TABLE customers OWNER TO mallory",
            "ALTER DEFAULT PRIVILEGES FOR ROLE mallory GRANT SELECT ON TABLES TO PUBLIC",
            "DROP INDEX orders_customer",
        )
        yield here
    finally:
        watched.does("DROP DATABASE here WITH (FORCE)", "DROP ROLE mallory, rolecall_watch")


class Attacker:
    """Mallory at work, and what Rolecall finds about what she asked."""

    def __init__(self, shop: Watched) -> None:
        self.shop = shop
        self.database = Postgres(shop.of("rolecall_watch"))
        self._made: set[str] = set()
        self._heard_to = shop.server.log.stat().st_size  # other tests have sung in it

    def makes(self, *made: str) -> None:
        with psycopg.connect(self.shop.of("mallory"), autocommit=True) as mallory:
            for statement in made:
                if statement in self._made:
                    continue
                self._made.add(statement)
                if statement.startswith("!"):
                    self.shop.does(statement[1:])
                else:
                    mallory.execute(statement.encode())

    async def asks(self, attacks: Mapping[str, Attack]) -> tuple[Mapping[StatementKey, str], list[str]]:
        """Run what can be run: what the server counted of it, and the texts that it did not take from her."""
        alone = [text for attack in attacks.values() if attack.raw for text in attack.asks]
        self.shop.does("SELECT pg_stat_statements_reset()")
        with psycopg.connect(
            f"{self.shop.of('mallory')}?options=-csearch_path%3Dpublic%20-cstatement_timeout%3D2000", autocommit=True
        ) as mallory:
            for attack in attacks.values():
                for statement in () if attack.raw else attack.asks:
                    try:
                        mallory.execute(statement.encode())
                    except psycopg.Error:
                        alone.append(statement)
        ((whose,),) = self.shop.does("SELECT oid::bigint FROM pg_roles WHERE rolname = 'mallory'")
        keys = [key for key in (await self.database.snapshot()).statements if key.userid == whose]
        return await self.database.texts(keys), alone

    async def explained(self, text: str) -> Explained:
        """What is found about a statement of that very text."""
        async with session(self.shop.of("rolecall_watch")) as ask:
            return await explained(ask, text)

    def sang(self) -> bool:
        """Return True if a function of hers ran for somebody else since this was asked before."""
        with self.shop.server.log.open("rb") as log:
            log.seek(self._heard_to)
            new = log.read()
        self._heard_to += len(new)
        return SUNG in new

    async def heard(self, attacks: Mapping[str, Attack]) -> list[str]:
        """The statements to plan which a function ran, or of which a secret is shown."""
        heard: list[str] = []

        def listen(text: str, looked: Explained) -> None:
            if self.sang() or SECRET in repr(looked):
                heard.append(text)

        counted, alone = await self.asks(attacks)
        for key, text in counted.items():
            listen(text, await self.database.explain(key))
        async with session(self.shop.of("rolecall_watch")) as ask:
            for text in alone:
                listen(text, await explained(ask, text))
        return heard


@pytest.fixture
def mallory(attacked: Watched) -> Attacker:
    attacker = Attacker(attacked)
    attacker.makes(*BEFORE)
    return attacker


async def test_nothing_of_hers_runs_to_plan_what_she_asks(mallory: Attacker) -> None:
    assert sum(len(attack.asks) for attack in ATTACKS.values()) > 100
    for attack in ATTACKS.values():
        mallory.makes(*attack.made)
    assert await mallory.heard(ATTACKS) == []
    # and all the while what is harmless is planned, and helped
    shown = await mallory.explained(HARMLESS)
    assert "Seq Scan on public.orders" in shown.plan
    assert bool(shown.proposal) == mallory.shop.hypopg


@pytest.mark.parametrize("name", OF_ADMINISTRATORS)
async def test_nothing_runs_that_an_administrator_made_for_every_statement(mallory: Attacker, name: str) -> None:
    attack = OF_ADMINISTRATORS[name]
    mallory.makes(*attack.made)
    assert await mallory.heard({name: attack}) == []


async def test_functions_beside_those_of_extensions_are_not_called(mallory: Attacker) -> None:
    for each in OVER_EXTENSIONS:
        mallory.makes(each)
        assert (await mallory.explained(HARMLESS)).plan
        with contextlib.suppress(SourceError):  # which of the two is meant the server may not be able to say
            await mallory.database.snapshot()
    assert not mallory.sang()


async def test_her_functions_are_heard_where_they_run(mallory: Attacker) -> None:
    """Or nothing of the above would show anything."""
    with (
        psycopg.connect(mallory.shop.of("rolecall_watch")) as careless,
        pytest.raises(psycopg.errors.UndefinedTable, match=SECRET),
    ):
        careless.execute("EXPLAIN SELECT 1 WHERE f()")
    assert mallory.sang()
