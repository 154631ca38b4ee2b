"""One entry of GitHub's that makes no sense costs itself: the others are told of, and that it could not be read too."""

import re
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from integrations.entries import unread_of
from integrations.github.github import GitHub
from integrations.source import SourceError
from tests.github.conftest import PAYMENTS, Work
from tests.github.server import Pull, Repo, stamp
from tests.github.test_review_queue import asked
from tests.tools.asking import told

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=5)
Spoil = Callable[[dict[str, Any]], object]
ASKED: dict[str, Callable[[GitHub], Awaitable[Sequence[Any]]]] = {
    "open pulls": lambda github: github.open_pulls(PAYMENTS),
    "lately": lambda github: github.pulls_since(PAYMENTS, SINCE),
    "builds": lambda github: github.builds_since(PAYMENTS, SINCE),
    "deployments": lambda github: github.deployments(PAYMENTS),
    "releases": lambda github: github.releases_since(PAYMENTS, SINCE),
}
SPOILS: dict[str, list[Spoil]] = {
    "open pulls": [lambda each: each.pop("number", None), lambda each: each.update(created_at=None, createdAt=None)],
    "lately": [
        lambda each: (each.pop("number", None), each.update(updated_at="soon", updatedAt="soon")),
        lambda each: each.update(head=None, headRefName=7, author=7),
    ],
    "builds": [
        lambda each: each.update(created_at=None),
        lambda each: each.update(run_attempt="x"),
        lambda each: each.pop("conclusion"),
        lambda each: each.update(pull_requests=[None]),
    ],
    "deployments": [
        lambda each: each.update(created_at="x", createdAt="x"),
        lambda each: each.update(id=None, databaseId=None, created_at=None, createdAt=None),
    ],
    "releases": [lambda each: each.pop("tag_name"), lambda each: each.update(published_at=5)],
}


def fill(repo: Repo) -> None:
    repo.has(*(Pull(number, f"Pull {number}", created_at=NOW - timedelta(hours=number)) for number in (1, 2, 3)))
    for number in (1, 2, 3):
        repo.ran("ci", f"sha{number}", True, NOW - timedelta(hours=number))
        at = stamp(NOW - timedelta(hours=number))
        made = {"id": number, "environment": "production", "ref": "main", "sha": "a", "created_at": at}
        repo.deployments.append({**made, "creator": {"login": "ana"}, "status": {"state": "success", "created_at": at}})
        repo.releases.append({"tag_name": f"v{number}", "published_at": at, "html_url": "https://github.example/x"})


@pytest.mark.parametrize("graphql", [True, False])
@pytest.mark.parametrize(("what", "which"), [(what, at) for what, some in SPOILS.items() for at in range(len(some))])
async def test_the_others_are_read_and_it_is_counted(
    work: Work, monkeypatch: pytest.MonkeyPatch, what: str, which: int, graphql: bool
) -> None:
    fill(work.hub.repo(PAYMENTS))
    work.github._without_graphql_until = 0 if graphql else float("inf")
    assert len(await ASKED[what](work.github)) == 3
    spoil_second(work, monkeypatch, SPOILS[what][which])
    found = await ASKED[what](work.github)
    assert (len(found), unread_of(found)) == (2, 1)


def spoil_second(work: Work, monkeypatch: pytest.MonkeyPatch, spoil: Spoil) -> None:
    """Spoil the second entry of every list that GitHub answers with."""
    answer = work.hub._answer

    def spoilt(request: Request, data: Any, *, pages: list[Any] | None = None) -> Response:
        data, pages = deepcopy((data, pages))
        lists = [pages, data]
        if isinstance(data, dict):
            lists += [each.get("nodes") for each in _values(data.get("data")) if isinstance(each, dict)]
        for listed in lists:
            if isinstance(listed, list) and len(listed) == 3:
                spoil(listed[1])
        return answer(request, data, pages=pages)

    monkeypatch.setattr(work.hub, "_answer", spoilt)


def _values(data: Any) -> list[Any]:
    repository = (data or {}).get("repository") or {}
    return list(repository.values())


async def test_the_queue_says_that_one_could_not_be_read(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(work.hub.repo(PAYMENTS))
    spoil_second(work, monkeypatch, lambda each: each.update(createdAt=None))
    said = (await asked(work)).shown
    assert "Pull 1" in said
    assert "Pull 3" in said
    assert "payments: 1 of 3 entries could not be read." in said


async def test_deployments_and_tests_say_of_how_many_one_could_not_be_read(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(work.hub.repo(PAYMENTS))
    spoil_second(work, monkeypatch, lambda each: each.update(createdAt=None))
    for tool in ("deployments", "red_tests"):
        said = await told(work.stage, tool)
        assert re.search(r"payments: \d+ of \d+ entries could not be read\.", said), said


async def test_an_answer_without_one_object_is_something_else(work: Work) -> None:
    fill(work.hub.repo(PAYMENTS))
    work.hub.repo(PAYMENTS).releases[:] = ["what", 1, None]  # type: ignore[list-item]
    with pytest.raises(SourceError, match="another form"):
        await work.github.releases_since(PAYMENTS, SINCE)
