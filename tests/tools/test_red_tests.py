"""Whoever asks what is red is told what is, since when, and what is flaky."""

from datetime import UTC, datetime, timedelta

from tests.faults import FAULTS
from tests.github.conftest import ORDERS, PAYMENTS, Work, work
from tests.privacy.acting import becomes_a_guest
from tests.tools.asking import DM, finding, told

__all__ = ["work"]
TOOL = "red_tests"
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


async def test_what_is_red_and_flaky_is_told_and_a_repository_narrows_it(work: Work) -> None:
    payments, orders = work.hub.repo(PAYMENTS), work.hub.repo(ORDERS)
    payments.ran("CI", "a" * 40, True, FRIDAY - timedelta(hours=3))
    payments.ran("CI", "b" * 40, False, FRIDAY)
    orders.ran("Integration", "c" * 40, False, FRIDAY, branch="feature")
    orders.ran("Integration", "c" * 40, True, FRIDAY + timedelta(minutes=9), branch="feature")
    said = await told(work.stage, TOOL)
    assert said.startswith("Red on the default branch: payments.")
    assert "is red for 2 h (at bbbbbbb)" in said
    assert "Integration" in said
    assert "As of" in said
    only = await told(work.stage, TOOL, words="is orders red?")
    assert only.startswith("Everything is green, but not reliably.")
    assert "payments" not in only


async def test_whose_commits_came_in_before_it_turned_red_is_told(work: Work) -> None:
    payments = work.hub.repo(PAYMENTS)
    payments.ran("CI", "a" * 40, True, FRIDAY - timedelta(hours=3))
    payments.ran("CI", "b" * 40, False, FRIDAY)
    commit = {
        "sha": "b" * 40,
        "commit": {"message": "Round totals at the end", "author": {"name": "Ben"}},
        "author": {"login": "ben-sample"},
    }
    payments.compares["a" * 40, "b" * 40] = {"total_commits": 1, "commits": [commit]}
    said = await told(work.stage, TOOL)
    assert "What came in between green and red" in said
    assert "payments CI: Round totals at the end · ben-sample" in said


async def test_green_is_said_of_the_runs_that_there_were(work: Work) -> None:
    assert (await told(work.stage, TOOL)).startswith("Nothing ran this week.")
    work.hub.repo(PAYMENTS).ran("CI", "a" * 40, True, FRIDAY)
    assert (await told(work.stage, TOOL)).startswith("All green; 1 run this week.")


async def test_a_repository_that_cannot_be_read_costs_only_itself(work: Work) -> None:
    work.hub.repo(PAYMENTS).ran("CI", "b" * 40, False, FRIDAY)
    del work.hub.repos[ORDERS]
    said = await told(work.stage, TOOL)
    assert "Red on the default branch: payments" in said
    assert "orders: GitHub cannot be read" in said
    work.front.fault = FAULTS["500"]
    assert not (await finding(work.stage, TOOL)).found


async def test_many_are_counted(work: Work) -> None:
    for number in range(9):
        work.hub.repo(PAYMENTS).ran(f"Suite {number}", "b" * 40, False, FRIDAY)
    said = await told(work.stage, TOOL)
    assert said.count("is red for") == 6
    assert "and 3 more" in said


async def test_a_guest_hears_nothing(work: Work) -> None:
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    assert "guests can't have it" in await told(work.stage, TOOL, "Ben", DM)
    assert "Ask me in a direct message" in await told(work.stage, TOOL)


async def test_a_hostile_name_is_shown_as_it_is(work: Work) -> None:
    work.hub.repo(PAYMENTS).ran("<!channel> *all*", "b" * 40, False, FRIDAY)
    found = await finding(work.stage, TOOL)
    labels = [
        getattr(part, "label", "") for block in found.blocks for text in getattr(block, "items", ()) for part in text
    ]
    assert "<!channel> *all*" in labels
