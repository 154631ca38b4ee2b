"""Slow queries, as a channel reads them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.sources import Sources
from integrations.postgres.types import IndexProposal
from integrations.source import SourceError
from integrations.workspace import Said
from jobs.queries import query_probe
from tests.queries.fakes import RESET, Cache, Database
from tests.stage import BACKEND, opened, staged, thread

DOWN = SourceError("PostgreSQL", "it does not answer in time")


@dataclass
class Work:
    """The app on its stage, and the servers that it watches."""

    stage: Stage
    database: Database
    cache: Cache

    async def asked(self) -> Said:
        await self.stage.workspace.member("Ana").command("/ritual run slow_queries", BACKEND)
        await self.stage.pass_(seconds=8)
        return opened(self.stage)

    async def days_pass(self, days: int = 1) -> None:
        await self.stage.pass_(days=days)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Work]:
    database, cache = Database(), Cache()
    async with staged(tmp_path, sources=Sources(postgres=database, redis=cache)) as stage:
        yield Work(stage, database, cache)


async def test_without_a_source_it_says_which_settings_are_missing(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.command("/ritual run slow_queries", BACKEND)
    await stage.pass_(seconds=8)
    said = "\n".join(each.shown for each in stage.workspace.messages_in(BACKEND))
    assert "ROLECALL_POSTGRES_DSN" in said


async def test_the_first_run_says_that_it_measured_and_compares_nothing(work: Work) -> None:
    work.database.runs(1, 1000, 9000)
    assert (await work.asked()).shown == (
        "Slow queries: I took the first measure of orders (1 statement);"
        " from the next one on I can say what got slower. Redis: no slow command."
    )


async def test_a_query_that_got_slower_leads_with_before_and_now(work: Work) -> None:
    work.database.runs(1, 1000, 2400, rows=3)
    work.database.runs(2, 1000, 6000)
    await work.asked()
    await work.days_pass()
    work.database.runs(1, 100, 9100, rows=3, hit=60, read=40)
    work.database.runs(2, 200, 6000)
    work.database.proposal = IndexProposal(
        "CREATE INDEX CONCURRENTLY ON public.orders (customer)", 4039, 12.5, 14 * 2**20
    )
    said = await work.asked()
    assert said.shown.startswith("1 query of orders got slower since Monday 07:30")
    assert (
        "2.4 s → 9.1 s a call · 43 % of all time · 100 calls · 3 rows a call · 40 % of its blocks not in the cache"
        " · SELECT * FROM orders WHERE customer = $1 AND number = n1 · an index would help"
    ) in said.shown
    assert "What else takes time" in said.shown
    assert "6 s a call" in said.shown
    (detail,) = thread(work.stage, said)
    assert "CREATE INDEX CONCURRENTLY ON public.orders (customer)" in detail.shown
    assert "the planner's cost falls from 4,039 to 12" in detail.shown
    assert "about 14 MB" in detail.shown
    assert "Seq Scan on public.orders" in detail.shown


async def test_friday_is_what_monday_is_compared_with(work: Work) -> None:
    work.database.runs(1, 100, 10)
    await work.days_pass(4)  # to Friday
    await work.asked()
    await work.days_pass(3)
    work.database.runs(1, 100, 100)
    assert (await work.asked()).shown.startswith("1 query of orders got slower since Friday 07:30")


async def test_a_new_heavy_query_is_told(work: Work) -> None:
    work.database.runs(1, 100, 10)
    await work.asked()
    await work.days_pass()
    work.database.runs(2, 100, 50)
    said = (await work.asked()).shown
    assert said.startswith("1 new query of orders takes its time")
    assert "50 ms a call · 100 % of all time" in said


async def test_who_asks_is_told_what_takes_the_time_even_where_nothing_got_slower(work: Work) -> None:
    work.database.runs(1, 100, 10)
    await work.asked()
    await work.days_pass()
    work.database.runs(1, 100, 10)
    said = (await work.asked()).shown
    assert said.startswith("Nothing got slower in orders since Monday 07:30")
    assert "10 ms a call · 100 % of all time" in said


async def test_where_nothing_ran_it_is_one_line(work: Work) -> None:
    work.database.runs(1, 100, 10)
    await work.asked()
    await work.days_pass()
    assert (await work.asked()).shown.startswith("Slow queries: nothing ran in orders since Monday 07:30.")


@pytest.mark.slow
async def test_a_quiet_day_of_the_schedule_is_one_line_and_looks_into_nothing(work: Work) -> None:
    work.database.runs(1, 100, 10)
    parts = work.stage.app.parts
    await parts.rituals.setup.apply("U0ANA", "C0BACKEND", timezone="Europe/Berlin")
    await work.stage.turn_to(work.stage.at("14:01"))
    work.database.runs(1, 100, 10)
    await work.days_pass()
    shown = [each.shown for each in work.stage.workspace.messages_in(BACKEND)]
    assert sum("I took the first measure of orders" in each for each in shown) == 1
    assert sum("nothing got slower in orders since Monday 14:00 (100 calls, 1 s in all)" in each for each in shown) == 1
    assert work.database.explained == []


async def test_a_reset_is_said_and_nothing_is_compared(work: Work) -> None:
    work.database.runs(1, 1000, 10)
    await work.asked()
    await work.days_pass()
    work.database.counters.clear()
    work.database.runs(1, 100, 900)
    work.database.facts["reset_at"] = RESET + timedelta(days=21, hours=23)
    said = (await work.asked()).shown
    assert said.startswith("What takes the time of orders since 08:00")
    assert "The statistics were reset (08:00), so there is nothing to compare with" in said
    assert "→" not in said


async def test_after_a_reset_today_the_next_question_compares_with_what_is_since(work: Work) -> None:
    work.database.runs(1, 1000, 10)
    await work.asked()
    work.database.counters.clear()
    work.database.runs(1, 100, 10)
    work.database.facts["reset_at"] = RESET + timedelta(days=21)
    await work.asked()
    work.database.runs(1, 100, 100)
    assert (await work.asked()).shown.startswith("1 query of orders got slower")


async def test_without_the_privilege_it_does_not_say_that_nothing_ran(work: Work) -> None:
    work.database.facts |= {"hidden": 12, "hidden_ms": 5.0}
    await work.asked()
    await work.days_pass()
    said = (await work.asked()).shown
    assert said.startswith("Slow queries: I saw nothing run in orders since Monday 07:30. 12 statements of other roles")


async def test_a_server_that_counts_nothing_is_said(work: Work) -> None:
    assert "pg_stat_statements.track or compute_query_id is off" in (await work.asked()).shown


async def test_an_upgrade_a_restart_and_hidden_statements_are_said(work: Work) -> None:
    work.database.runs(1, 1000, 10)
    work.database.facts |= {"hidden": 12, "hidden_ms": 5.0}
    await work.asked()
    await work.days_pass()
    work.database.runs(1, 1000, 10)
    work.database.facts |= {"started_at": RESET, "evictions": 3}
    said = (await work.asked()).shown
    assert "PostgreSQL was restarted (2 November 09:00) and began with a cold cache." in said
    assert "12 statements of other roles may not be seen by mine: GRANT pg_read_all_stats." in said
    assert "one that looks new may be an old one" in said
    work.database.facts |= {"version": 180004}
    said = (await work.asked()).shown
    assert "PostgreSQL was upgraded from 15 to 18" in said


async def test_a_start_without_the_statistics_of_before_is_no_reset_of_anybody_s(work: Work) -> None:
    work.database.runs(1, 1000, 10)
    await work.asked()
    await work.days_pass()
    work.database.facts |= {"reset_at": RESET + timedelta(days=21), "started_at": RESET + timedelta(days=21, seconds=1)}
    said = (await work.asked()).shown
    assert "PostgreSQL was started (Monday 09:00) without the statistics of before" in said
    assert "were reset" not in said


async def test_a_privilege_that_was_granted_makes_nothing_look_new(work: Work) -> None:
    work.database.facts |= {"hidden": 12, "hidden_ms": 5.0}
    work.database.runs(1, 1000, 10)
    await work.asked()
    await work.days_pass()
    work.database.facts |= {"hidden": 0, "hidden_ms": 0.0}
    work.database.runs(2, 1000, 10)
    said = (await work.asked()).shown
    assert "My role may see other statements than it did: I compare again from now on." in said
    assert "new quer" not in said


async def test_statistics_of_some_statements_that_were_reset_are_said(work: Work) -> None:
    work.database.runs(1, 1000, 10)
    await work.asked()
    await work.days_pass()
    work.database.counters.clear()
    work.database.runs(1, 10, 10)
    said = (await work.asked()).shown
    assert "The statistics of 1 statement were reset by themselves since then" in said
    work.database.facts["evictions"] = 1
    said = (await work.asked()).shown
    assert "Rare statements had to make room" in said
    assert "by themselves" not in said


async def test_what_is_asked_on_a_day_off_leaves_the_last_working_day_to_compare_with(work: Work) -> None:
    work.database.runs(1, 100, 10)
    await work.days_pass(4)  # to Friday
    await work.asked()
    await work.days_pass(1)
    work.database.runs(1, 100, 100)
    work.cache.slow("KEYS *", 2400)
    assert (await work.asked()).shown.startswith("1 query of orders got slower since Friday 07:30")
    await work.days_pass(2)
    work.database.runs(1, 100, 100)
    said = (await work.asked()).shown
    assert said.startswith("1 query of orders got slower since Friday 07:30")
    assert "200 calls" in said
    assert "KEYS * once" in said


@pytest.mark.slow
async def test_five_thousand_that_all_got_slower_a_little_of_all_time_each_are_told_in_short(work: Work) -> None:
    for number in range(5000):
        work.database.runs(number, 100, 1)
    await work.asked()
    await work.days_pass()
    for number in range(5000):
        work.database.runs(number, 100, 10)
    said = await work.asked()
    assert said.shown.startswith("5,000 queries of orders got slower since Monday 07:30")
    assert "1 ms → 10 ms a call · under 1 % of all time" in said.shown
    assert "4,995 more in the thread." in said.shown
    assert len(said.shown) < 3000
    (detail,) = thread(work.stage, said)
    assert "Show all" in detail.shown


@pytest.mark.slow
async def test_ten_thousand_statements_are_short_with_more_in_the_thread(work: Work) -> None:
    for number in range(10_000):
        work.database.runs(number, 10, 10)
    await work.asked()
    for number in range(80):
        work.database.runs(number, 100, 900)
    for number in range(80, 10_000):
        work.database.runs(number, 1, 10)
    said = await work.asked()
    assert said.shown.startswith("80 queries of orders got slower")
    assert said.shown.count("→") == 5
    assert "75 more in the thread." in said.shown
    assert len(said.shown) < 3000
    (detail,) = thread(work.stage, said)
    assert "Also slower" in detail.shown
    assert len(work.database.explained) == 3


async def test_a_database_that_does_not_answer_is_one_line_and_redis_is_told(work: Work) -> None:
    work.database.problem = DOWN
    work.cache.slow("HGETALL session:*", 120, times=3)
    work.cache.slow("KEYS *", 2400)
    said = (await work.asked()).shown
    assert said.startswith("4 slow commands in Redis")
    assert "KEYS * once, 2.4 s" in said
    assert "HGETALL session:* 3 times, 120 ms at worst" in said
    assert "PostgreSQL cannot be read: it does not answer in time." in said


async def test_plans_that_do_not_come_take_nothing_else_along(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.database.runs(1, 100, 10)
    await work.asked()
    await work.days_pass()
    work.database.runs(1, 100, 100)
    work.database.plans_never = True
    monkeypatch.setattr(query_probe, "LOOK_LIMIT_S", 0.05)
    said = await work.asked()
    assert said.shown.startswith("1 query of orders got slower since Monday 07:30")
    assert "No plan: the server took too long to plan it." in thread(work.stage, said)[0].shown


async def test_without_the_texts_the_numbers_are_still_told_and_kept(work: Work) -> None:
    work.database.no_texts = SourceError("PostgreSQL", "they are in other letters")
    work.database.runs(17, 100, 10)
    await work.asked()
    await work.days_pass()
    work.database.runs(17, 100, 100)
    said = (await work.asked()).shown
    assert said.startswith("1 query of orders got slower since Monday 07:30")
    assert "10 ms → 100 ms a call" in said
    assert "statement 17" in said
    assert "The texts of its statements cannot be read: they are in other letters." in said


async def test_neither_answers(work: Work) -> None:
    work.database.problem, work.cache.problem = DOWN, SourceError("Redis", "it is still loading its data")
    assert (await work.asked()).shown == (
        "Slow queries: PostgreSQL cannot be read: it does not answer in time."
        " Redis cannot be read: it is still loading its data."
    )


async def test_a_slow_command_is_told_once(work: Work) -> None:
    work.cache.slow("KEYS *", 2400)
    await work.asked()
    await work.days_pass()
    assert "no slow command since Monday 07:30" in (await work.asked()).shown
    await work.days_pass()
    work.cache.slow("KEYS *", 30)
    said = (await work.asked()).shown
    assert "KEYS * once, 30 ms" in said
    assert "2.4 s" not in said


async def test_a_redis_that_was_restarted_or_whose_log_was_reset_is_said(work: Work) -> None:
    work.cache.slow("KEYS *", 2400, times=3)
    await work.asked()
    work.cache.entries = []
    assert "The slow log was reset since 07:30" in (await work.asked()).shown
    work.cache.slow("GET a", 20)
    work.cache.run_id = "b" * 40
    said = (await work.asked()).shown
    assert "Redis was restarted since" in said
    assert "GET a once, 20 ms" in said


async def test_a_slow_log_that_ran_over_says_so(work: Work) -> None:
    work.cache.most_kept = 4
    work.cache.slow("KEYS *", 2400, times=4)
    await work.asked()
    work.cache.slow("GET a", 20, times=9)
    del work.cache.entries[4:]
    said = (await work.asked()).shown
    assert said.startswith("4 slow commands")
    assert "The slow log keeps 4 commands; older ones since 07:30 are gone." in said


async def test_without_a_word_of_redis_on_its_settings_what_is_gone_is_still_said(work: Work) -> None:
    work.cache.most_kept = None
    work.cache.slow("KEYS *", 2400, times=4)
    await work.asked()
    work.cache.slow("GET a", 20, times=9)
    del work.cache.entries[4:]
    said = (await work.asked()).shown
    assert "Some slow commands since 07:30 are gone: the log was reset, or it ran over." in said


async def test_a_slow_log_that_is_off_is_not_a_day_without_slow_commands(work: Work) -> None:
    work.cache.threshold_us = -1
    assert "Redis: its slow log is off (slowlog-log-slower-than, slowlog-max-len)." in (await work.asked()).shown
    work.cache.threshold_us, work.cache.most_kept = 10_000, 0
    assert "Redis: its slow log is off" in (await work.asked()).shown


async def test_more_slow_commands_than_are_read_is_no_reset_and_a_cluster_has_more_logs(work: Work) -> None:
    work.cache.most_kept, work.cache.of_cluster = 10_000, True
    work.cache.slow("KEYS *", 2400)
    assert "This Redis is one node of a cluster" in (await work.asked()).shown
    await work.days_pass()
    work.cache.slow("KEYS *", 30, times=1500)
    del work.cache.entries[1024:]
    work.cache.cut = True
    said = (await work.asked()).shown
    assert "There were more slow commands since Monday 07:30 than the 1,024 that I read." in said
    assert "reset" not in said
