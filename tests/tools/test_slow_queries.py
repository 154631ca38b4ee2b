"""Whoever asks what is slow is told it, without moving what the next ritual compares with."""

import sqlalchemy as sa

from bot.demo.stage import Stage
from integrations.database.tables.queries import query_measures
from integrations.postgres.types import IndexProposal
from integrations.source import SourceError
from tests.privacy.acting import becomes_a_guest
from tests.queries.test_slow_queries import DOWN, Work, work
from tests.tools.asking import DM, finding, told

__all__ = ["work"]
TOOL = "slow_queries"


async def measured(work: Work) -> int:
    async with work.stage.app.parts.db.read() as tx:
        return int((await tx.execute(sa.select(sa.func.count()).select_from(query_measures))).scalar_one())


async def test_what_got_slower_is_told_and_no_measure_is_written(work: Work) -> None:
    work.database.runs(1, 1000, 2400, rows=3)
    work.database.runs(2, 1000, 6000)
    await work.asked()
    kept = await measured(work)
    await work.days_pass()
    work.database.runs(1, 100, 9100, rows=3)
    work.database.runs(2, 200, 6000)
    work.cache.slow("KEYS cart:*", 184)
    work.database.explained.clear()
    said = await told(work.stage, TOOL)
    assert said.startswith("1 query of orders got slower since Monday 07:30.")
    assert "2.4 s → 9.1 s a call" in said
    assert "KEYS cart:*" in said
    assert "in the thread" not in said
    assert await measured(work) == kept
    assert work.database.explained == [], "plans take time, and the database has other things to do"
    assert (await work.asked()).shown.startswith("1 query of orders got slower since Monday 07:30")


async def test_which_index_would_help_is_told_with_what_it_costs_and_no_measure_is_written(work: Work) -> None:
    work.database.runs(1, 1000, 9000)
    await work.asked()
    work.database.runs(1, 1000, 9000)
    kept = await measured(work)
    work.database.proposal = IndexProposal(
        "CREATE INDEX CONCURRENTLY ON public.orders (customer)", 4039, 12.5, 14 * 2**20
    )
    said = await told(work.stage, TOOL, indexes=True)
    assert said.startswith("This index would help orders: CREATE INDEX CONCURRENTLY ON public.orders (customer)")
    assert "falls from 4,039 to 12" in said
    assert "SELECT * FROM orders WHERE customer = $1" in said
    assert await measured(work) == kept


async def test_where_no_index_would_help_that_is_said_of_what_was_looked_into(work: Work) -> None:
    assert "no statement of orders that an index would help" in await told(work.stage, TOOL, indexes=True)
    work.database.runs(1, 1000, 9000)
    assert "I find no index that would help the 1 statement I looked into" in await told(work.stage, TOOL, indexes=True)


async def test_before_the_first_measure_it_is_told_of_all_that_was_counted(work: Work) -> None:
    work.database.runs(1, 1000, 9000)
    said = await told(work.stage, TOOL)
    assert said.startswith("What takes the time of orders since 2 November 09:00.")
    assert "9 s a call" in said
    assert await measured(work) == 0


async def test_where_nothing_ran_that_is_said(work: Work) -> None:
    assert "Nothing ran in orders since" in await told(work.stage, TOOL)


async def test_a_server_that_cannot_be_read_costs_only_itself(work: Work) -> None:
    work.database.problem = DOWN
    work.cache.slow("KEYS cart:*", 184)
    said = await told(work.stage, TOOL)
    assert "KEYS cart:*" in said
    assert "PostgreSQL cannot be read: it does not answer in time." in said
    work.cache.problem = SourceError("Redis", "it hung up")
    found = await finding(work.stage, TOOL)
    assert not found.found
    assert found.headline == (
        "PostgreSQL cannot be read: it does not answer in time. Redis cannot be read: it hung up.",
    )


async def test_without_a_database_it_is_said_what_to_connect(stage: Stage) -> None:
    assert await told(stage, TOOL) == (
        "I can't look that up: neither PostgreSQL (ROLECALL_POSTGRES_DSN) nor Redis (ROLECALL_REDIS_URL) is connected."
    )


async def test_a_guest_hears_nothing(work: Work) -> None:
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    assert "guests can't have it" in await told(work.stage, TOOL, "Ben", DM)
    assert "Ask me in a direct message" in await told(work.stage, TOOL)


async def test_a_hostile_statement_is_shown_as_it_is(work: Work) -> None:
    work.database.sql = "SELECT '<!channel> *all*' {number}"
    work.database.runs(1, 1000, 9000)
    shown = (await finding(work.stage, TOOL)).post("UTC").model_dump_json()
    assert "<!channel> *all*" in shown
