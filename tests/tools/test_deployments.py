"""Whoever asks what went out is told what did, what looks wrong since, and what is live."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.stage import Stage
from integrations.alerts import Alert
from tests.faults import FAULTS
from tests.github.conftest import ORDERS, PAYMENTS, Work, work
from tests.github.server import stamp
from tests.privacy.acting import becomes_a_guest
from tests.tools.asking import DM, finding, told

__all__ = ["work"]
TOOL = "deployments"


def deployed(
    work: Work, ref: str, hours_ago: float, *, repo: str = PAYMENTS, replaced: float | None = None, **more: Any
) -> None:
    at = stamp(work.stage.now() - timedelta(hours=hours_ago))
    status = {"state": "success", "created_at": at}
    if replaced is not None:
        status = {"state": "inactive", "created_at": stamp(work.stage.now() - timedelta(hours=replaced))}
    every = work.hub.repo(repo).deployments
    one = {"id": 100 + len(every), "environment": "production", "ref": ref, "sha": f"{ref}-sha", "created_at": at}
    every.insert(0, one | {"creator": {"login": "ben-sample"}, "status": status} | more)


async def test_what_went_out_is_told_with_what_fired_since_and_by_whom(work: Work) -> None:
    deployed(work, "v1", 100)
    deployed(work, "v2", 3)
    deployed(work, "v9", 200, repo=ORDERS)
    at = work.stage.now() - timedelta(hours=2)
    await work.stage.app.parts.alerts.take([Alert("generic", "x", at, True, "Sweep is slow", "payments", "warning")])
    said = await told(work.stage, TOOL)
    assert said.startswith("1 deployment since Friday evening, 1 with alerts since.")
    assert "payments v2 is in production since 04:30 UTC by ben-sample" in said
    assert "since then: Sweep is slow (warning, still firing)" in said
    assert "orders v9 is in production since Sat 14 Nov 2026 23:30 UTC by ben-sample" in said
    assert "v1" not in said


async def test_a_day_that_is_past_is_told_as_it_was(work: Work) -> None:
    deployed(work, "v1", 100)
    deployed(work, "v2", 40, replaced=3)
    deployed(work, "v3", 3)
    said = await told(work.stage, TOOL, first="2026-11-21")
    assert said.startswith("1 deployment on Saturday 21 November, nothing looks wrong.")
    assert "payments v2 went to production Sat 21 Nov 2026 15:30 UTC by ben-sample, replaced since" in said
    assert "v3" not in said
    nothing = await told(work.stage, TOOL, first="2026-11-22")
    assert nothing.startswith("Nothing went out yesterday.")
    assert "still to come" in await told(work.stage, TOOL, first="2026-11-30")


async def test_where_nothing_went_out_it_is_told_what_is_live(work: Work) -> None:
    deployed(work, "v1", 100)
    said = await told(work.stage, TOOL, words="payments")
    assert said.startswith("Nothing went out since Friday evening.")
    assert "payments v1 is in production since Thu 19 Nov 2026 03:30 UTC by ben-sample" in said


async def test_a_repository_or_what_commits_say_narrows_it(work: Work) -> None:
    deployed(work, "v1", 100)
    deployed(work, "v2", 3)
    deployed(work, "v5", 2, repo=ORDERS)
    commit = {"sha": "a", "author": {"login": "chiara"}, "commit": {"message": "Add an index\n\nmore", "author": {}}}
    work.hub.repo(PAYMENTS).compares["v1-sha", "v2-sha"] = {"total_commits": 1, "commits": [commit]}
    orders = await told(work.stage, TOOL, words="the order service")
    assert "orders v5" in orders
    assert "payments" not in orders
    index = await told(work.stage, TOOL, words="index")
    assert index.startswith("1 deployment since Friday evening")
    assert "payments v2" in index
    assert "orders" not in index
    nothing = await told(work.stage, TOOL, words="carts")
    assert nothing.startswith(
        "Nothing that went out since Friday evening says “carts”, and no repository is called so.\n"
        "I looked at payments, orders."
    )


async def test_one_repository_that_cannot_be_read_costs_only_itself(work: Work) -> None:
    deployed(work, "v2", 3)
    del work.hub.repos[ORDERS]
    said = await told(work.stage, TOOL)
    assert "payments v2" in said
    assert "orders: GitHub cannot be read" in said
    work.front.fault = FAULTS["500"]
    found = await finding(work.stage, TOOL)
    assert str(found.headline[0]).startswith("GitHub cannot be read")
    assert not found.found


async def test_a_host_that_hangs_is_given_up_on_in_time(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.tools.deployments.LOOK_S", 0.05)
    work.front.fault = FAULTS["slow"]
    assert (await told(work.stage, TOOL)).startswith("no answer within 0.05 seconds")


async def test_a_host_that_knows_of_nothing_is_no_quiet_day(work: Work) -> None:
    assert "GitHub knows of no deployment, and of no release either." in await told(work.stage, TOOL)


async def test_without_a_code_host_it_is_said_what_to_connect(stage: Stage) -> None:
    github = "I can't look that up: GitHub is not connected (GITHUB_TOKEN and GITHUB_REPOS)"
    assert await told(stage, "red_tests") == f"{github}."
    cluster = "and no cluster of Kubernetes is (rollouts in ROLECALL_MCP_CONFIG)"
    assert await told(stage, TOOL) == f"{github}, {cluster}."


async def test_where_a_guest_reads_only_what_the_ritual_tells_there_is_told(work: Work) -> None:
    deployed(work, "v2", 3)
    deployed(work, "v5", 2, repo=ORDERS)
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    assert "guests can't have it" in await told(work.stage, TOOL, "Ben", DM)
    assert "Ask me in a direct message" in await told(work.stage, TOOL)
    rituals = '[[ritual]]\nkind = "deployment"\nchannel = "#backend"\nat = "09:00"\nrepos = ["{}"]\n'
    await work.stage.app.parts.rituals.file.load_text(rituals.format("orders"), "rituals.toml")
    for words in ("", "payments"):
        said = await told(work.stage, TOOL, words=words)
        assert "v2" not in said
        assert "payments" not in said.replace("“payments”", "")
    assert "orders v5" in await told(work.stage, TOOL)
    await work.stage.app.parts.rituals.file.load_text(rituals.format("elsewhere"), "rituals.toml")
    assert await told(work.stage, TOOL) == "Of the repositories that are told of here I may read none."


async def test_a_hostile_name_is_shown_as_it_is(work: Work) -> None:
    deployed(work, "<!channel> *all*", 3, environment="<@U0ANA>")
    shown = (await finding(work.stage, TOOL)).post("UTC").model_dump_json()
    assert "<!channel> *all*" in shown
    assert '"mention"' not in shown


@pytest.mark.parametrize(
    ("words", "headline"),
    [
        ("2.15", "2 deployments in the last 14 days, nothing looks wrong."),
        ("v2.15.1", "1 deployment in the last 14 days, nothing looks wrong."),
        ("payments 2.14", "1 deployment in the last 14 days, nothing looks wrong."),
        ("2.1", "No version 2.1 went out in the last 14 days."),
        ("v3", "No version 3 went out in the last 14 days."),
    ],
)
async def test_a_version_is_looked_for_by_its_number(work: Work, words: str, headline: str) -> None:
    deployed(work, "v2.14.0", 100, replaced=50)
    deployed(work, "v2.15.0", 50, replaced=3)
    deployed(work, "v2.15.1", 3)
    assert (await told(work.stage, TOOL, words=words)).startswith(headline)
