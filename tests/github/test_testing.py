"""Red, flaky and slow, as a channel reads it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.codehost import Build
from integrations.workspace import Said
from jobs.builds.report import report_of
from tests.faults import FAULTS, KINDS_OF_FAULTS
from tests.github.conftest import ORDERS, PAYMENTS, Work
from tests.github.server import Pull
from tests.stage import BACKEND, opened, thread

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
"""Two and a half working hours before Monday, in UTC."""


async def asked(work: Work) -> Said:
    await work.stage.workspace.member("Ana").command("/ritual run testing", BACKEND)
    await work.stage.pass_(seconds=8)
    return opened(work.stage)


async def test_red_is_told_with_since_when_and_a_weekend_is_not_counted(work: Work) -> None:
    repo = work.hub.repo(PAYMENTS)
    repo.ran("CI", "a" * 40, True, FRIDAY - timedelta(hours=3))
    repo.ran("CI", "b" * 40, False, FRIDAY)
    repo.ran("CI", "c" * 40, False, FRIDAY + timedelta(hours=20))
    said = (await asked(work)).shown
    assert said.startswith("Red on the default branch: payments")
    assert "payments CI is red for 2 h (at ccccccc)" in said


async def test_flaky_is_what_failed_and_passed_on_one_commit_and_nothing_else(work: Work) -> None:
    repo = work.hub.repo(PAYMENTS)
    repo.ran("CI", "a" * 40, False, FRIDAY, branch="feature")
    repo.ran("CI", "a" * 40, True, FRIDAY + timedelta(minutes=9), branch="feature")
    repo.ran("Lint", "a" * 40, False, FRIDAY, branch="feature")
    repo.ran("Lint", "b" * 40, True, FRIDAY, branch="feature")
    repo.ran("Long", "a" * 40, True, FRIDAY, took_s=1500)
    said = (await asked(work)).shown
    assert said.startswith("Everything is green, but not reliably")
    assert "payments CI once this week" in said
    assert "Lint" not in said
    assert "Slowest: payments Long 25 min." in said


def a_run(number: int, sha: str, passed: bool, *, attempt: int = 1, **more: Any) -> Build:
    """A run of CI on main; a higher number was begun later, and ended earlier."""
    ended = FRIDAY - timedelta(minutes=number)
    given = {"workflow": "CI", "branch": "main", "key": "ci", **more}
    return Build(
        repo=PAYMENTS,
        id=number,
        sha=sha,
        passed=passed,
        attempt=attempt,
        started_at=ended,
        ended_at=ended,
        url="u",
        **given,
    )


def test_what_the_run_of_an_older_commit_says_last_is_not_what_is_so_now() -> None:
    green = [a_run(1, "a", True), a_run(1, "a", False, attempt=2), a_run(2, "b", True)]
    assert report_of(green, [], "main").red == []
    (red,) = report_of([a_run(1, "a", True), a_run(2, "b", False)], [], "main").red
    assert (red.last.sha, red.at_least) == ("b", False)


def test_a_pull_request_from_main_makes_main_neither_red_nor_green() -> None:
    runs = [a_run(1, "a", False), a_run(2, "b", True, of_pull=True), a_run(3, "c", False, branch="")]
    (red,) = report_of(runs, [], "main").red
    assert red.last.sha == "a"


def test_two_workflows_of_one_name_are_two() -> None:
    report = report_of([a_run(1, "a", False, key="x"), a_run(2, "a", True, key="y")], [], "main")
    assert (len(report.red), report.flaky) == (1, [])


def test_another_run_for_a_pull_request_is_not_flaky_and_another_attempt_of_one_is() -> None:
    two = [a_run(1, "a", False, of_pull=True), a_run(2, "a", True, of_pull=True)]
    assert report_of(two, [], "main").flaky == []
    (flaky,) = report_of([*two, a_run(2, "a", False, attempt=2, of_pull=True)], [], "main").flaky
    assert flaky.commits == 1


async def test_red_pull_requests_are_named(work: Work) -> None:
    work.hub.repo(ORDERS).has(
        Pull(9, "x", checks="failure"), Pull(10, "y"), Pull(11, "z", checks="failure", draft=True)
    )
    said = (await asked(work)).shown
    assert "Red pull requests: orders#9" in said.replace("*", "")
    assert "orders#11" not in said


async def test_green_is_one_line(work: Work) -> None:
    work.hub.repo(PAYMENTS).ran("CI", "a" * 40, True, FRIDAY)
    assert (await asked(work)).shown == "Tests: all green; 1 run this week."


async def test_too_much_is_short_with_all_of_it_in_the_thread(work: Work) -> None:
    for number in range(60):
        work.hub.repo(PAYMENTS).ran(f"Suite {number:02}", "a" * 40, False, FRIDAY)
    said = await asked(work)
    assert said.shown.count("is red") == 6
    (whole,) = thread(work.stage, said)
    assert whole.shown.count("is red for at least 2 h") > 30


@pytest.mark.parametrize("name", KINDS_OF_FAULTS)
async def test_a_github_that_does_not_answer_is_one_line(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    said = (await asked(work)).shown
    assert said.startswith("Tests: GitHub cannot be read: ")


async def test_checks_that_may_not_be_read_take_nothing_from_the_rest(work: Work) -> None:
    work.hub.repo(ORDERS).ran("CI", "a" * 40, False, FRIDAY)
    work.front.fault, work.front.only = FAULTS["403"], "/repos/sample/payments/actions"
    said = (await asked(work)).shown
    assert "orders CI is red" in said
    assert "payments: GitHub cannot be read: the token may not read this (403)." in said
