"""GitHub for the rituals: few calls, and an answer that is incomplete rather than none."""

import asyncio
import base64
import binascii
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from integrations.codehost import (
    MOST_DEPLOYMENTS,
    Build,
    ChangedFile,
    Commits,
    Deployment,
    PullActivity,
    PullRequest,
    Release,
    Repository,
)
from integrations.entries import ODD_FORM, Entries, odd_answer, read_each, read_whole
from integrations.github import GITHUB, queries, rest
from integrations.github.http import MOST_PAGES, NAME, Http, Refused, new_in
from integrations.source import SourceError

PAGE = 50
"""Pull requests of one GraphQL page: with their reviews and checks far below GitHub's 500,000 nodes a query."""
DETAILS = 100
"""Of how many pull requests reviews and checks are asked one by one, where there is no GraphQL."""
AGAIN = 20
"""How many of the runs that somebody started again are asked for what they were before."""
EARLIER_ATTEMPTS = 3
"""How many attempts of such a run are looked back."""
LARGEST_FILE = 8_000_000
"""Bytes of a file that is read. GitHub gives what is larger than one megabyte by another way."""
WITHOUT_GRAPHQL_S = 3600
"""For how long it is not tried again, where it is not there: a proxy may have said so for an hour's repair."""
_NO_GRAPHQL = (400, 404, 405, 501)
_TOO_MUCH = (502, 503, 504)
"""How GraphQL says that a page took it too long."""
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII)
"""What may be the name of one; the name is a part of an address."""
T = TypeVar("T")


class GitHub:
    """Reads the repositories that the operator named. Every method raises `SourceError`."""

    system = GITHUB
    pull_path = "/pull/"

    def __init__(
        self, token: str, repos: Sequence[str], *, api_url: str, counted_bots: Sequence[str] = (), timeout_s: float = 10
    ) -> None:
        """Prepare; nothing is called yet. What `counted_bots` say of a pull request counts as what people say."""
        self.repos = tuple(repos)
        self._counted = frozenset(name.removesuffix("[bot]").casefold() for name in counted_bots)
        self._http = Http(token, api_url, timeout_s=timeout_s)
        self._without_graphql_until: float = 0
        self._pulls_query = queries.PULLS

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.close()

    async def repository(self, repo: str) -> Repository:
        """A repository under the name it has now."""
        data = await self._data(f"/repos/{repo}")
        return read_whole(NAME, lambda: Repository(data["full_name"], data["default_branch"]))

    async def current_name(self, repo: str) -> str:
        """The name that a repository has now, of which `repo` may be an old one; itself where that is not known."""
        if not _REPOSITORY.fullmatch(repo):
            return repo
        try:
            return (await self.repository(repo)).name
        except SourceError:
            return repo

    # --- pull requests -------------------------------------------------------------

    async def open_pulls(self, repo: str, *, files: bool = False) -> Sequence[PullRequest]:
        """The open pull requests, oldest first; with `files` their paths."""
        if self._graphql:
            try:
                return await self._pulls_at_once(repo, files=files)
            except Refused as problem:
                self._no_graphql(problem)
        return await self._pulls_one_by_one(repo, files=files)

    async def pull(self, repo: str, number: int) -> PullRequest:
        """One pull request, open or ended. A `SourceError` that is `missing` where there is none."""
        data = await self._data(f"/repos/{repo}/pulls/{number}")
        return read_whole(NAME, lambda: rest.pull(data))

    async def pulls_since(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        """What was changed since, newest first; as many as `MOST_PAGES` have, without GraphQL `DETAILS` at most."""
        if self._graphql:
            try:
                return await self._lately_at_once(repo, since)
            except Refused as problem:
                self._no_graphql(problem)
        return await self._lately_one_by_one(repo, since)

    async def changed_files(self, repo: str, number: int) -> Sequence[ChangedFile]:
        """The files that a pull request changes; the first thousand."""
        found: list[ChangedFile] = []
        async for page in self._http.pages(f"/repos/{repo}/pulls/{number}/files"):
            found += _every(rest.changed, page)
        return found

    async def file_at(self, repo: str, path: str, ref: str) -> str | None:
        """The text of a file at a commit; None where there is none."""
        try:
            data = await self._data(f"/repos/{repo}/contents/{quote(path)}", ref=ref)
        except SourceError as problem:
            if problem.missing:
                return None
            raise
        if isinstance(data, dict) and data.get("encoding") == "none" and data.get("size", 0) <= LARGEST_FILE:
            data = await self._data(f"/repos/{repo}/git/blobs/{quote(str(data.get('sha')))}")
        if not isinstance(data, dict) or data.get("encoding") != "base64":
            raise SourceError(NAME, f"{path} is too large, or no file", missing=True)
        try:
            return base64.b64decode(data["content"]).decode("utf-8", "replace")
        except (binascii.Error, TypeError, KeyError) as problem:
            raise SourceError(NAME, f"{path} is unreadable", missing=True) from problem

    async def paths_at(self, repo: str, ref: str) -> Sequence[str] | None:
        """The paths of all files at a commit; None where GitHub does not list them. Of a very large one, the first."""
        tree = await self._or_none(f"/repos/{repo}/git/trees/{quote(ref)}", recursive=1)
        if tree is None:
            return None
        return read_whole(NAME, lambda: [str(each["path"]) for each in tree["tree"] if each.get("type") == "blob"])

    async def team_members(self, team: str) -> Sequence[str]:
        """The logins of a team, `owner/team`. A `SourceError` that is `missing` where the token may not see it."""
        owner, _, slug = team.partition("/")
        found: list[str] = []
        async for page in self._http.pages(f"/orgs/{quote(owner)}/teams/{quote(slug)}/members"):
            found += _each(rest.login, page)
        return found

    async def merge_base(self, repo: str, base: str, head: str) -> str:
        """Where two commits parted."""
        data = await self._data(f"/repos/{repo}/compare/{quote(base)}...{quote(head)}", per_page=1)
        return read_whole(NAME, lambda: str(data["merge_base_commit"]["sha"]))

    async def _pulls_at_once(self, repo: str, *, files: bool) -> Sequence[PullRequest]:
        found: Entries[PullRequest] = Entries()
        seen: set[object] = set()
        after: str | None = None
        for _ in range(MOST_PAGES * 2):
            pulls, called = await self._page_of_pulls(repo, after, files=files)
            nodes = _new(_at(pulls, "nodes"), seen)
            found += _each(partial(queries.pull_of, repo=called, counted=self._counted), nodes)
            following = _at(pulls, "pageInfo")
            if not _at(following, "hasNextPage"):
                break
            after = _at(following, "endCursor")
        return found

    async def _page_of_pulls(self, repo: str, after: str | None, *, files: bool) -> tuple[Any, str]:
        """A page, and what the repository is called. A smaller one where GitHub cannot make a whole one in time."""
        owner, _, name = repo.partition("/")
        variables = {"owner": owner, "name": name, "size": PAGE, "after": after, "files": files}
        try:
            answer = await self._http.graphql(self._pulls_query, variables)
        except Refused as problem:
            if problem.status not in _TOO_MUCH:
                raise
            answer = await self._http.graphql(self._pulls_query, {**variables, "size": PAGE // 5})
        if "INSUFFICIENT_SCOPES" in _kinds(answer) and self._pulls_query is queries.PULLS:
            self._pulls_query = queries.PULLS_WITHOUT_TEAMS
            answer = await self._http.graphql(self._pulls_query, variables)
        repository = _repository(answer, "pullRequests")
        return repository["pullRequests"], str(_at(repository, "nameWithOwner"))

    async def _lately_at_once(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        owner, _, name = repo.partition("/")
        found: Entries[PullActivity] = Entries()
        seen: set[object] = set()
        after: str | None = None
        for _ in range(MOST_PAGES):
            variables = {"owner": owner, "name": name, "size": PAGE, "after": after}
            repository = _repository(await self._http.graphql(queries.PULLS_LATELY, variables), "pullRequests")
            called, pulls = str(_at(repository, "nameWithOwner")), repository["pullRequests"]
            nodes = _new(_at(pulls, "nodes"), seen)
            older = [each for each in nodes if _is_before(since, each, "updatedAt")]
            new = [each for each in nodes if each not in older]
            found += _each(partial(queries.activity_of, repo=called), new)
            following = _at(pulls, "pageInfo")
            if older or not _at(following, "hasNextPage"):
                break
            after = _at(following, "endCursor")
        return found

    async def _lately_one_by_one(self, repo: str, since: datetime) -> Sequence[PullActivity]:
        listed: Entries[tuple[int, Any]] = Entries()
        async for page in self._http.pages(f"/repos/{repo}/pulls", state="all", sort="updated", direction="desc"):
            older = [each for each in page if _is_before(since, each, "updated_at")]
            listed += _each(lambda each: (int(each["number"]), each), [each for each in page if each not in older])
            if older or len(listed) >= DETAILS:
                break
        asked = listed[:DETAILS]
        reviews = await asyncio.gather(
            *(self._or_none(f"/repos/{repo}/pulls/{number}/reviews", per_page=100) for number, _ in asked)
        )
        both = [(each, said or ()) for (_, each), said in zip(asked, reviews, strict=True)]
        found = _each(lambda pull: rest.activity(*pull), both)
        return Entries(found, found.unread + listed.unread)

    async def _pulls_one_by_one(self, repo: str, *, files: bool) -> Sequence[PullRequest]:
        listed: Entries[PullRequest] = Entries()
        async for page in self._http.pages(f"/repos/{repo}/pulls", state="open", sort="created", direction="asc"):
            listed += _each(rest.pull, page)
        known = await asyncio.gather(*(self._known(pull, files=files) for pull in listed[:DETAILS]))
        told = [pull for pull in known if pull is not None]
        return Entries([*told, *listed[DETAILS:]], listed.unread + len(known) - len(told))

    async def _known(self, pull: PullRequest, *, files: bool) -> PullRequest | None:
        """With what takes a call each: reviews, checks, paths. What may not be read of it is left out.

        None where one of these answers makes no sense.
        """
        where = f"/repos/{pull.repo}"
        if files:
            changed = await self.changed_files(pull.repo, pull.number)
            return replace(pull, paths=tuple(each.path for each in changed))
        if pull.draft:
            return pull
        reviews = await self._or_none(f"{where}/pulls/{pull.number}/reviews", per_page=100)
        runs = await self._or_none(f"{where}/commits/{pull.head_sha}/check-runs", per_page=100)
        sized = await self._or_none(f"{where}/pulls/{pull.number}")
        parts = (reviews or [], runs["check_runs"] if runs else [], sized or {})
        return next(iter(_each(lambda of: self._with(pull, *of), [parts])), None)

    def _with(self, pull: PullRequest, reviews: Any, runs: Any, sized: Any) -> PullRequest:
        """With what was asked for it alone."""
        said, bots_said = rest.verdicts(reviews, pull.author, self._counted)
        return replace(
            pull,
            verdicts=said,
            bot_verdicts=bots_said,
            conflicts=sized.get("mergeable_state") == "dirty",
            checks=rest.checks(runs),
            additions=sized.get("additions"),
            deletions=sized.get("deletions"),
        )

    # --- checks --------------------------------------------------------------------

    async def builds_since(self, repo: str, since: datetime) -> Sequence[Build]:
        """The workflow runs made since, that passed or failed, newest first; earlier attempts included.

        The newest thousand: GitHub lists no more of them.
        """
        # By day and not by second: only of an address that stays the same can an answer be remembered.
        listed: Entries[rest.Attempt] = Entries()
        created = f">={since.astimezone(UTC):%Y-%m-%d}"
        async for page in self._http.pages(f"/repos/{repo}/actions/runs", status="completed", created=created):
            listed += _each(partial(rest.attempt, repo=repo), _at(page, "workflow_runs"))
        listed = listed.that(lambda each: each.created_at >= since)
        again = [each for each in listed if each.number > 1][:AGAIN]
        for earlier in await asyncio.gather(*(self._attempts_before(repo, each) for each in again)):
            listed += earlier
        return Entries((each.build for each in listed if each.build is not None), listed.unread)

    async def _attempts_before(self, repo: str, run: rest.Attempt) -> Entries[rest.Attempt]:
        """The attempts before the last, back to one that came to another end."""
        found: Entries[rest.Attempt] = Entries()
        for attempt in range(run.number - 1, max(0, run.number - 1 - EARLIER_ATTEMPTS), -1):
            answer = await self._or_none(f"/repos/{repo}/actions/runs/{run.id}/attempts/{attempt}")
            if answer is None:
                break
            before = _each(partial(rest.attempt, repo=repo), [answer])
            found += before
            if any(each.end in ("success", "failure") and each.end != run.end for each in before):
                break
        return found

    # --- what goes out -------------------------------------------------------------

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        """The newest deployments, newest first; `MOST_DEPLOYMENTS` of them at most."""
        if self._graphql:
            owner, _, name = repo.partition("/")
            variables = {"owner": owner, "name": name, "size": MOST_DEPLOYMENTS}
            try:
                repository = _repository(await self._http.graphql(queries.DEPLOYMENTS, variables), "deployments")
            except Refused as problem:
                self._no_graphql(problem)
            else:
                called, found = _at(repository, "nameWithOwner"), repository["deployments"]
                nodes = [node for node in _at(found, "nodes") if node]
                return _each(partial(queries.deployment_of, repo=called), nodes)
        data = await self._data(f"/repos/{repo}/deployments", per_page=MOST_DEPLOYMENTS)
        listed = _each(lambda each: (int(each["id"]), each), data)
        statuses = await asyncio.gather(
            *(self._or_none(f"/repos/{repo}/deployments/{number}/statuses", per_page=1) for number, _ in listed)
        )
        both = [(each, status) for (_, each), status in zip(listed, statuses, strict=True)]
        made = _each(lambda of: rest.deployment(of[0], of[1][0] if of[1] else None, repo), both)
        return Entries(made, made.unread + listed.unread)

    async def releases_since(self, repo: str, since: datetime) -> Sequence[Release]:
        """The releases published since, newest first."""
        data = await self._data(f"/repos/{repo}/releases", per_page=30)
        found = _each(lambda each: rest.release(each, repo) if each.get("published_at") else None, data)
        return Entries((each for each in found if each is not None and each.published_at >= since), found.unread)

    async def commits_between(self, repo: str, base: str, head: str) -> Commits:
        """What `head` has and `base` has not, oldest first; the first 100 of them."""
        data = await self._data(f"/repos/{repo}/compare/{quote(base)}...{quote(head)}", per_page=100)
        return read_whole(
            NAME,
            lambda: Commits(
                commits=tuple(_each(rest.commit, data["commits"])),
                total=data["total_commits"],
                behind=data["status"] == "behind",
            ),
        )

    # --- inside --------------------------------------------------------------------

    @property
    def _graphql(self) -> bool:
        return time.monotonic() >= self._without_graphql_until

    def _no_graphql(self, problem: Refused) -> None:
        """Do without GraphQL for a while where the server has none; raise any other error."""
        if problem.status not in _NO_GRAPHQL:
            raise problem
        self._without_graphql_until = time.monotonic() + WITHOUT_GRAPHQL_S

    async def _data(self, path: str, **params: str | int) -> Any:
        return (await self._http.get(path, **params)).data

    async def _or_none(self, path: str, **params: str | int) -> Any:
        """The answer, or None where it is not there or not for us."""
        try:
            return await self._data(path, **params)
        except SourceError as problem:
            if problem.missing:
                return None
            raise


def _repository(answer: Any, with_: str) -> Mapping[str, Any]:
    """The repository of a GraphQL answer with what was asked for of it; the rest may be there in part."""
    found = read_whole(NAME, lambda: (answer.get("data") or {}).get("repository"))
    if found is not None and found.get(with_) is not None:
        return dict(found)
    kinds = _kinds(answer)
    if "NOT_FOUND" in kinds:
        raise SourceError(NAME, "it is not there, or the token may not see it", missing=True)
    if kinds & {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        raise SourceError(NAME, "the token may not read this", missing=True)
    raise SourceError(NAME, "it could not answer the question")


def _kinds(answer: Any) -> set[str]:
    """What kinds of errors a GraphQL answer names."""
    return read_whole(NAME, lambda: {str(each.get("type")) for each in answer.get("errors") or ()})


def _is_before(since: datetime, entry: Any, name: str) -> bool:
    """Return True if an entry's moment is before that one; what has none is among the newer, where it is told of."""
    try:
        return queries.moment(entry[name]) < since
    except ODD_FORM:
        return False


def _new(nodes: Any, seen: set[object]) -> list[Any]:
    """The nodes of a page that were on none before: what changes meanwhile moves from one to the next."""
    if not isinstance(nodes, list):
        raise odd_answer(NAME, nodes)
    return [node for node in new_in(nodes, seen) if node]


def _at(data: Any, name: str) -> Any:
    return read_whole(NAME, lambda: data[name])


def _each(make: Callable[[Any], T], data: Any) -> Entries[T]:
    return read_each(NAME, make, data)


def _every(make: Callable[[Any], T], data: Any) -> list[T]:
    """For what is wrong as a whole where one of it cannot be read."""
    return read_whole(NAME, lambda: [make(each) for each in data])
