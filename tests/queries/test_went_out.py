"""What went out since: the first thing to look at when a query got slower."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sources import Sources
from integrations.github.github import GitHub
from tests.faults import FAULTS, Faulty
from tests.github.server import TOKEN, Hub, hub, stamp
from tests.queries.fakes import Cache, Database
from tests.queries.test_slow_queries import Work
from tests.stage import staged
from tests.waiting import PATIENT_S

PAYMENTS = "sample/payments"


@pytest.fixture
async def code() -> AsyncIterator[tuple[Hub, str, Faulty]]:
    async with hub() as found:
        yield found


@pytest.fixture
async def work(tmp_path: Path, code: tuple[Hub, str, Faulty]) -> AsyncIterator[Work]:
    state, address, _ = code
    state.repo(PAYMENTS)
    database, cache = Database(), Cache()
    github = GitHub(TOKEN, (PAYMENTS,), api_url=address, timeout_s=PATIENT_S)
    async with staged(tmp_path, sources=Sources(codehost=github, postgres=database, redis=cache)) as stage:
        yield Work(stage, database, cache)


def deployed(work: Work, hub: Hub, ref: str, hours_ago: float, environment: str = "production") -> None:
    at = stamp(work.stage.now() - timedelta(hours=hours_ago))
    every = hub.repo(PAYMENTS).deployments
    one = {"id": 100 + len(every), "environment": environment, "ref": ref, "sha": f"{ref}-sha", "created_at": at}
    every.insert(0, one | {"creator": {"login": "ben-sample"}, "status": {"state": "success", "created_at": at}})


async def slower(work: Work) -> None:
    """One query is measured, and ten times as slow the next day."""
    work.database.runs(1, 1000, 20)
    await work.asked()
    await work.days_pass()
    work.database.runs(1, 1000, 200)


async def test_what_went_live_since_the_last_measure_is_told_newest_first(
    work: Work, code: tuple[Hub, str, Faulty]
) -> None:
    await slower(work)
    deployed(work, code[0], "v1", 40)
    deployed(work, code[0], "v2", 15)
    deployed(work, code[0], "staged", 4, environment="staging")
    deployed(work, code[0], "v3", 2)
    said = (await work.asked()).shown
    assert said.startswith("1 query of orders got slower since Monday 07:30")
    assert said.endswith("Went out since: payments v3 05:30 · payments v2 Monday 16:30")


async def test_nothing_is_told_where_nothing_got_slower(work: Work, code: tuple[Hub, str, Faulty]) -> None:
    work.database.runs(1, 1000, 20)
    await work.asked()
    await work.days_pass()
    work.database.runs(1, 1000, 20)
    deployed(work, code[0], "v3", 2)
    assert "Went out since" not in (await work.asked()).shown


@pytest.mark.slow_where("slow")
@pytest.mark.parametrize("fault", ["slow", "a page instead of JSON"])
async def test_a_github_that_does_not_answer_keeps_no_query_back(
    work: Work, code: tuple[Hub, str, Faulty], fault: str
) -> None:
    await slower(work)
    deployed(work, code[0], "v3", 2)
    code[2].fault = FAULTS[fault]
    said = (await work.asked()).shown
    assert said.startswith("1 query of orders got slower")
    assert "Went out since" not in said
