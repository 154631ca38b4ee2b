"""Jira through its Python library, which blocks: each call is a visit to a thread.

Cloud or data center is decided once, at the first call: the cloud is asked with version 3 of
the API (search by page token, people by accountId, text as a document tree), a data center
with version 2 (search by offset, people by name, text as wiki markup).
"""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import jira
import requests
from jira.exceptions import JIRAError

from integrations.jira import JIRA, queries, reading, refusals, words
from integrations.jira.refusals import NAME
from integrations.source import SourceError, WriteRefused, WriteUnknown
from integrations.tracker import MOST_CHANGED, MOST_DOING, MOST_UNASSIGNED, Account, Issue, Transition

TIMEOUT_S = 10
"""Between two bytes of a call; the library knows no other."""
WHOLE_S = 25
"""Of a call in all; its thread may outlive it."""
PAGE = 100
CLOCKS = timedelta(minutes=5)
"""How far Jira's clock may be from ours."""
CHANGELOGS = 40
"""How many are asked for their changelog alone."""
AT_ONCE = 4
"""Calls under way at a time."""
FOREIGN_S = 3600
"""For how long words that look like a key, and are none, are not looked up again."""
LONGEST_PAUSE_S = 300
"""However long Jira asks for."""
T = TypeVar("T")
_DONE = (201, 204)
"""What Jira answers to a change that it made: with what was made, or with nothing."""


class _Client(jira.JIRA):
    """The library, following no redirect: the token goes to one address, and a change would become a question."""

    def server_info(self) -> dict[str, Any]:
        """What is asked first of all."""
        self._session.max_redirects = 0
        return super().server_info()


class Jira:
    """The projects that the operator named. Every method raises `SourceError`; writes `WriteUnknown` too."""

    system = JIRA

    def __init__(
        self,
        url: str,
        token: str,
        *,
        email: str | None,
        projects: Sequence[str],
        blocked_statuses: Sequence[str] = (),
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Prepare; nothing is called yet. With an email the token is the cloud's, else a data center's.

        Where `blocked_statuses` are named, no other status counts as blocked.
        """
        self.url = url.rstrip("/")
        self.issue_url = f"{self.url}/browse/"
        self.projects = tuple(projects)
        self._blocked_statuses = tuple(blocked_statuses)
        self._token = token
        self._email = email
        self._timeout_s = timeout_s
        self._client: jira.JIRA | None = None
        self._cloud = False
        self._connecting = threading.Lock()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._paused_until = 0.0
        self._renamed: set[str] = set()
        """What the operator's projects are called besides."""
        self._asked_names = False
        self._foreign: dict[str, float] = {}
        # Of its own: a Jira that hangs must not take the threads that everything else waits for.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="jira")

    async def close(self) -> None:
        """Let the connections go."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            await asyncio.to_thread(self._client.close)

    # --- reading -------------------------------------------------------------------

    async def doing(self, most: int = MOST_DOING) -> Sequence[Issue]:
        """What is in progress, the longest untouched first."""
        return await self._search(queries.DOING, most)

    async def doing_of(self, account: str, most: int = 100) -> Sequence[Issue]:
        """What one account has in progress, the longest untouched first."""
        return await self._search(queries.doing_of(account), most)

    async def blocked(self, most: int = 100) -> Sequence[Issue]:
        """What is open and marked as blocked, begun or not."""
        flags = await self._call(lambda client: bool(_flag(client)))
        try:
            return await self._search(queries.blocked(flags=flags, statuses=self._blocked_statuses), most)
        except refusals.NotUnderstood:
            if not self._blocked_statuses:
                raise
            # One status that does not exist spoils the whole search.
            return await self._search(queries.blocked(flags=flags), most)

    async def changed(self, days: int = 1, most: int = MOST_CHANGED) -> Sequence[Issue]:
        """What was changed lately, with its moves, the newest first; a day more, since Jira's day may be another."""
        query = queries.within(self.projects, queries.changed(days + 1))

        def ask(client: jira.JIRA) -> list[dict[str, Any]]:
            found = self._pages(client, query, most, "changelog")
            # Some servers leave the changelog out of a search.
            bare = [each for each in found if "changelog" not in each]
            asked = {each["key"]: self._with_moves(client, each["key"]) for each in bare[:CHANGELOGS]}
            return [asked.get(each["key"], each) for each in found]

        raw = await self._call(ask)
        return _read(lambda: [reading.issue(each, self.issue_url, self._blocked_statuses) for each in raw])

    @staticmethod
    def _with_moves(client: jira.JIRA, key: str) -> dict[str, Any]:
        raw: dict[str, Any] = client.issue(key, fields=reading.FIELDS, expand="changelog").raw
        return raw

    async def unassigned(self, most: int = MOST_UNASSIGNED) -> Sequence[Issue]:
        """What is open and nobody's."""
        found = await self._search(queries.UNASSIGNED, most)
        return [each for each in found if each.assignee is None and each.category != "done"]

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that there are, by the key that was asked for; one that moved has another by now."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        found: dict[str, Issue] = {}
        with contextlib.suppress(refusals.NotUnderstood):  # one key that does not exist spoils the whole search
            searched = await self._search(queries.keyed(wanted), len(wanted), within=False)
            found = {issue.key: issue for issue in searched}
        missing = [key for key in wanted if key not in found]
        each = await asyncio.gather(*(self._one(key) for key in missing))
        found |= {key: issue for key, issue in zip(missing, each, strict=True) if issue is not None}
        return {key: issue for key, issue in found.items() if key in wanted}

    async def ours(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of the keys that are of the operator's projects, under names that issue and project have or had."""
        if not self.projects:
            return keys
        return [key for key in keys if await self._is_ours(key)]

    async def _is_ours(self, key: str) -> bool:
        prefix = key.rpartition("-")[0].upper()
        if prefix in self._names():
            return True
        if self._foreign.get(prefix, 0.0) > time.monotonic():
            return False
        issue = await self._one(key)
        if issue is None:
            self._foreign[prefix] = time.monotonic() + FOREIGN_S  # UTF-8 is no issue, nor is SHA-256
            return False
        if issue.project not in self._names() and not self._asked_names:
            self._asked_names = True
            self._renamed |= set(await asyncio.gather(*map(self._name_now, self.projects)))
        return issue.project in self._names()

    def _names(self) -> set[str]:
        return {project.upper() for project in self.projects} | self._renamed

    async def _name_now(self, project: str) -> str:
        """The key that a project has now."""
        try:
            return str(await self._call(lambda client: client.project(project).raw["key"]))
        except SourceError:
            return project

    async def issue(self, key: str) -> Issue:
        """One issue. A `SourceError` that is `missing` where there is none."""
        raw = await self._call(lambda client: client.issue(key, fields=reading.FIELDS).raw)
        return _read(lambda: reading.issue(raw, self.issue_url, self._blocked_statuses))

    async def _one(self, key: str) -> Issue | None:
        try:
            return await self.issue(key)
        except SourceError as problem:
            if problem.missing:
                return None
            raise

    async def account_by_email(self, email: str) -> Account | None:
        """Whose address it is; None where nobody, or more than one, is found."""
        users = await self._users(email)
        exact = [user for user in users if str(user.get("emailAddress") or "").casefold() == email.casefold()]
        # The cloud hides addresses, and finds by them all the same.
        chosen = exact or (users if self._cloud else [])
        return _read(lambda: reading.account(chosen[0])) if len(chosen) == 1 else None

    async def account_named(self, name: str) -> Account | None:
        """Who is called so: by address, id or name. None where nobody, or more than one, is."""
        if "@" in name:
            return await self.account_by_email(name)
        users = await self._users(name)
        for told in ("accountId", "name", "key", "displayName"):
            same = [user for user in users if str(user.get(told) or "").casefold() == name.casefold()]
            if len(same) == 1:
                return _read(lambda found=same: reading.account(found[0]))  # type: ignore[misc]
        return None

    async def _users(self, wanted: str) -> list[dict[str, Any]]:
        def ask(client: jira.JIRA) -> list[dict[str, Any]]:
            if not self._cloud:
                return [user.raw for user in client.search_users(user=wanted)]
            found = client.search_users(query=wanted)
            if not found and " " not in wanted and "@" not in wanted:
                # A search does not know them by id.
                with contextlib.suppress(JIRAError):
                    return [client.user(wanted).raw]
            return [user.raw for user in found]

        return await self._call(ask)

    async def transitions(self, key: str) -> Sequence[Transition]:
        """The ways out of its status that our account may go."""
        found = await self._call(lambda client: client.transitions(key, expand="transitions.fields"))
        return _read(lambda: [reading.transition(each) for each in found])

    # --- writing -------------------------------------------------------------------

    async def comment(self, key: str, text: str) -> None:
        """Add a comment, once: after a lost answer the newest comments are looked through for it."""
        await self._ready()
        begun = datetime.now(UTC)
        try:
            await self._write("POST", f"issue/{key}/comment", {"body": self._written(text)})
        except WriteUnknown:
            if not await self._said(key, text, since=begun - CLOCKS):
                raise

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        """Go a way. `filled` is by field name; `me` is the account that a person's field is filled with."""
        await self._ready()
        fields: dict[str, Any] = {}
        update: dict[str, Any] = {}
        for field in transition.fields:
            value = filled.get(field.name, "")
            if field.kind == "worklog":
                update["worklog"] = [{"add": {"timeSpent": value}}]
            elif field.kind == "me":
                fields[field.name] = {"accountId" if self._cloud else "name": me}
            elif field.name == "comment":
                if value:
                    update["comment"] = [{"add": {"body": self._written(value)}}]
            elif field.kind == "long":
                fields[field.name] = self._written(value)
            else:
                fields[field.name] = {"id": value} if field.kind == "choice" else value
        change = {"transition": {"id": transition.id}, "fields": fields, "update": update}
        wanted = {name: part for name, part in change.items() if part}
        await self._write("POST", f"issue/{key}/transitions", wanted)

    async def mark_blocked(self, key: str) -> None:
        """Give it the label `blocked`."""
        await self._ready()
        await self._write("PUT", f"issue/{key}", {"update": {"labels": [{"add": "blocked"}]}})

    async def _said(self, key: str, text: str, since: datetime) -> bool:
        """Whether one of the newest comments, written since, is `text`."""

        def ask(client: jira.JIRA) -> list[dict[str, Any]]:
            # The newest first, where the server can: of many comments a page has only the first.
            newest = client.comments(key, order_by="-created", max_results=100)
            return [each.raw for each in newest]

        try:
            raw = await self._call(ask)
            told = _read(lambda: [(reading.moment(each["created"]), words.plain(each.get("body"))) for each in raw])
        except SourceError:
            return False
        return any(at >= since and said.split() == text.split() for at, said in told)

    # --- inside --------------------------------------------------------------------

    def _written(self, text: str) -> Any:
        """Words as this kind of Jira wants them; they are shown literally."""
        return words.document(text) if self._cloud else words.literal(text)

    async def _search(self, rest: str, most: int, *, within: bool = True) -> Sequence[Issue]:
        query = queries.within(self.projects, rest) if within else rest
        raw = await self._call(lambda client: self._pages(client, query, most, None))
        found = _read(lambda: [reading.issue(each, self.issue_url, self._blocked_statuses) for each in raw])
        if within and self.projects:
            self._renamed |= {issue.project for issue in found}
        return found

    def _pages(self, client: jira.JIRA, query: str, most: int, expand: str | None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        token: str | None = None
        flag = _flag(client)
        fields = [f"{reading.FIELDS},{flag}" if flag else reading.FIELDS]  # one: not every server takes several
        while len(found) < most:
            size = min(PAGE, most - len(found))
            answer: Any
            if self._cloud:
                answer = client.enhanced_search_issues(
                    query,
                    nextPageToken=token,
                    maxResults=size,
                    fields=list(fields),
                    expand=expand,
                    json_result=True,
                )
            else:
                answer = client.search_issues(
                    query,
                    startAt=len(found),
                    maxResults=size,
                    fields=list(fields),
                    expand=expand,
                    json_result=True,
                )
            part = answer["issues"]
            for each in part if flag else ():
                each["fields"]["flagged"] = each["fields"].get(flag)
            found += part
            token = answer.get("nextPageToken")
            if not part or (token is None if self._cloud else len(found) >= answer["total"]):
                break
        return found

    def _connected(self) -> jira.JIRA:
        with self._connecting:
            if self._client is None:
                client = self._make(version="2")
                if client.deploymentType == "Cloud":
                    client.close()  # type: ignore[no-untyped-call]
                    client, self._cloud = self._make(version="3"), True
                self._client = client
            return self._client

    def _make(self, version: str) -> jira.JIRA:
        auth: dict[str, Any] = (
            {"basic_auth": (self._email, self._token)} if self._email else {"token_auth": self._token}
        )
        return _Client(
            self.url,
            options={"rest_api_version": version, "check_update": False},
            get_server_info=True,
            max_retries=0,
            timeout=self._timeout_s,
            logging=False,
            **auth,
        )

    async def _ready(self) -> None:
        """Know which kind of Jira it is. Raises `WriteRefused`: without a connection nothing was sent."""
        try:
            await self._call(lambda _: None)
        except SourceError as problem:
            raise WriteRefused(NAME, problem.why, retry_after=problem.retry_after) from problem

    async def _write(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        """One change, tried once: one request, and nothing read after it, as the library's own calls do."""

        def ask(client: jira.JIRA) -> None:
            answer = client._session.request(method, client._get_url(path), data=json.dumps(body))
            if answer.status_code not in _DONE:
                raise ValueError("no answer of Jira's to a change")

        await self._call(ask, writes=True)

    async def _call(self, ask: Callable[[jira.JIRA], T], *, writes: bool = False) -> T:
        refused = WriteRefused if writes else SourceError
        async with self._turns:
            if (pause := self._paused_until - time.monotonic()) > 0:
                raise refused(NAME, refusals.WHY[429], retry_after=pause)
            try:
                async with asyncio.timeout(WHOLE_S):
                    loop = asyncio.get_running_loop()
                    return await loop.run_in_executor(self._threads, lambda: ask(self._connected()))
            except TimeoutError as problem:
                raise refusals.silent(writes, WHOLE_S) from problem
            except JIRAError as problem:
                headers = getattr(problem.response, "headers", None) or {}
                told = refusals.refused(problem.status_code or 0, str(problem.text or ""), headers, writes=writes)
                if told.retry_after:
                    self._paused_until = time.monotonic() + min(told.retry_after, LONGEST_PAUSE_S)
                raise told from problem
            except requests.exceptions.ConnectTimeout as problem:
                raise refused(NAME, f"{self._host} does not answer") from problem
            except requests.exceptions.Timeout as problem:
                raise refusals.silent(writes, self._timeout_s) from problem
            except requests.exceptions.TooManyRedirects as problem:
                raise refused(NAME, f"{self._host} sends me to another address, which should be JIRA_URL") from problem
            except requests.exceptions.ConnectionError as problem:
                if "NewConnectionError" in repr(problem) or not writes:
                    raise refused(NAME, f"{self._host} cannot be reached") from problem
                raise refusals.silent(writes, self._timeout_s) from problem
            except (requests.exceptions.RequestException, ValueError, KeyError, TypeError, AttributeError) as problem:
                error = WriteUnknown if writes else SourceError
                raise error(NAME, "its answer is not what Jira answers; something else may be there") from problem

    @property
    def _host(self) -> str:
        return urlsplit(self.url).hostname or "its server"


def _flag(client: jira.JIRA) -> str | None:
    """The field that the boards' "Add flag" fills; its number is every Jira's own, its name is not."""
    return client._fields_cache.get("Flagged")


def _read(reading_: Callable[[], T]) -> T:
    try:
        return reading_()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        raise SourceError(NAME, f"its answer has another form than expected ({type(problem).__name__})") from problem
