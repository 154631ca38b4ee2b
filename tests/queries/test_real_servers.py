"""The whole ritual on a real PostgreSQL and a real Redis, under a workload with one query that got slower."""

import asyncio
import random
from pathlib import Path

import psycopg
import pytest

from bot.load_settings import load
from bot.sources import Sources, connect
from integrations.postgres.postgres import Postgres
from integrations.redis.redis import Redis
from integrations.workspace import Said
from tests.queries.conftest import Cached, Watched
from tests.stage import BACKEND, opened, staged, thread

COST_MS = 1500
"""What the server itself must have counted for the slow query, so that no clock of ours decides."""
MOST_CALLS = 20_000
SLOW = "SELECT count(*) FROM orders WHERE customer = %s"
COUNTED = (
    "SELECT total_exec_time FROM pg_stat_statements WHERE query LIKE 'SELECT count(*) FROM orders WHERE customer%'"
)


def work(shop: Watched, *, least: int = 1, until_ms: float = 0.0) -> int:
    """People use the shop: three kinds of query, until one of them ran so often and cost so much. How often it ran."""
    chance = random.Random(7)  # noqa: S311 - a workload
    calls = 0
    with psycopg.connect(f"{shop.server.url}/{shop.name}", autocommit=True) as app:
        before = sum(row[0] for row in app.execute(COUNTED).fetchall())
        while calls < MOST_CALLS:
            for _ in range(20):
                customer = chance.randrange(1000)
                app.execute(SLOW, (customer,), prepare=False)
                app.execute("SELECT name FROM customers WHERE id = %s", (customer,), prepare=False)
                app.execute("UPDATE orders SET status = 'sent' WHERE id = %s", (customer + 1,), prepare=False)
                calls += 1
            if sum(row[0] for row in app.execute(COUNTED).fetchall()) - before >= until_ms and calls >= least:
                return calls
    raise AssertionError("the query did not get slow")


async def test_the_query_that_got_slower_is_found_with_the_index_that_would_help(
    watched: Watched, cached: Cached, tmp_path: Path
) -> None:
    if not watched.hypopg:
        pytest.skip("hypopg is not installed")
    sources = Sources(postgres=Postgres(watched.dsn), redis=Redis(cached.url))
    async with staged(tmp_path, sources=sources) as stage:

        async def asked() -> Said:
            await stage.workspace.member("Ana").command("/ritual run slow_queries", BACKEND)
            await stage.pass_(seconds=8)
            return opened(stage)

        await asyncio.to_thread(work, watched, least=400)
        assert f"I took the first measure of {watched.name}" in (await asked()).shown
        await stage.pass_(days=1)
        watched.does("DROP INDEX orders_customer")
        calls = await asyncio.to_thread(work, watched, until_ms=COST_MS)
        cached.does("DEBUG", "SLEEP", "0.02")
        said = await asked()
        assert said.shown.startswith(f"1 query of {watched.name} got slower since Monday 07:30")
        assert f"{calls} calls · 1 row a call" in said.shown.replace(",", "")
        assert "SELECT count(*) FROM orders WHERE customer = $1 · an index would help" in said.shown
        assert "DEBUG SLEEP once" in said.shown
        detail = thread(stage, said)[0].shown
        assert "CREATE INDEX CONCURRENTLY ON public.orders (customer)" in detail
        assert "Seq Scan on public.orders" in detail
        assert "the planner's cost falls from" in detail
        assert watched.does("SELECT count(*) FROM pg_indexes WHERE tablename = 'orders'") == [(1,)]


@pytest.mark.slow
async def test_a_database_that_went_down_is_a_line_and_the_day_goes_on(watched: Watched, tmp_path: Path) -> None:
    async with staged(tmp_path, sources=Sources(postgres=Postgres(watched.dsn))) as stage:
        await asyncio.to_thread(watched.server.stop)
        try:
            await stage.workspace.member("Ana").command("/ritual run slow_queries", BACKEND)
            await stage.pass_(seconds=8)
        finally:
            await asyncio.to_thread(watched.server.start)
        assert opened(stage).shown == (
            "Slow queries: PostgreSQL cannot be read: nothing listens at the address of ROLECALL_POSTGRES_DSN."
        )


async def test_what_the_settings_name_is_connected_and_nothing_else(watched: Watched, cached: Cached) -> None:
    nothing = await asyncio.to_thread(lambda: connect(load({"ROLECALL_CONFIG": "/dev/null"})))
    assert (nothing.postgres, nothing.redis) == (None, None)
    given = {"ROLECALL_CONFIG": "/dev/null", "ROLECALL_POSTGRES_DSN": watched.dsn, "ROLECALL_REDIS_URL": cached.url}
    sources = await asyncio.to_thread(lambda: connect(load(given)))
    assert sources.postgres is not None
    assert sources.redis is not None
    assert (await sources.postgres.snapshot()).database == watched.name
    assert (await sources.redis.slow_log()).most_kept == 128
    assert "guess" not in sources.postgres.place
