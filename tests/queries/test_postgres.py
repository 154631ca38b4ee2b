"""The adapter on a real PostgreSQL, with a role that may do hardly anything."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from integrations.postgres.postgres import Postgres
from integrations.postgres.session import Refused, session
from integrations.postgres.types import Explained, StatementKey
from integrations.source import SourceError
from tests.ports import free_port
from tests.queries.conftest import Watched, pretending

BY_CUSTOMER = "SELECT * FROM orders WHERE customer = 5 AND status = 'open' ORDER BY placed DESC LIMIT 3"


async def found(shop: Watched, *words: str) -> tuple[Postgres, StatementKey, str]:
    """The statement whose text has these words."""
    database = Postgres(shop.dsn)
    taken = await database.snapshot()
    for key, text in (await database.texts(list(taken.statements))).items():
        if all(word in text for word in words):
            return database, key, text
    raise AssertionError(f"no statement with {words}")


async def explained(shop: Watched, statement: str, *words: str) -> Explained:
    shop.does(statement)
    database, key, _ = await found(shop, *words)
    return await database.explain(key)


async def why(dsn: str, *, timeout_s: float = 10) -> str:
    with pytest.raises(SourceError) as caught:
        await Postgres(dsn, timeout_s=timeout_s).snapshot()
    assert "guess" not in caught.value.sentence
    return caught.value.why


# --- what is counted ---------------------------------------------------------------


async def test_counters_are_those_of_the_server_and_count_on(watched: Watched) -> None:
    watched.does(BY_CUSTOMER)
    database, key, text = await found(watched, "ORDER BY placed")
    assert text == "SELECT * FROM orders WHERE customer = $1 AND status = $2 ORDER BY placed DESC LIMIT $3"
    first = (await database.snapshot()).statements[key]
    assert (first.calls, first.rows) == (1, 3)
    assert first.hit + first.read > 0
    watched.does(*[BY_CUSTOMER] * 4)
    now = (await database.snapshot()).statements[key]
    assert (now.calls, now.rows) == (5, 15)
    assert now.exec_ms > first.exec_ms


async def test_only_this_database_is_shown_and_nothing_of_our_own(watched: Watched) -> None:
    Watched(watched.server, "postgres", hypopg=False).does("SELECT 'elsewhere' AS elsewhere")
    database = Postgres(watched.dsn)
    for _ in range(3):
        taken = await database.snapshot()
        await database.texts(list(taken.statements))
    shown = list((await database.texts(list((await database.snapshot()).statements))).values())
    assert not [text for text in shown if "elsewhere" in text or "pg_stat_statements(" in text or "set_config" in text]


async def test_literals_of_utility_statements_are_not_shown(watched: Watched) -> None:
    watched.does("ALTER ROLE locked PASSWORD 'right'")
    _, _, text = await found(watched, "ALTER ROLE locked")
    assert "right" not in text


async def test_a_restart_keeps_the_counters_and_a_reset_begins_anew(watched: Watched) -> None:
    watched.does(BY_CUSTOMER)
    database, key, _ = await found(watched, "ORDER BY placed")
    before = await database.snapshot()
    await asyncio.to_thread(watched.server.stop)
    with pytest.raises(SourceError, match="nothing listens"):
        await database.snapshot()
    await asyncio.to_thread(watched.server.start)
    restarted = await database.snapshot()
    assert restarted.started_at > before.started_at
    assert restarted.reset_at == before.reset_at
    assert restarted.statements[key] == before.statements[key]
    watched.does("SELECT pg_stat_statements_reset()")
    after = await database.snapshot()
    assert after.reset_at > before.reset_at
    assert key not in after.statements


async def test_a_start_without_the_statistics_of_before_counts_from_the_start(watched: Watched) -> None:
    """As after a crash, and with `pg_stat_statements.save = off`."""
    before = await Postgres(watched.dsn).snapshot()
    watched.does("ALTER SYSTEM SET pg_stat_statements.save = off", "SELECT pg_reload_conf()")
    try:
        await asyncio.to_thread(watched.server.stop)
        await asyncio.to_thread(watched.server.start)
        after = await Postgres(watched.dsn).snapshot()
    finally:
        watched.does("ALTER SYSTEM RESET pg_stat_statements.save", "SELECT pg_reload_conf()")
    assert after.reset_at > before.reset_at
    assert abs(after.reset_at - after.started_at) < timedelta(seconds=30)


async def test_statements_of_others_are_hidden_without_the_privilege_and_counted(watched: Watched) -> None:
    watched.does(BY_CUSTOMER)
    blind = Postgres(watched.of("blind"))
    taken = await blind.snapshot()
    assert taken.hidden > 0
    assert taken.hidden_ms > 0
    assert not [text for text in (await blind.texts(list(taken.statements))).values() if "orders" in text]


# --- what goes wrong ---------------------------------------------------------------


async def test_what_is_missing_is_named(watched: Watched) -> None:
    bare = replace(watched, name="bare")
    assert "pg_stat_statements is not installed in the database bare" in await why(bare.dsn)
    assert "there is no database of the name" in await why(replace(watched, name="nowhere").dsn)
    assert "there is no role of the name" in await why(watched.of("nobody"))
    assert "the name or the password" in await why(watched.of("locked"))
    assert "it asks for a password" in await why(watched.of("locked").replace(":guess", ""))


async def test_an_old_extension_is_said(watched: Watched) -> None:
    watched.does("DROP EXTENSION pg_stat_statements", "CREATE EXTENSION pg_stat_statements VERSION '1.8'")
    assert "ALTER EXTENSION pg_stat_statements UPDATE" in await why(watched.dsn)


async def test_an_extension_in_another_schema_is_found(watched: Watched) -> None:
    watched.does('CREATE SCHEMA "Odd Place"', 'ALTER EXTENSION pg_stat_statements SET SCHEMA "Odd Place"')
    watched.does('GRANT USAGE ON SCHEMA "Odd Place" TO watch')
    assert (await Postgres(watched.dsn).snapshot()).database == watched.name


async def test_a_server_that_is_down_silent_or_no_postgresql_is_said() -> None:
    assert await why(f"postgresql://watch:guess@127.0.0.1:{free_port()}/shop") == (
        "nothing listens at the address of ROLECALL_POSTGRES_DSN"
    )
    async with pretending(None) as port:
        assert await why(f"postgresql://watch:guess@127.0.0.1:{port}/shop", timeout_s=1) == "it does not answer in time"
    async with pretending(b"HTTP/1.1 200 OK\r\n\r\n<html>") as port:
        assert "is no PostgreSQL" in await why(f"postgresql://watch:guess@127.0.0.1:{port}/shop")


async def test_a_refusal_in_the_server_s_own_language_is_still_a_refusal() -> None:
    fields = b"SFATAL\0VFATAL\0C28P01\0MPasswort-Authentifizierung fehlgeschlagen\0\0".replace(b"SFATAL", b"SFEHLER")
    async with pretending(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields) as port:
        said = await why(f"postgresql://watch:guess@127.0.0.1:{port}/shop?sslmode=disable")
    assert said.startswith("it refuses the connection (the name, the password")


async def test_a_database_of_no_encoding_is_read_and_keeps_others_from_reading_texts_alone(watched: Watched) -> None:
    """What stands in it may be any bytes, and the server reads every text to give one."""
    odd = replace(watched, name="odd")
    watched.does("CREATE DATABASE odd TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    try:
        odd.does(
            "CREATE EXTENSION pg_stat_statements", "CREATE TABLE letters (id int)", "GRANT ALL ON letters TO watch"
        )
        with psycopg.connect(f"{watched.server.url}/odd", autocommit=True) as admin:
            admin.execute(b'SELECT id AS "Stra\xdfe" FROM letters')  # LATIN 1
            admin.execute("SELECT id AS Straße FROM letters LIMIT 1".encode())
        database, key, text = await found(odd, "LIMIT")
        assert text == "SELECT id AS Straße FROM letters LIMIT $1"
        assert "Seq Scan on public.letters" in (await database.explain(key)).plan
        _, key, _ = await found(odd, "Stra\ufffde")
        assert (await database.explain(key)).plan
        taken = await Postgres(watched.dsn).snapshot()
        assert taken.statements
        with pytest.raises(SourceError, match="in letters that this one's encoding has not"):
            await Postgres(watched.dsn).texts(list(taken.statements))
    finally:
        watched.does("DROP DATABASE odd WITH (FORCE)", "SELECT pg_stat_statements_reset()")


async def test_an_address_that_is_none_is_said() -> None:
    assert "is not an address" in await why(f"postgresql://watch:guess@{'a' * 70}.example/shop")
    with pytest.raises(SourceError, match="is not an address") as caught:
        Postgres("host='guess").place  # noqa: B018
    assert "guess" not in caught.value.sentence
    assert await why("host='guess") == "it cannot be reached"
    assert Postgres("host=db.example dbname=shop password=guess").place == "shop at db.example"


# --- plans -------------------------------------------------------------------------


async def test_an_index_is_proposed_with_both_costs_and_none_is_made(watched: Watched) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    watched.does("DROP INDEX orders_customer")
    shown = await explained(watched, BY_CUSTOMER, "ORDER BY placed")
    assert "Seq Scan on public.orders" in shown.plan
    assert "Filter: ((orders.customer = $1) AND (orders.status = $2))" in shown.plan
    assert shown.proposal is not None
    assert shown.proposal.definition == "CREATE INDEX CONCURRENTLY ON public.orders (customer, status, placed)"
    assert shown.proposal.cost_after < shown.proposal.cost_before / 20
    assert shown.proposal.size_bytes > 1_000_000
    indexes = watched.does("SELECT indexname FROM pg_indexes WHERE tablename = 'orders'")
    assert indexes == [("orders_pkey",)]


async def test_a_join_without_an_index_gets_one_proposed(watched: Watched) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    watched.does("DROP INDEX orders_customer")
    shown = await explained(
        watched, "SELECT count(*) FROM customers c JOIN orders o ON o.customer = c.id WHERE c.id = 7", "JOIN orders"
    )
    assert shown.proposal is not None
    assert shown.proposal.definition.endswith("ON public.orders (customer)")


async def test_where_no_index_helps_none_is_proposed(watched: Watched) -> None:
    for statement, word in (
        ("SELECT count(*) FROM orders WHERE status = 'open'", "status"),  # all of them are
        ("SELECT sum(id) FROM orders", "sum(id)"),
        ("SELECT * FROM orders WHERE customer = 8", "SELECT * FROM orders WHERE customer"),  # it has one
        ("SELECT * FROM customers WHERE name = 'x'", "name"),  # small
    ):
        shown = await explained(watched, statement, word)
        assert shown.plan, statement
        assert shown.proposal is None, statement


async def test_an_invalid_index_is_said_and_not_proposed_again(watched: Watched) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    watched.does("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_customer'::regclass")
    shown = await explained(watched, "SELECT * FROM orders WHERE customer = 8", "SELECT * FROM orders WHERE customer")
    assert shown.proposal is None
    assert "REINDEX INDEX CONCURRENTLY public.orders_customer makes it again" in shown.note


async def test_a_bloated_index_is_not_proposed_a_second_time(watched: Watched) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    watched.does("DROP INDEX orders_customer", "VACUUM orders")
    statement = "SELECT customer FROM orders WHERE customer > 990"
    assert (await explained(watched, statement, "customer >")).proposal is not None
    watched.does("CREATE INDEX bloated ON orders (customer) WITH (fillfactor = 10, deduplicate_items = off)")
    shown = await explained(watched, statement, "customer >")
    assert "Seq Scan on public.orders" in shown.plan  # the planner has it, and does without
    assert (shown.proposal, shown.note) == (None, "")


async def test_of_a_table_with_partitions_one_index_is_proposed_for_all(watched: Watched) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    watched.does(
        "CREATE TABLE parted (id int, customer int) PARTITION BY HASH (id)",
        *(
            f"CREATE TABLE parted{part} PARTITION OF parted FOR VALUES WITH (MODULUS 4, REMAINDER {part})"
            for part in range(4)
        ),
        "INSERT INTO parted SELECT i, i % 1000 FROM generate_series(1, 100000) i",
        "ANALYZE parted",
        "GRANT SELECT ON parted, parted0, parted1, parted2, parted3 TO watch",
    )
    shown = await explained(watched, "SELECT * FROM parted WHERE customer = 8", "SELECT * FROM parted")
    assert shown.proposal is not None
    assert shown.proposal.definition == "CREATE INDEX ON public.parted (customer)"
    assert shown.proposal.cost_after < shown.proposal.cost_before / 2
    assert shown.proposal.size_bytes > 1_000_000


async def test_hypopg_that_may_not_be_used_takes_no_plan_away(watched: Watched) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    watched.does("DROP INDEX orders_customer", "REVOKE EXECUTE ON FUNCTION hypopg_reset() FROM PUBLIC")
    shown = await explained(watched, BY_CUSTOMER, "ORDER BY placed")
    assert "Seq Scan on public.orders" in shown.plan
    assert "cannot be used by my role" in shown.note


async def test_without_hypopg_one_line_says_how_to_get_it(watched: Watched) -> None:
    watched.does("DROP EXTENSION IF EXISTS hypopg", "DROP INDEX orders_customer")
    shown = await explained(watched, BY_CUSTOMER, "ORDER BY placed")
    assert shown.proposal is None
    assert shown.note.startswith(f"hypopg is not installed in {watched.name}")


async def test_nothing_that_is_planned_is_run_and_what_writes_is_not_even_planned(watched: Watched) -> None:
    watched.does("CREATE SEQUENCE seen", "GRANT USAGE, UPDATE ON SEQUENCE seen TO watch")
    shown = await explained(watched, "SELECT nextval('seen'), pg_sleep(0.01) FROM orders LIMIT 1", "nextval")
    assert "Limit" in shown.plan
    assert watched.does("SELECT last_value, is_called FROM seen") == [(1, True)]  # by the one call above
    assert "it is no SELECT" in (await explained(watched, "DELETE FROM orders WHERE id = 1", "DELETE")).why_not


async def test_a_plan_that_cannot_be_had_says_why(watched: Watched) -> None:
    denied = await explained(watched, "SELECT * FROM attic.old", "attic.old")
    assert "the role may not read what it reads (GRANT USAGE on the schema" in denied.why_not
    locking = await explained(watched, "SELECT id FROM orders WHERE id = 3 FOR NO KEY UPDATE", "FOR NO KEY")
    assert "it locks or changes rows" in locking.why_not
    assert "GRANT" not in locking.why_not
    watched.does("CREATE TABLE gone (id int)")
    watched.does("SELECT * FROM gone")
    watched.does("DROP TABLE gone")
    database, key, _ = await found(watched, "SELECT * FROM gone")
    assert (await database.explain(key)).why_not == "its tables are not found"
    nobody = StatementKey(1, 2, 3)
    assert "not kept any more" in (await database.explain(nobody)).why_not


async def test_a_superuser_counts_but_plans_nothing(watched: Watched) -> None:
    watched.does(BY_CUSTOMER)
    _, key, _ = await found(watched, "ORDER BY placed")
    almighty = Postgres(f"{watched.server.url}/{watched.name}")
    assert key in (await almighty.snapshot()).statements
    assert "it needs a role of its own" in (await almighty.explain(key)).why_not


@pytest.mark.parametrize("part", ["counting", "plans"])
async def test_the_documented_role_is_enough(watched: Watched, documented: str, part: str) -> None:
    counting, plans = re.findall(r"```sql\n(.*?)```", documented, re.DOTALL)[:2]
    watched.does("DROP ROLE IF EXISTS rolecall_watch", BY_CUSTOMER)
    watched.does(*(counting.split(";")[:-1]), *(plans.split(";")[:-1] if part == "plans" else []))
    try:
        database = Postgres(watched.of("rolecall_watch"))
        taken = await database.snapshot()
        assert taken.hidden == 0
        _, key, _ = await found(watched, "ORDER BY placed")
        shown = await database.explain(key)
        assert bool(shown.plan) == (part == "plans")
        assert ("the role may not read public.orders (GRANT SELECT)" in shown.why_not) == (part == "counting")
    finally:
        watched.does("DROP OWNED BY rolecall_watch", "DROP ROLE rolecall_watch")


async def test_a_table_is_found_in_whatever_schema_unless_there_are_two_of_its_name(watched: Watched) -> None:
    watched.does(
        "GRANT USAGE ON SCHEMA attic TO watch", "GRANT SELECT ON attic.old TO watch", "SET search_path = attic"
    )
    with psycopg.connect(f"{watched.server.url}/{watched.name}", autocommit=True) as app:
        app.execute("SET search_path = attic")
        app.execute("SELECT id FROM old")
    database, key, _ = await found(watched, "FROM old")
    assert "Seq Scan on attic.old" in (await database.explain(key)).plan
    watched.does("CREATE TABLE old (id int)")
    assert "several tables named old" in (await database.explain(key)).why_not


NOT_PLANNED = {
    "SELECT similarity(status, 'x') FROM orders LIMIT 1": "a function, an operator or a type that is not the server's",
    "SELECT name::public.citext FROM customers": "it names something of the schema public that is no table",
    "SELECT x FROM seen": "public.seen, which it reads, is no table of this database but a view",
    "SELECT x FROM guarded WHERE x = 1": "public.guarded has row-level security",
    "SELECT x FROM folded WHERE x = 'a'": "(public.fold), which the server may run to plan it",
    "SELECT email FROM users WHERE email = 'a'": "it uses public.users.email, which is of a type",
    "SELECT version()": "it calls version, which I do not know to be harmless",
}


async def test_what_is_not_planned_says_why(watched: Watched) -> None:
    watched.does(
        "CREATE EXTENSION pg_trgm",
        "CREATE EXTENSION citext",
        "CREATE VIEW seen AS SELECT id AS x FROM orders",
        "CREATE TABLE guarded (x int)",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)'",
        "CREATE TABLE folded (x text)",
        "CREATE INDEX ON folded (fold(x))",
        "CREATE TABLE users (id int, email citext)",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO watch",
        "SELECT pg_stat_statements_reset()",
        *NOT_PLANNED,
        "SELECT id FROM users WHERE id = 1",
    )
    database = Postgres(watched.dsn)
    texts = await database.texts(list((await database.snapshot()).statements))
    told = {text: await database.explain(key) for key, text in texts.items()}
    for statement, why_not in NOT_PLANNED.items():
        shown = next((shown for text, shown in told.items() if text[:16] == statement[:16]), None)
        assert shown is not None, (statement, list(told))
        assert why_not in shown.why_not
    assert "Seq Scan on public.users" in told["SELECT id FROM users WHERE id = $1"].plan


async def test_the_search_path_of_the_dsn_says_which_table_is_meant(watched: Watched) -> None:
    watched.does(
        "GRANT USAGE ON SCHEMA attic TO watch", "GRANT SELECT ON attic.old TO watch", "CREATE TABLE old (x int)"
    )
    watched.does("SELECT count(*) FROM old")
    _, key, _ = await found(watched, "FROM old")
    assert "several tables named old" in (await Postgres(watched.dsn).explain(key)).why_not
    chosen = Postgres(f"{watched.dsn}?options=-csearch_path%3Dattic,public")
    assert "Seq Scan on attic.old" in (await chosen.explain(key)).plan


EVERY_DAY = {
    "SELECT o.id FROM orders AS o, customers c WHERE c.id = o.customer": ("public.orders o", "public.customers c"),
    "WITH customers AS (SELECT id FROM orders) SELECT count(*) FROM customers JOIN customers AS other USING (id)": (
        "Seq Scan on public.orders",
    ),
    "(SELECT id FROM ONLY orders) UNION ALL (SELECT id FROM customers) LIMIT 1": ("public.orders", "public.customers"),
    'SELECT "orders".id FROM ("orders" NATURAL JOIN public.customers) WHERE EXTRACT(year FROM placed) > 2000': (
        '"extract"($1, orders.placed)',
    ),
    "SELECT EXISTS (SELECT FROM orders x WHERE x.id = c.id) FROM customers c /* FROM nowhere */": ("orders x",),
    "SELECT (SELECT max(placed) FROM public . orders), count(*) FILTER (WHERE id > 3) FROM customers": (),
    "SELECT c.id, lower(c.name) FROM customers c WHERE c.id IN (1, 2, 3) AND name LIKE 'x%' GROUP BY 1": ("~~",),
    "SELECT row_number() OVER (PARTITION BY customer ORDER BY placed) FROM orders LIMIT 1": ("WindowAgg",),
    "SELECT date_trunc('day', placed)::date, o.* FROM orders o WHERE status = ANY (ARRAY['a']) LIMIT 1": ("Limit",),
    "SELECT now() - interval '1 day', coalesce(sum(id), 0) FROM orders WHERE placed::date = date '2026-01-01'": (),
    "SELECT mood FROM moods WHERE mood = 'good' AND note = 'x' ORDER BY mood": ("moods.mood = $1",),
    "SELECT count(*) FROM pg_class JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace": ("Hash Join",),
}


async def test_what_people_ask_every_day_is_planned(watched: Watched) -> None:
    watched.does(
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE DOMAIN short AS text CHECK (length(VALUE) < 9)",
        "CREATE TABLE moods (mood mood, note short)",
        "GRANT SELECT ON moods TO watch",
        "SELECT pg_stat_statements_reset()",
        *EVERY_DAY,
    )
    database = Postgres(watched.dsn)
    texts = await database.texts(list((await database.snapshot()).statements))
    told = {text.replace("$1", "?"): await database.explain(key) for key, text in texts.items()}
    for statement, shows in EVERY_DAY.items():
        (shown,) = (shown for text, shown in told.items() if text[:14] == statement[:14])
        assert shown.plan, f"{statement}: {shown.why_not}"
        assert all(each in shown.plan for each in shows), shown.plan


async def test_intervals_and_partitions_are_planned(watched: Watched) -> None:
    since = await explained(watched, "SELECT 1 FROM orders WHERE placed > now() - interval '1 day'", "interval")
    assert "Seq Scan on public.orders" in since.plan
    watched.does(
        "CREATE TABLE days (day int) PARTITION BY RANGE (day)",
        "CREATE TABLE days1 PARTITION OF days FOR VALUES FROM (1) TO (2)",
        "CREATE TABLE days2 PARTITION OF days FOR VALUES FROM (2) TO (3)",
        "GRANT SELECT ON days TO watch",
    )
    shown = await explained(watched, "SELECT count(*) FROM days WHERE day = 1", "FROM days")
    assert "public.days1" in shown.plan
    assert "public.days2" in shown.plan


async def test_the_session_can_neither_write_nor_take_a_second_statement(watched: Watched) -> None:
    superuser = f"{watched.server.url}/{watched.name}"
    async with session(superuser) as ask:
        for statement in ("DELETE FROM orders", "CREATE TABLE x ()", "SET TRANSACTION READ WRITE"):
            with pytest.raises(Refused):
                async with ask.attempt():
                    await ask.rows(statement)
        with pytest.raises(Refused) as refused:
            await ask.rows("SELECT 1; DROP TABLE orders")
        assert "multiple commands" in refused.value.message
    assert watched.does("SELECT count(*) FROM orders") == [(100_000,)]


async def test_a_lock_of_somebody_else_holds_nobody_up(watched: Watched) -> None:
    watched.does("DROP INDEX orders_customer")
    watched.does(BY_CUSTOMER)
    database, key, _ = await found(watched, "ORDER BY placed")
    with psycopg.connect(f"{watched.server.url}/{watched.name}") as other:
        other.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        assert (await database.explain(key)).why_not == "somebody holds a lock on its tables"
        other.rollback()


async def test_a_question_that_takes_too_long_is_given_up(watched: Watched) -> None:
    with pytest.raises(SourceError, match="took too long"):
        async with session(watched.dsn, timeout_s=2) as ask:
            await ask.rows("SELECT pg_sleep(30)")
