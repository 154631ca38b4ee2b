"""What went out, as a channel reads it."""

from datetime import timedelta
from typing import Any

import pytest

from integrations.alerts import Alert
from integrations.github import GITHUB
from integrations.workspace import Said
from tests.faults import FAULTS, KINDS_OF_FAULTS
from tests.github.conftest import ORDERS, PAYMENTS, Work
from tests.github.server import stamp
from tests.stage import BACKEND, opened, thread


async def asked(work: Work) -> Said:
    await work.stage.workspace.member("Ana").command("/ritual run deployment", BACKEND)
    await work.stage.pass_(seconds=8)
    return opened(work.stage)


def deployed(
    work: Work, ref: str, hours_ago: float, *, repo: str = PAYMENTS, state: str = "success", **more: Any
) -> None:
    at = stamp(work.stage.now() - timedelta(hours=hours_ago))
    one = {
        "id": 100 + len(work.hub.repo(repo).deployments),
        "environment": "production",
        "ref": ref,
        "sha": f"{ref}-sha",
        "creator": {"login": "ben-sample"},
        "created_at": at,
        "status": {"state": state, "created_at": at},
    }
    work.hub.repo(repo).deployments.insert(0, one | more)


async def fires(work: Work, title: str, hours_ago: float, *, service: str = "payments", **labels: str) -> None:
    at = work.stage.now() - timedelta(hours=hours_ago)
    alert = Alert("generic", title, at, True, title, service, "warning", labels=labels)
    await work.stage.app.parts.alerts.take([alert])


@pytest.mark.parametrize("graphql", [True, False])
async def test_what_went_out_is_joined_with_what_fired_since_and_who_wrote_it(work: Work, graphql: bool) -> None:
    work.hub.graphql = graphql
    async with work.stage.app.parts.db.write() as tx:
        await work.stage.app.parts.accounts.put(tx, GITHUB, "U0CHIARA", "chiara-sample", said_by="U0CHIARA")
    deployed(work, "v1", 100)
    deployed(work, "v2", 3)
    work.hub.repo(PAYMENTS).compares["v1-sha", "v2-sha"] = {
        "total_commits": 2,
        "commits": [
            {"sha": "a", "author": {"login": "chiara-sample"}, "commit": {"message": "Sweep\n\nmore", "author": {}}},
            {"sha": "b", "author": None, "commit": {"message": "x", "author": {"name": "Octo Cat"}}},
        ],
    }
    await fires(work, "Sweep is slow", 2)
    await fires(work, "Another service", 2, service="orders")
    await fires(work, "Before it", 3.5)
    await fires(work, "On staging", 2, environment="staging")
    said = (await asked(work)).shown
    assert said.startswith("1 deployment since the last evening, 1 with alerts since")
    assert "payments v2 is in production" in said
    assert "2 commits by Chiara, Octo Cat" in said
    assert "since then: Sweep is slow (warning, still firing)" in said
    for other in ("Another service", "Before it", "On staging", "payments v1"):
        assert other not in said


async def test_a_failure_comes_first_and_what_waits_is_said(work: Work) -> None:
    deployed(work, "v2", 3)
    deployed(work, "v3", 2, repo=ORDERS, state="failure")
    deployed(work, "v4", 1, repo=ORDERS, state="queued", environment="staging")
    said = (await asked(work)).shown
    assert said.startswith("2 deployments since the last evening, 1 failed")
    assert said.index("orders v3 failed in production") < said.index("payments v2 is in production")
    assert "Waiting\norders v4 for staging, for 1 h" in said


async def test_a_step_back_is_called_one(work: Work) -> None:
    deployed(work, "v2", 5)
    deployed(work, "v1", 2)
    work.hub.repo(PAYMENTS).compares["v2-sha", "v1-sha"] = {"status": "behind", "total_commits": 0}
    assert "payments v1 is in production" in (said := (await asked(work)).shown)
    assert "a step back to an older commit" in said


async def test_what_is_merged_and_not_out_is_counted(work: Work) -> None:
    deployed(work, "v1", 300)
    work.hub.repo(PAYMENTS).compares["v1-sha", "main"] = {"total_commits": 7}
    assert (await asked(work)).shown == "Deployments: nothing went out; 7 commits are merged and not out yet."


@pytest.mark.parametrize("graphql", [True, False])
async def test_what_a_person_must_approve_is_told_of_from_day_to_day(work: Work, graphql: bool) -> None:
    work.hub.graphql = graphql
    deployed(work, "v3", 70, state="waiting")
    deployed(work, "v4", 70, state="", status=None, environment="staging")
    deployed(work, "v5", 90, repo=ORDERS, state="waiting")
    deployed(work, "v6", 80, repo=ORDERS)
    said = (await asked(work)).shown
    assert said.startswith("Nothing went out since the last evening, 1 waiting\nWaiting\npayments v3 for production")
    assert "v4" not in said  # nobody said anything of it since
    assert "v5" not in said  # a later one went out in its place


async def test_environments_of_one_pull_request_are_left_out(work: Work) -> None:
    deployed(work, "v1", 3)
    for number, name in enumerate(("Preview", "Preview \u2013 orders", "pr-17", "review/login")):
        deployed(work, f"branch{number}", 2, environment=name)
    said = (await asked(work)).shown
    assert said.startswith("1 deployment since the last evening")
    assert "branch" not in said


async def test_nothing_today_is_one_line(work: Work) -> None:
    deployed(work, "v1", 300)
    assert (await asked(work)).shown == "Deployments: nothing went out."


async def test_a_github_that_is_told_of_no_deployment_is_not_taken_for_a_quiet_day(work: Work) -> None:
    assert (await asked(work)).shown == "Deployments: GitHub knows of none, and of no release either."


async def test_many_are_short_with_all_of_them_in_the_thread(work: Work) -> None:
    for number in range(40):
        deployed(work, f"v{number}", 10 - number / 5)
    said = await asked(work)
    assert said.shown.count("production since") == 8
    assert "32 more in the thread." in said.shown
    (whole,) = thread(work.stage, said)
    assert whole.shown.startswith("All 40 that went out")


@pytest.mark.parametrize("name", KINDS_OF_FAULTS)
async def test_a_github_that_does_not_answer_is_one_line(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    assert (await asked(work)).shown.startswith("Deployments: GitHub cannot be read: ")


@pytest.mark.parametrize("graphql", [True, False])
async def test_a_log_anywhere_is_a_link_that_names_its_host(work: Work, graphql: bool) -> None:
    work.hub.graphql = graphql
    deployed(work, "v2", 3)
    work.hub.repo(PAYMENTS).deployments[0]["status"]["log_url"] = "https://evil.example/login"
    deployed(work, "v3", 2, repo=ORDERS)
    work.hub.repo(ORDERS).deployments[0]["status"]["log_url"] = "https://evil.example@payments.example/"
    said = await asked(work)
    assert "payments v2 is in production" in said.shown
    assert "log at evil.example" in said.shown
    assert "payments.example" not in str(said.blocks)
