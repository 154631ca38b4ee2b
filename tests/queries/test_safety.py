"""Nothing of anybody's runs because Rolecall looked: not a statement, not a function, under no search_path."""

from collections.abc import Callable

import pytest

from integrations.postgres.literals import names
from integrations.postgres.postgres import Postgres
from integrations.postgres.types import Explained
from tests.queries.conftest import Watched
from tests.queries.test_postgres import found

Trap = Callable[..., str]


@pytest.fixture
def trap(watched: Watched) -> Trap:
    """Makes functions that leave a trace when they run, whatever they call themselves: by a connection of their own."""
    watched.does("CREATE EXTENSION dblink", "CREATE TABLE trap (at timestamptz DEFAULT now())")
    here = f"host=127.0.0.1 port={watched.server.port} dbname={watched.name} user=rolecall"

    def made(name: str, arguments: str = "", kind: str = "IMMUTABLE", returns: str = "bigint") -> str:
        return (
            f"CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql {kind} SECURITY DEFINER AS $$"
            f" BEGIN PERFORM public.dblink_exec('{here}', 'INSERT INTO public.trap DEFAULT VALUES');"
            f" RETURN '1'::{returns}; END $$"
        )

    return made


def ran(shop: Watched) -> int:
    """How often functions of that kind ran."""
    return int(shop.does("SELECT count(*) FROM trap")[0][0])


async def looked_into(shop: Watched, statement: str) -> tuple[Explained, int]:
    """What is found about a statement that ran once, and how many functions ran to find it."""
    shop.does("SELECT pg_stat_statements_reset()", statement)
    database = Postgres(shop.dsn)
    texts = await database.texts(list((await database.snapshot()).statements))
    ours = ("pg_stat_statements", "dblink")
    (key,) = (key for key, text in texts.items() if text.startswith("SELECT") and not any(w in text for w in ours))
    before = ran(shop)
    return await database.explain(key), ran(shop) - before


@pytest.mark.parametrize("kind", ["IMMUTABLE", "STABLE"])
async def test_a_function_of_people_s_own_is_not_run_to_plan(watched: Watched, trap: Trap, kind: str) -> None:
    watched.does(trap("count_me", kind=kind))
    shown, times = await looked_into(watched, "SELECT * FROM orders WHERE id = count_me() LIMIT 1")
    assert times == 0
    assert ran(watched) > 0
    assert "(public.count_me), which the server may run to plan it" in shown.why_not


VIEW = "CREATE VIEW seen AS SELECT * FROM orders WHERE id = count_me()"


@pytest.mark.parametrize(
    ("made", "statement"),
    [
        ([VIEW], "SELECT * FROM seen"),
        ([VIEW, "CREATE VIEW more AS TABLE seen"], "SELECT * FROM more"),
        (
            ["ALTER TABLE orders ENABLE ROW LEVEL SECURITY", "CREATE POLICY p ON orders USING (id = count_me())"],
            "SELECT status FROM orders LIMIT 1",
        ),
        (["CREATE INDEX odd ON orders (id) WHERE id > count_me()"], "SELECT status FROM orders WHERE id > 7 LIMIT 1"),
        (
            ["CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int)"],
            "SELECT 1 FROM orders WHERE 2 === 4",
        ),
        (["ALTER FUNCTION total RENAME TO every"], "SELECT o.every FROM orders o LIMIT 1"),
        (['ALTER FUNCTION count_me RENAME TO "Count Me"'], 'SELECT "Count Me" /* ( */ () FROM orders LIMIT 1'),
        ([], 'SELECT U&"count\\005fme"() AS hidden'),
    ],
)
async def test_however_a_statement_leads_to_it_it_is_not_run(
    watched: Watched, trap: Trap, made: list[str], statement: str
) -> None:
    watched.does(trap("count_me"), trap("same", "int, int", returns="boolean"), trap("total", "orders"))
    watched.does(*made, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO watch")
    shown, times = await looked_into(watched, statement)
    assert times == 0
    assert "a function of your own" in shown.why_not


async def test_functions_of_extensions_and_names_that_are_no_calls_do_not_keep_a_plan_away(
    watched: Watched, trap: Trap
) -> None:
    watched.does(trap("first", "int", returns="int"), "CREATE EXTENSION pg_trgm")
    statement = "SELECT similarity(status, 'x') FROM orders ORDER BY placed NULLS FIRST LIMIT 2"
    assert "Seq Scan on public.orders" in (await looked_into(watched, statement))[0].plan


async def test_our_own_questions_are_answered_by_nobody_else_s_functions(watched: Watched, trap: Trap) -> None:
    """`cardinality(regtype[])` fits better than the server's own, and a search_path may put others first."""
    watched.does(
        "GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC",
        trap("public.cardinality", "regtype[]", "VOLATILE", "int"),
        trap("public.set_config", "text, text, boolean", "VOLATILE", "text"),
        "CREATE SCHEMA evil",
        "GRANT USAGE ON SCHEMA evil TO PUBLIC",
        trap("evil.quote_ident", "text", "VOLATILE", "text"),
        trap("evil.current_setting", "text", "VOLATILE", "text"),
        trap("evil.current_database", kind="VOLATILE", returns="name"),
        "CREATE VIEW evil.pg_extension AS SELECT evil.current_database()",
        f"ALTER ROLE watch IN DATABASE {watched.name} SET search_path = evil, public, pg_catalog",
        f"ALTER ROLE rolecall IN DATABASE {watched.name} SET search_path = evil, public, pg_catalog",
        "DROP INDEX orders_customer",
    )
    shown, times = await looked_into(watched, "SELECT id FROM orders WHERE customer = 4")
    assert times == 0
    assert "Seq Scan on public.orders" in shown.plan


async def test_the_search_path_of_the_dsn_is_the_one_that_counts(watched: Watched) -> None:
    watched.does("GRANT USAGE ON SCHEMA attic TO watch", "GRANT SELECT ON attic.old TO watch")
    watched.does("SET search_path = attic", "SELECT id FROM old")
    _, key, _ = await found(watched, "SELECT id FROM old")
    chosen = Postgres(f"{watched.dsn}?options=-csearch_path%3Dattic")
    assert "Seq Scan on attic.old" in (await chosen.explain(key)).plan
    assert 'relation "old" does not exist' in (await Postgres(watched.dsn).explain(key)).why_not


def test_names_are_read_as_the_server_reads_them() -> None:
    read = names(
        'SELECT Evil ( /* x */ ), "Odd ""Name" ("a(b") , o . Total, \'no(\' FROM Ünder😀 -- not(\n' + "x" * 70 + "()"
    )
    assert read.called == {"evil", 'Odd "Name', "x" * 63}
    assert read.of_something == {"total"}
    assert {"Ünder😀", "ünder😀"} <= read.every
    assert not {"not", "no"} & read.every
