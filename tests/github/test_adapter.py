"""The adapter, against a GitHub of our own: few calls, and every failure a line of words."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from integrations.github.github import GitHub
from integrations.source import SourceError
from tests.faults import FAULTS, Faulty
from tests.github.server import TOKEN, Hub, Pull, hub

REPO = "sample/payments"
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@dataclass
class Here:
    hub: Hub
    front: Faulty
    github: GitHub
    address: str


@pytest.fixture
async def here() -> AsyncIterator[Here]:
    async with hub() as (state, address, front):
        state.repo(REPO)
        github = GitHub(TOKEN, (REPO,), api_url=address, timeout_s=5)
        yield Here(state, front, github, address)
        await github.close()


async def test_five_hundred_pull_requests_with_reviews_and_checks_are_ten_calls(here: Here) -> None:
    here.hub.repo(REPO).has(*(Pull(n, f"Change {n}", reviews=[("dev-sample", "APPROVED")]) for n in range(1, 501)))
    pulls = await here.github.open_pulls(REPO)
    assert [pull.number for pull in pulls] == list(range(1, 501))
    assert all(pull.has("approved") and pull.checks == "passing" for pull in pulls)
    assert len(here.front.asked) == 10


@pytest.mark.parametrize("graphql", [True, False])
async def test_a_pull_request_is_read_alike_with_and_without_graphql(here: Here, graphql: bool) -> None:
    here.hub.graphql = graphql
    here.hub.repo(REPO).has(
        Pull(
            7,
            "Index",
            author="chiara-sample",
            reviewers=["ben-sample"],
            teams=["core"],
            reviews=[("ana-sample", "COMMENTED"), ("ana-sample", "APPROVED"), ("dev-sample", "CHANGES_REQUESTED")],
            checks="failure",
        )
    )
    (pull,) = await here.github.open_pulls(REPO)
    assert (pull.ref, pull.author, pull.reviewers) == ("payments#7", "chiara-sample", ("ben-sample", "sample/core"))
    assert dict(pull.verdicts) == {"ana-sample": "approved", "dev-sample": "changes"}
    assert (pull.checks, pull.lines) == ("failing", 12)


async def test_a_dismissed_review_is_none(here: Here) -> None:
    here.hub.graphql = False
    here.hub.repo(REPO).has(Pull(1, "x", reviews=[("dev-sample", "CHANGES_REQUESTED"), ("dev-sample", "DISMISSED")]))
    (pull,) = await here.github.open_pulls(REPO)
    assert pull.verdicts == ()


async def test_what_has_not_changed_is_not_sent_again(here: Here) -> None:
    here.hub.repo(REPO).has(Pull(1, "x"))
    first = await here.github.pull(REPO, 1)
    assert await here.github.pull(REPO, 1) == first
    assert here.hub.unmodified == 1
    here.hub.repo(REPO).pulls[1].title = "y"
    assert (await here.github.pull(REPO, 1)).title == "y"


async def test_a_renamed_repository_is_read_under_its_new_name(here: Here) -> None:
    here.hub.renamed["sample/old"] = REPO
    here.hub.repo(REPO).has(Pull(1, "x"))
    assert (await here.github.repository("sample/old")).name == REPO
    assert [pull.repo for pull in await here.github.open_pulls("sample/old")] == [REPO]


async def test_a_file_that_is_not_there_is_none_and_one_that_is_has_its_text(here: Here) -> None:
    here.hub.repo(REPO).files["abc", "api/öffentlich.yaml"] = "openapi: 3.1.0\n"
    assert await here.github.file_at(REPO, "api/öffentlich.yaml", "abc") == "openapi: 3.1.0\n"
    assert await here.github.file_at(REPO, "api/other.yaml", "abc") is None


async def test_a_repository_that_is_not_there_is_missing(here: Here) -> None:
    for ask in (here.github.open_pulls, here.github.repository, here.github.deployments):
        with pytest.raises(SourceError) as told:
            await ask("sample/none")
        assert told.value.missing
        assert "not there" in told.value.sentence


async def test_an_earlier_attempt_of_a_run_is_read_too(here: Here) -> None:
    repo = here.hub.repo(REPO)
    number = repo.ran("CI", "a" * 40, True, MONDAY, attempt=2)
    repo.attempts[number, 1] = {**repo.runs[0], "conclusion": "failure", "run_attempt": 1}
    runs = await here.github.runs_since(REPO, datetime(2026, 11, 20, tzinfo=UTC))
    assert sorted((run.attempt, run.passed) for run in runs) == [(1, False), (2, True)]


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("graphql", [True, False])
async def test_every_failure_is_one_line_for_people(here: Here, name: str, graphql: bool) -> None:
    here.hub.graphql = graphql
    here.front.fault = FAULTS[name]
    github = GitHub(TOKEN, (REPO,), api_url=here.address, timeout_s=0.2) if name == "slow" else here.github
    for ask in (
        lambda: github.open_pulls(REPO),
        lambda: github.pull(REPO, 1),
        lambda: github.runs_since(REPO, MONDAY),
        lambda: github.deployments(REPO),
        lambda: github.commits_between(REPO, "a", "b"),
    ):
        with pytest.raises(SourceError) as told:
            await ask()
        assert told.value.sentence.startswith("GitHub cannot be read: ")
        assert "\n" not in told.value.sentence
        assert TOKEN not in told.value.sentence
    if github is not here.github:
        await github.close()


async def test_a_server_that_is_down_is_one_line_for_people() -> None:
    async with hub() as (_, address, _front):
        pass
    github = GitHub(TOKEN, (REPO,), api_url=address, timeout_s=1)
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 cannot be reached"):
        await github.repository(REPO)
    await github.close()


async def test_after_a_429_it_is_not_asked_again_before_its_time(here: Here) -> None:
    here.front.fault = FAULTS["429 with Retry-After"]
    with pytest.raises(SourceError) as told:
        await here.github.pull(REPO, 1)
    assert told.value.retry_after == 30
    here.front.fault = None
    asked = len(here.front.asked)
    with pytest.raises(SourceError, match="pause"):
        await here.github.pull(REPO, 1)
    assert len(here.front.asked) == asked


async def test_the_token_follows_no_page_to_another_host(here: Here) -> None:
    here.front.fault = FAULTS["another JSON"].__class__(
        200, b"[]", {"content-type": "application/json", "link": '<http://localhost:1/steal>; rel="next"'}
    )
    assert await here.github.changed_files(REPO, 1) == []
    assert len(here.front.asked) == 1
