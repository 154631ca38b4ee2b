"""A GitHub on this machine: what the adapter asks for, answered from a state that tests fill."""

import base64
import hashlib
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.faults import Faulty, faulty

TOKEN = "ghp_test"


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Pull:
    number: int
    title: str
    author: str = "ana-sample"
    created_at: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    ready_at: datetime | None = None
    draft: bool = False
    reviewers: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    reviews: list[tuple[str, str]] = field(default_factory=list)
    """(login, state) in their order; a login that ends in [bot] is a program's."""
    decision: str | None = None
    """What the rules of the branch say: `APPROVED`, `CHANGES_REQUESTED`, `REVIEW_REQUIRED`."""
    conflicts: bool = False
    checks: str = "success"
    """`success`, `failure`, `pending`, or empty where there are none."""
    head: str = ""
    base: str = "main"
    author_name: str = ""
    committed: tuple[str, str] | None = None
    """The address of its newest commit, and whose account GitHub knows by it."""
    additions: int = 10
    deletions: int = 2
    merged_at: datetime | None = None
    closed: bool = False
    branch: str = "change"
    updated_at: datetime | None = None
    reviewed_at: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    """Of all its reviews."""
    files: list[dict[str, str]] = field(default_factory=list)

    @property
    def sha(self) -> str:
        return self.head or hashlib.sha1(f"{self.number}".encode(), usedforsecurity=False).hexdigest()


@dataclass
class Repo:
    name: str
    default_branch: str = "main"
    pulls: dict[int, Pull] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    attempts: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    """(commit, path) -> text"""
    deployments: list[dict[str, Any]] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    compares: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def has(self, *pulls: Pull) -> None:
        for pull in pulls:
            self.pulls[pull.number] = pull

    def ran(
        self,
        workflow: str,
        sha: str,
        passed: bool,
        ended_at: datetime,
        *,
        branch: str = "main",
        attempt: int = 1,
        took_s: int = 120,
        event: str = "push",
        fork: str | None = None,
        workflow_id: int | None = None,
    ) -> int:
        """A run of a workflow that ended; its id."""
        number = 1000 + len(self.runs)
        started = datetime.fromtimestamp(ended_at.timestamp() - took_s, UTC)
        self.runs.insert(
            0,
            {
                "id": number,
                "name": workflow,
                "head_branch": branch,
                "head_sha": sha,
                "status": "completed",
                "conclusion": "success" if passed else "failure",
                "run_attempt": attempt,
                "created_at": stamp(started),
                "run_started_at": stamp(started),
                "updated_at": stamp(ended_at),
                "html_url": f"https://github.example/{self.name}/actions/runs/{number}",
                "pull_requests": [],
                "event": event,
                "workflow_id": workflow_id or zlib.crc32(workflow.encode()),
                "repository": {"full_name": self.name},
                "head_repository": {"full_name": fork or self.name},
            },
        )
        return number


class Hub:
    """The state, and the server's answers."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.renamed: dict[str, str] = {}
        self.graphql = True
        self.reads_teams = True
        """Whether the token has the scope read:org."""
        self.teams: dict[str, list[str]] = {}
        self.lists_files = True
        """Whether the paths at a commit may be listed."""
        self.largest_page = 100
        """Of how many pull requests GraphQL can make a page in its time."""
        self._blobs: dict[str, str] = {}
        self.unmodified = 0
        """How many answers were a 304."""

    def repo(self, name: str) -> Repo:
        return self.repos.setdefault(name, Repo(name))

    def app(self) -> Starlette:
        base = "/repos/{owner}/{name}"
        return Starlette(
            routes=[
                Route("/graphql", self._graphql, methods=["POST"]),
                Route(base, self._repo),
                Route(f"{base}/pulls", self._pulls),
                Route(f"{base}/pulls/{{number:int}}", self._pull),
                Route(f"{base}/pulls/{{number:int}}/reviews", self._reviews),
                Route(f"{base}/pulls/{{number:int}}/files", self._files),
                Route(f"{base}/commits/{{sha}}/check-runs", self._checks),
                Route(f"{base}/actions/runs", self._runs),
                Route(f"{base}/actions/runs/{{id:int}}/attempts/{{attempt:int}}", self._attempt),
                Route(f"{base}/contents/{{path:path}}", self._contents),
                Route(f"{base}/git/blobs/{{sha}}", self._blob),
                Route(f"{base}/git/trees/{{sha}}", self._tree),
                Route(f"{base}/compare/{{range:path}}", self._compare),
                Route(f"{base}/deployments", self._deployments),
                Route(f"{base}/deployments/{{id:int}}/statuses", self._statuses),
                Route(f"{base}/releases", self._releases),
                Route("/orgs/{owner}/teams/{slug}/members", self._members),
            ]
        )

    # --- answers -------------------------------------------------------------------

    def _found(self, request: Request) -> Repo | None:
        name = f"{request.path_params['owner']}/{request.path_params['name']}"
        return self.repos.get(self.renamed.get(name, name))

    def _answer(self, request: Request, data: Any, *, pages: list[Any] | None = None) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"message": "Bad credentials"}, 401)
        headers = {}
        if pages is not None:
            size, page = int(request.query_params.get("per_page", 30)), int(request.query_params.get("page", 1))
            part = pages[(page - 1) * size : page * size]
            data = {**data, "workflow_runs": part} if isinstance(data, dict) else part
            if len(pages) > page * size:
                following = request.url.include_query_params(page=page + 1)
                headers["link"] = f'<{following}>; rel="next"'
        body = json.dumps(data).encode()
        tag = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            self.unmodified += 1
            return Response(status_code=304, headers={"etag": tag})
        return Response(body, media_type="application/json", headers={**headers, "etag": tag})

    def _missing(self) -> Response:
        return JSONResponse({"message": "Not Found"}, 404)

    async def _repo(self, request: Request) -> Response:
        name = f"{request.path_params['owner']}/{request.path_params['name']}"
        if name in self.renamed:
            return RedirectResponse(str(request.url).replace(name, self.renamed[name]), 301)
        repo = self._found(request)
        if repo is None:
            return self._missing()
        return self._answer(request, {"full_name": repo.name, "default_branch": repo.default_branch})

    async def _pulls(self, request: Request) -> Response:
        if (repo := self._found(request)) is None:
            return self._missing()
        every = request.query_params.get("state") == "all"
        listed = [self._rest(repo, pull) for pull in repo.pulls.values() if every or not pull.closed]
        by = "updated_at" if request.query_params.get("sort") == "updated" else "created_at"
        backwards = request.query_params.get("direction") == "desc"
        pages = sorted(listed, key=lambda each: each[by], reverse=backwards)
        return self._answer(request, listed, pages=pages)

    async def _pull(self, request: Request) -> Response:
        repo = self._found(request)
        pull = repo.pulls.get(request.path_params["number"]) if repo else None
        if repo is None or pull is None:
            return self._missing()
        sizes = {"additions": pull.additions, "deletions": pull.deletions}
        return self._answer(request, {**self._rest(repo, pull, sized=True), **sizes})

    def _rest(self, repo: Repo, pull: Pull, *, sized: bool = False) -> dict[str, Any]:
        return {
            "number": pull.number,
            "title": pull.title,
            "html_url": f"https://github.example/{repo.name}/pull/{pull.number}",
            "user": _user(pull.author),
            "draft": pull.draft,
            "state": "closed" if pull.closed else "open",
            "created_at": stamp(pull.created_at),
            "updated_at": stamp(pull.updated_at or pull.created_at),
            "merged_at": stamp(pull.merged_at) if pull.merged_at else None,
            "head": {"sha": pull.sha, "ref": pull.branch},
            "base": {"sha": "base", "ref": pull.base, "repo": {"full_name": repo.name}},
            "requested_reviewers": [_user(login) for login in pull.reviewers],
            **({"mergeable_state": "dirty" if pull.conflicts else "clean"} if sized else {}),
            "requested_teams": [{"slug": team} for team in pull.teams],
        }

    async def _reviews(self, request: Request) -> Response:
        repo = self._found(request)
        pull = repo.pulls.get(request.path_params["number"]) if repo else None
        if pull is None:
            return self._missing()
        return self._answer(
            request,
            [
                {"user": _user(who), "state": state, "submitted_at": stamp(pull.reviewed_at)}
                for who, state in pull.reviews
            ],
        )

    async def _files(self, request: Request) -> Response:
        repo = self._found(request)
        pull = repo.pulls.get(request.path_params["number"]) if repo else None
        if pull is None:
            return self._missing()
        return self._answer(request, pull.files, pages=pull.files)

    async def _checks(self, request: Request) -> Response:
        repo = self._found(request)
        sha = request.path_params["sha"]
        pull = next((each for each in repo.pulls.values() if each.sha == sha), None) if repo else None
        if pull is None:
            return self._missing()
        done = pull.checks in ("success", "failure")
        runs = [{"status": "completed" if done else "in_progress", "conclusion": pull.checks if done else None}]
        return self._answer(request, {"check_runs": runs if pull.checks else []})

    async def _runs(self, request: Request) -> Response:
        if (repo := self._found(request)) is None:
            return self._missing()
        since = request.query_params.get("created", ">=").removeprefix(">=")
        return self._answer(
            request, {"total_count": 0}, pages=[each for each in repo.runs if each["created_at"] >= since]
        )

    async def _attempt(self, request: Request) -> Response:
        repo = self._found(request)
        found = repo.attempts.get((request.path_params["id"], request.path_params["attempt"])) if repo else None
        return self._answer(request, found) if found else self._missing()

    async def _contents(self, request: Request) -> Response:
        repo = self._found(request)
        text = repo.files.get((request.query_params["ref"], request.path_params["path"])) if repo else None
        if text is None:
            return self._missing()
        content, size = base64.encodebytes(text.encode()).decode(), len(text.encode())
        if size > 1_000_000:
            sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
            self._blobs[sha] = content
            return self._answer(request, {"encoding": "none", "content": "", "size": size, "sha": sha})
        return self._answer(request, {"encoding": "base64", "content": content, "size": size})

    async def _tree(self, request: Request) -> Response:
        repo = self._found(request)
        if repo is None or not self.lists_files:
            return self._missing()
        paths = sorted(path for ref, path in repo.files if ref == request.path_params["sha"])
        return self._answer(request, {"tree": [{"path": path, "type": "blob"} for path in paths], "truncated": False})

    async def _blob(self, request: Request) -> Response:
        content = self._blobs.get(request.path_params["sha"])
        return self._answer(request, {"encoding": "base64", "content": content}) if content else self._missing()

    async def _compare(self, request: Request) -> Response:
        repo = self._found(request)
        base, _, head = request.path_params["range"].partition("...")
        found = repo.compares.get((base, head)) if repo else None
        default = {"status": "ahead", "total_commits": 0, "commits": [], "merge_base_commit": {"sha": base}}
        return self._answer(request, {**default, **(found or {})}) if repo else self._missing()

    async def _deployments(self, request: Request) -> Response:
        if (repo := self._found(request)) is None:
            return self._missing()
        listed = [{name: each[name] for name in each if name != "status"} for each in repo.deployments]
        return self._answer(request, listed)

    async def _statuses(self, request: Request) -> Response:
        repo = self._found(request)
        found = [each for each in (repo.deployments if repo else []) if each["id"] == request.path_params["id"]]
        return self._answer(request, [found[0]["status"]] if found and found[0].get("status") else [])

    async def _releases(self, request: Request) -> Response:
        repo = self._found(request)
        return self._answer(request, repo.releases) if repo else self._missing()

    async def _members(self, request: Request) -> Response:
        members = self.teams.get(f"{request.path_params['owner']}/{request.path_params['slug']}")
        if members is None or not self.reads_teams:
            return self._missing()
        return self._answer(request, [_user(login) for login in members], pages=[_user(login) for login in members])

    # --- GraphQL -------------------------------------------------------------------

    async def _graphql(self, request: Request) -> Response:
        if not self.graphql:
            return self._missing()
        asked = await request.json()
        if asked["variables"]["size"] > self.largest_page:
            return JSONResponse({"message": "We couldn't respond to your request in time."}, 502)
        given = asked["variables"]
        if "combinedSlug" in asked["query"] and not self.reads_teams:
            error = {"type": "INSUFFICIENT_SCOPES", "message": "The 'combinedSlug' field requires read:org"}
            return self._answer(request, {"errors": [error]})
        name = f"{given['owner']}/{given['name']}"
        repo = self.repos.get(self.renamed.get(name, name))
        if repo is None:
            error = {"type": "NOT_FOUND", "message": "Could not resolve to a Repository"}
            return self._answer(request, {"data": {"repository": None}, "errors": [error]})
        node = {"nameWithOwner": repo.name}
        if "pullRequests" in asked["query"]:
            node["pullRequests"] = self._pull_nodes(repo, given)  # type: ignore[assignment]
        else:
            nodes = [self._deployment_node(each) for each in repo.deployments[: given["size"]]]
            node["deployments"] = {"nodes": nodes}  # type: ignore[assignment]
        return self._answer(request, {"data": {"repository": node}})

    def _pull_nodes(self, repo: Repo, given: dict[str, Any]) -> dict[str, Any]:
        lately = "files" not in given
        every = sorted(
            (pull for pull in repo.pulls.values() if lately or not pull.closed),
            key=lambda pull: (pull.updated_at or pull.created_at) if lately else pull.created_at,
            reverse=lately,
        )
        begin = int(given["after"] or 0)
        part = every[begin : begin + given["size"]]
        end = begin + len(part)
        return {
            "pageInfo": {"hasNextPage": end < len(every), "endCursor": str(end)},
            "nodes": [self._pull_node(repo, pull, files=given.get("files", False)) for pull in part],
        }

    def _pull_node(self, repo: Repo, pull: Pull, *, files: bool) -> dict[str, Any]:
        rest = self._rest(repo, pull)
        latest = dict(pull.reviews)
        opinions = dict(each for each in pull.reviews if each[1] != "COMMENTED")
        asked: list[dict[str, str]] = [_actor(login) for login in pull.reviewers]
        asked = [each if each["__typename"] == "User" else {"__typename": "Bot"} for each in asked]
        team = {"combinedSlug": ""} if self.reads_teams else {}
        asked += [
            {"__typename": "Team", **{key: f"{repo.name.partition('/')[0]}/{each}" for key in team}}
            for each in pull.teams
        ]
        ready = [{"createdAt": stamp(pull.ready_at)}] if pull.ready_at else []
        rollup = {"state": pull.checks.upper()} if pull.checks else None
        return {
            "number": pull.number,
            "title": pull.title,
            "url": rest["html_url"],
            "isDraft": pull.draft,
            "createdAt": stamp(pull.created_at),
            "updatedAt": rest["updated_at"],
            "mergedAt": rest["merged_at"],
            "closed": pull.closed,
            "headRefName": pull.branch,
            "reviews": {
                "nodes": [{"submittedAt": stamp(pull.reviewed_at), "author": _actor(who)} for who, _ in pull.reviews]
            },
            "additions": pull.additions,
            "deletions": pull.deletions,
            "headRefOid": pull.sha,
            "baseRefOid": "base",
            "baseRefName": pull.base,
            "author": {**_actor(pull.author), "name": pull.author_name or None},
            "reviewDecision": pull.decision,
            "mergeable": "CONFLICTING" if pull.conflicts else "MERGEABLE",
            "latestReviews": {
                "nodes": [
                    {"state": state, "author": _actor(who)}
                    for who, state in latest.items()
                    if who not in pull.reviewers
                ]
            },
            "reviewRequests": {"nodes": [{"requestedReviewer": each} for each in asked]},
            "latestOpinionatedReviews": {
                "nodes": [
                    {"state": state, "author": _actor(who)} for who, state in opinions.items() if state != "DISMISSED"
                ]
            },
            "timelineItems": {"nodes": ready},
            "commits": {"nodes": [{"commit": {"statusCheckRollup": rollup, **_written_by(pull)}}]},
            **({"files": {"nodes": [{"path": each["filename"]} for each in pull.files]}} if files else {}),
        }

    def _deployment_node(self, each: dict[str, Any]) -> dict[str, Any]:
        status = each.get("status") or {}
        return {
            "databaseId": each["id"],
            "environment": each["environment"],
            "commitOid": each["sha"],
            "createdAt": each["created_at"],
            "state": str(status.get("state", "pending")).upper(),
            "ref": {"name": each["ref"]},
            "creator": each["creator"],
            "latestStatus": {
                "createdAt": status["created_at"],
                "logUrl": status.get("log_url"),
                "environmentUrl": None,
            }
            if status
            else None,
        }


def _written_by(pull: Pull) -> dict[str, Any]:
    email, login = pull.committed or (f"{pull.author}@users.noreply.example", "")
    return {"author": {"email": email, "user": {"login": login} if login else None}}


def _user(login: str) -> dict[str, str]:
    """An account as REST tells it."""
    return {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


def _actor(login: str) -> dict[str, str]:
    """An account as GraphQL tells it."""
    return {"login": login.removesuffix("[bot]"), "__typename": "Bot" if login.endswith("[bot]") else "User"}


@asynccontextmanager
async def hub() -> AsyncIterator[tuple[Hub, str, Faulty]]:
    """A GitHub with nothing in it: its state, its address, and the faults in front of it."""
    state = Hub()
    async with faulty(state.app()) as (address, front):
        yield state, address, front
