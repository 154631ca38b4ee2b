"""The adapter, against a GitHub of our own: few calls, and every failure a line of words."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from integrations.github.github import GitHub
from integrations.github.http import Http
from integrations.source import SourceError
from jobs.reviews.queue import group_of
from tests.faults import FAULTS, Fault, Faulty, faulty
from tests.github.server import TOKEN, Hub, Pull, hub
from tests.waiting import PATIENT_S

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
        github = GitHub(TOKEN, (REPO,), api_url=address, timeout_s=PATIENT_S)
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


@pytest.mark.parametrize("graphql", [True, False])
async def test_what_happened_lately_is_read_alike_with_and_without_graphql(here: Here, graphql: bool) -> None:
    here.hub.graphql = graphql
    since = MONDAY - timedelta(days=1)
    merged = Pull(7, "Index", author="chiara-sample", merged_at=MONDAY, closed=True, branch="pay-41-index")
    merged.updated_at, merged.reviewed_at = MONDAY, MONDAY - timedelta(hours=2)
    merged.reviews = [("ana-sample", "APPROVED"), ("ci[bot]", "COMMENTED")]
    here.hub.repo(REPO).has(
        merged, Pull(8, "Old", updated_at=since - timedelta(hours=1)), Pull(9, "New", updated_at=since)
    )
    index, new = await here.github.pulls_since(REPO, since)
    assert (index.pull.ref, index.pull.author, index.pull.merged_at) == ("payments#7", "chiara-sample", MONDAY)
    assert (index.branch, index.reviews) == ("pay-41-index", (("ana-sample", MONDAY - timedelta(hours=2)),))
    assert (new.pull.number, new.pull.merged_at, new.pull.closed) == (9, None, False)


async def test_a_dismissed_review_is_none(here: Here) -> None:
    here.hub.graphql = False
    here.hub.repo(REPO).has(Pull(1, "x", reviews=[("dev-sample", "CHANGES_REQUESTED"), ("dev-sample", "DISMISSED")]))
    (pull,) = await here.github.open_pulls(REPO)
    assert pull.verdicts == ()


@pytest.mark.parametrize("graphql", [True, False])
async def test_remarks_of_the_author_and_of_bots_are_no_reviews_and_those_of_people_are(
    here: Here, graphql: bool
) -> None:
    here.hub.graphql = graphql
    here.hub.repo(REPO).has(
        Pull(
            1, "x", author="ana", reviews=[("ana", "COMMENTED"), ("lint[bot]", "COMMENTED")], reviewers=["pilot[bot]"]
        ),
        Pull(2, "y", author="deps[bot]", reviews=[("ben", "APPROVED"), ("ben", "COMMENTED"), ("dev", "COMMENTED")]),
        Pull(3, "z", conflicts=True),
    )
    nobody, somebody, stuck = await here.github.open_pulls(REPO)
    assert (nobody.verdicts, nobody.reviewers, nobody.by_bot, nobody.conflicts) == ((), (), False, False)
    assert dict(somebody.verdicts) == {"ben": "approved", "dev": "commented"}
    assert somebody.by_bot
    assert stuck.conflicts


async def test_a_token_that_may_not_read_teams_reads_the_rest(here: Here) -> None:
    here.hub.reads_teams = False
    here.hub.repo(REPO).has(Pull(1, "x", teams=["core"], reviewers=["ben"], decision="REVIEW_REQUIRED"))
    (pull,) = await here.github.open_pulls(REPO)
    assert (pull.reviewers, pull.decision) == (("ben", "a team"), "required")
    asked = len(here.front.asked)
    await here.github.open_pulls(REPO)
    assert len(here.front.asked) == asked + 1
    with pytest.raises(SourceError) as told:
        await here.github.team_members("sample/core")
    assert told.value.missing


async def test_the_members_of_a_team_are_read_beyond_the_first_hundred(here: Here) -> None:
    here.hub.teams["sample/core"] = [f"member-{n}" for n in range(130)]
    assert len(await here.github.team_members("sample/core")) == 130


async def test_a_page_that_takes_github_too_long_is_asked_for_in_smaller_ones(here: Here) -> None:
    here.hub.largest_page = 10
    here.hub.repo(REPO).has(*(Pull(n, "x") for n in range(1, 24)))
    assert len(await here.github.open_pulls(REPO)) == 23


async def test_graphql_that_was_away_is_tried_again_after_an_hour(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here.hub.graphql = False
    await here.github.open_pulls(REPO)
    await here.github.open_pulls(REPO)
    assert here.front.count("POST") == 1
    here.hub.graphql = True
    later = time.monotonic() + timedelta(minutes=61).total_seconds()
    monkeypatch.setattr("integrations.github.github.time", SimpleNamespace(monotonic=lambda: later))
    await here.github.open_pulls(REPO)
    assert here.front.count("POST") == 2


async def test_an_enterprise_server_is_asked_at_its_own_addresses(here: Here) -> None:
    github = GitHub(TOKEN, (REPO,), api_url=f"{here.address}/api/v3/", timeout_s=PATIENT_S)
    with pytest.raises(SourceError):
        await github.open_pulls(REPO)
    assert here.front.asked[0] == ("POST", "/api/graphql")
    assert here.front.asked[1][1].startswith(f"/api/v3/repos/{REPO}/pulls?")
    await github.close()


async def test_what_has_not_changed_is_not_sent_again(here: Here) -> None:
    here.hub.repo(REPO).has(Pull(1, "x"))
    first = await here.github.pull(REPO, 1)
    assert await here.github.pull(REPO, 1) == first
    assert here.hub.unmodified == 1
    here.hub.repo(REPO).pulls[1].title = "y"
    assert (await here.github.pull(REPO, 1)).title == "y"


async def test_a_weeks_runs_are_sent_once_a_day(here: Here) -> None:
    here.hub.repo(REPO).ran("CI", "a" * 40, True, MONDAY)
    for second in range(3):
        assert len(await here.github.builds_since(REPO, MONDAY - timedelta(hours=6, seconds=second))) == 1
    assert here.hub.unmodified == 2
    assert await here.github.builds_since(REPO, MONDAY + timedelta(hours=1)) == []


async def test_what_is_remembered_takes_no_more_room_than_it_may(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.github.http.REMEMBERED_BYTES", 250_000)
    here.hub.repo(REPO).files.update({(f"{n}", "a.yaml"): "x" * 100_000 for n in range(3)})
    for ref in ("0", "1", "2", "2", "0"):
        await here.github.file_at(REPO, "a.yaml", ref)
    assert here.hub.unmodified == 1  # only the third was still known


async def test_a_file_of_more_than_a_megabyte_is_read_as_a_blob(here: Here) -> None:
    here.hub.repo(REPO).files["abc", "openapi.json"] = text = "x" * 1_500_000
    assert await here.github.file_at(REPO, "openapi.json", "abc") == text


async def test_a_renamed_repository_is_read_under_its_new_name(here: Here) -> None:
    here.hub.renamed["sample/old"] = REPO
    here.hub.repo(REPO).has(Pull(1, "x"))
    assert (await here.github.repository("sample/old")).name == REPO
    assert [pull.repo for pull in await here.github.open_pulls("sample/old")] == [REPO]


async def test_the_paths_at_a_commit_are_listed_and_are_none_where_they_are_not(here: Here) -> None:
    here.hub.repo(REPO).files.update({("head", "a/b.yaml"): "", ("head", "c.proto"): "", ("other", "d"): ""})
    assert await here.github.paths_at(REPO, "head") == ["a/b.yaml", "c.proto"]
    here.hub.lists_files = False
    assert await here.github.paths_at(REPO, "base") is None


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


@pytest.mark.parametrize("name", ["sample/..", "../user", "sample/payments/../../../user", "sample", "a?b/c", ""])
async def test_what_is_no_name_of_a_repository_is_not_looked_for(here: Here, name: str) -> None:
    assert await here.github.current_name(name) == name
    assert here.front.asked == []


async def test_an_earlier_attempt_of_a_run_is_read_too(here: Here) -> None:
    repo = here.hub.repo(REPO)
    number = repo.ran("CI", "a" * 40, True, MONDAY, attempt=2)
    repo.attempts[number, 1] = {**repo.runs[0], "conclusion": "failure", "run_attempt": 1}
    runs = await here.github.builds_since(REPO, datetime(2026, 11, 20, tzinfo=UTC))
    assert sorted((run.attempt, run.passed) for run in runs) == [(1, False), (2, True)]


async def test_attempts_are_read_back_to_one_with_another_end(here: Here) -> None:
    repo = here.hub.repo(REPO)
    number = repo.ran("CI", "a" * 40, True, MONDAY, attempt=4)
    for attempt, end in ((1, "failure"), (2, "failure"), (3, "cancelled")):
        repo.attempts[number, attempt] = {**repo.runs[0], "conclusion": end, "run_attempt": attempt}
    runs = await here.github.builds_since(REPO, MONDAY - timedelta(days=2))
    assert sorted((run.attempt, run.passed) for run in runs) == [(2, False), (4, True)]


async def test_a_forks_main_is_not_ours(here: Here) -> None:
    here.hub.repo(REPO).ran("CI", "a" * 40, False, MONDAY, event="pull_request", fork="somebody/payments")
    (run,) = await here.github.builds_since(REPO, MONDAY - timedelta(days=2))
    assert (run.branch, run.of_pull) == ("", True)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("graphql", [True, False])
async def test_every_failure_is_one_line_for_people(here: Here, name: str, graphql: bool) -> None:
    here.hub.graphql = graphql
    here.front.fault = FAULTS[name]
    github = GitHub(TOKEN, (REPO,), api_url=here.address, timeout_s=0.2) if name == "slow" else here.github
    for ask in (
        lambda: github.open_pulls(REPO),
        lambda: github.pull(REPO, 1),
        lambda: github.builds_since(REPO, MONDAY),
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
    github = GitHub(TOKEN, (REPO,), api_url=address, timeout_s=PATIENT_S)
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


LIMITS = {
    "403 with Retry-After": (Fault(403, headers={"retry-after": "20"}), 20),
    "403 in words alone": (Fault(403, b'{"message": "You have exceeded a secondary rate limit."}'), 60),
    "429 without a word": (Fault(429), 60),
    "GraphQL's": (Fault(200, b'{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}'), 60),
}


@pytest.mark.parametrize("name", LIMITS)
async def test_a_limit_is_a_pause_however_it_is_said_and_nothing_that_is_missing(here: Here, name: str) -> None:
    here.front.fault, pause = LIMITS[name]
    with pytest.raises(SourceError, match="its limit is reached") as told:
        await here.github.open_pulls(REPO)
    assert (told.value.retry_after, told.value.missing) == (pause, False)
    asked = len(here.front.asked)
    with pytest.raises(SourceError, match="pause"):
        await here.github.open_pulls(REPO)
    assert len(here.front.asked) == asked == 1


async def test_pull_requests_that_the_token_may_not_read_are_said_to_be_so(here: Here) -> None:
    answer = {"data": {"repository": {"nameWithOwner": REPO, "pullRequests": None}}, "errors": [{"type": "FORBIDDEN"}]}
    here.front.fault = Fault(200, json.dumps(answer).encode())
    with pytest.raises(SourceError, match="the token may not read this"):
        await here.github.open_pulls(REPO)


async def test_the_token_follows_no_redirect_to_another_host(here: Here) -> None:
    elsewhere = here.address.replace("127.0.0.1", "localhost")
    here.front.fault = Fault(301, headers={"location": f"{elsewhere}/repos/{REPO}"})
    here.front.only = "/repos/sample/old"
    with pytest.raises(SourceError, match=r"points to localhost:\d+, where my token does not go"):
        await here.github.repository("sample/old")
    assert len(here.front.asked) == 1


async def test_the_token_follows_no_redirect_to_another_scheme_or_port(here: Here) -> None:
    for elsewhere in (here.address.replace("http:", "https:"), "http://127.0.0.1:1", "//localhost/x"):
        here.front.fault = Fault(307, headers={"location": elsewhere})
        with pytest.raises(SourceError, match="where my token does not go"):
            await here.github.repository("sample/old")
    here.front.fault = Fault(302, headers={"location": f"{here.address}/again"})
    with pytest.raises(SourceError, match="round in a circle"):
        await here.github.repository("sample/old")


async def test_the_token_follows_no_page_to_another_host(here: Here) -> None:
    here.front.fault = FAULTS["another JSON"].__class__(
        200, b"[]", {"content-type": "application/json", "link": '<http://localhost:1/steal>; rel="next"'}
    )
    with pytest.raises(SourceError, match=r"points to localhost:1, where my token does not go"):
        await here.github.changed_files(REPO, 1)
    assert len(here.front.asked) == 1


@pytest.mark.parametrize(
    "named",
    [
        "x.thief.example:{port}/steal",  # behind our own address it would be another host
        "thief.example:80/steal",
        "ftp://127.0.0.1:{port}/steal",
        "http://user:word@localhost:{port}/steal",
        "http://127.0.0.1:{port}@thief.example/steal",
        "http://127.0.0.1:99999/steal",
        "http://127.0.0.1:port/steal",
        "http://[::1/steal",
        "//thief.example/steal",
        "mailto:thief@thief.example",
    ],
)
@pytest.mark.parametrize("header", ["link", "location"])
async def test_the_token_goes_to_no_address_that_only_looks_like_ours(
    here: Here, named: str, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    read = Http._read

    async def noted(http: Http, method: str, url: str, **given: Any) -> Any:
        asked.add(httpx2.URL(url).netloc.decode())
        return await read(http, method, url, **given)

    monkeypatch.setattr(Http, "_read", noted)
    address = named.format(port=urlsplit(here.address).port)
    told = address if header == "location" else f'<{address}>; rel="next"'
    status = 307 if header == "location" else 200
    here.front.fault = Fault(status, b"[]", {"content-type": "application/json", header: told})
    with pytest.raises(SourceError, match=r"my token does not go|what is no address"):
        await here.github.changed_files(REPO, 1)
    assert asked == {urlsplit(here.address).netloc}


@pytest.mark.parametrize("graphql", [True, False])
@pytest.mark.parametrize(
    ("said", "counted", "group"),
    [
        ("APPROVED", (), "review"),
        ("CHANGES_REQUESTED", (), "review"),
        ("APPROVED", ("Rabbit[bot]",), "ready"),
        ("CHANGES_REQUESTED", ("rabbit",), "changes"),
        ("APPROVED", ("another",), "review"),
    ],
)
async def test_a_bot_s_verdict_is_shown_and_settles_nothing_unless_it_is_to_count(
    here: Here, graphql: bool, said: str, counted: tuple[str, ...], group: str
) -> None:
    here.hub.graphql = graphql
    here.hub.repo(REPO).has(Pull(1, "x", reviewers=["ben"], reviews=[("rabbit[bot]", said)]))
    github = GitHub(TOKEN, (REPO,), api_url=here.address, counted_bots=counted, timeout_s=PATIENT_S)
    (pull,) = await github.open_pulls(REPO)
    assert group_of(pull) == group
    assert bool(pull.bot_verdicts) == (group == "review")
    await github.close()


@pytest.mark.parametrize("graphql", [True, False])
@pytest.mark.parametrize("given", ["", "/", "/api/v3", "/api/v3/"])
async def test_an_enterprise_server_is_found_by_the_address_in_the_browser(graphql: bool, given: str) -> None:
    state = Hub()
    state.graphql = graphql
    state.repo(REPO).has(Pull(1, "Index"))

    async def page(_: Request) -> Response:
        return HTMLResponse("<html>Not found</html>", 404)

    async def meta(_: Request) -> Response:
        return JSONResponse({"installed_version": "3.14.0"})

    routes = [Route("/api/v3/meta", meta), *_under("/api/v3", state), *_under("/api", state)]
    pages = Route("/{rest:path}", page, methods=["GET", "POST"])
    async with faulty(Starlette(routes=[*routes, pages])) as (address, _):
        github = GitHub(TOKEN, (REPO,), api_url=address + given, timeout_s=PATIENT_S)
        (pull,) = await github.open_pulls(REPO)
        assert pull.title == "Index"
        assert (await github.repository(REPO)).name == REPO
        await github.close()


async def test_what_is_no_github_is_looked_for_once(here: Here) -> None:
    for _ in range(2):
        with pytest.raises(SourceError, match="404"):
            await here.github.repository("sample/nowhere")
    assert [path for _, path in here.front.asked].count("/api/v3/meta") == 1


def _under(prefix: str, state: Hub) -> list[Route]:
    """The routes of a GitHub, further down; GraphQL is beside `/v3`, the rest is below it."""
    found: list[Route] = []
    for route in state.app().routes:
        assert isinstance(route, Route)
        if (route.path == "/graphql") == (prefix == "/api"):
            found.append(Route(prefix + route.path, route.endpoint, methods=list(route.methods or ())))
    return found
