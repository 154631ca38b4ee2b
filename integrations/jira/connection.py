"""A connection to Jira through its Python library, which blocks: each call is a visit to a thread.

Cloud or data center is decided once, at the first call: the cloud is asked with version 3 of the API (search by page
token), a data center with version 2 (search by offset). What is given back is Jira's own JSON.
"""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

import jira
import requests
from jira.exceptions import JIRAError

from integrations.jira import refusals
from integrations.jira.reading import FIELDS
from integrations.jira.refusals import NAME
from integrations.source import SourceError, WriteRefused, WriteUnknown

WHOLE_S = 25
"""Of a call in all; its thread may outlive it."""
PAGE = 100
AT_ONCE = 4
"""Calls under way at a time."""
LONGEST_PAUSE_S = 300
"""However long Jira asks for."""
Json = dict[str, Any]
T = TypeVar("T")
_DONE = (201, 204)
"""What Jira answers to a change that it made: with what was made, or with nothing."""


class _Client(jira.JIRA):
    """The library, following no redirect: the token goes to one address, and a change would become a question."""

    def server_info(self) -> Json:
        """Return what kind of Jira it is: the first thing that is asked."""
        self._session.max_redirects = 0
        return super().server_info()


class Connection:
    """Asks Jira. Every method raises `SourceError`; `write` raises `WriteRefused` or `WriteUnknown`."""

    def __init__(self, url: str, token: str, *, email: str | None, timeout_s: float) -> None:
        """Prepare; nothing is called yet. With an email the token is the cloud's, else a data center's.

        `timeout_s` is between two bytes of a call; the library knows no other.
        """
        self._url = url
        self._token = token
        self._email = email
        self._timeout_s = timeout_s
        self._client: jira.JIRA | None = None
        self.is_cloud = False
        """Known after the first call; see `ready`."""
        self._connecting = threading.Lock()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._paused_until = 0.0
        # Of its own: a Jira that hangs must not take the threads that everything else waits for.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="jira")

    async def close(self) -> None:
        """Let the connections go."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            await asyncio.to_thread(self._client.close)

    async def ready(self) -> None:
        """Know which kind of Jira it is. Raises `WriteRefused`: without a connection nothing was sent."""
        try:
            await self._call(lambda _: None)
        except SourceError as problem:
            raise WriteRefused(NAME, problem.why, retry_after=problem.retry_after) from problem

    # --- reading -------------------------------------------------------------------

    async def search(self, query: str, most: int, *, expand: str | None = None) -> list[Json]:
        """Return the issues that a query finds, page by page, `most` at most; with `flagged` where Jira has flags."""
        return await self._call(lambda client: self._pages(client, query, most, expand))

    async def issue(self, key: str, *, expand: str | None = None) -> Json:
        """Return one issue."""
        return await self._call(lambda client: client.issue(key, fields=FIELDS, expand=expand).raw)

    async def project(self, key: str) -> Json:
        """Return a project, under the key that it has now."""
        return await self._call(lambda client: client.project(key).raw)

    async def has_flags(self) -> bool:
        """Return True if the boards have flags."""
        return await self._call(lambda client: bool(_flag(client)))

    async def users(self, wanted: str) -> list[Json]:
        """Return whom a search for an address, a name or an id finds."""

        def ask(client: jira.JIRA) -> list[Json]:
            if not self.is_cloud:
                return [user.raw for user in client.search_users(user=wanted)]
            found = client.search_users(query=wanted)
            if not found and " " not in wanted and "@" not in wanted:
                # A search does not know them by id.
                with contextlib.suppress(JIRAError):
                    return [client.user(wanted).raw]
            return [user.raw for user in found]

        return await self._call(ask)

    async def transitions(self, key: str) -> list[Json]:
        """Return the transitions of an issue that our account may make, with their fields."""
        return await self._call(lambda client: client.transitions(key, expand="transitions.fields"))

    async def newest_comments(self, key: str) -> list[Json]:
        """Return comments of an issue, a hundred at most, the newest first where the server can sort them."""
        return await self._call(
            lambda client: [each.raw for each in client.comments(key, order_by="-created", max_results=100)]
        )

    # --- writing -------------------------------------------------------------------

    async def write(self, method: str, path: str, body: Mapping[str, Any]) -> Json:
        """Make one change, tried once: one request, and nothing read after it, as the library's own calls do.

        Return what was made, as Jira tells it; that is nothing for a change of what there was.
        """

        def ask(client: jira.JIRA) -> Json:
            answer = client._session.request(method, client._get_url(path), data=json.dumps(body))
            if answer.status_code not in _DONE:
                raise ValueError("no answer of Jira's to a change")
            made = answer.json() if answer.content else {}
            return made if isinstance(made, dict) else {}

        return await self._call(ask, writes=True)

    # --- inside --------------------------------------------------------------------

    def _pages(self, client: jira.JIRA, query: str, most: int, expand: str | None) -> list[Json]:
        found: list[Json] = []
        keys: set[str] = set()
        offset = 0
        token: str | None = None
        tokens: set[str | None] = set()
        flag = _flag(client)
        fields = f"{FIELDS},{flag}" if flag else FIELDS
        while len(found) < most:
            asked: Json = {"maxResults": min(PAGE, most - len(found)), "expand": expand, "json_result": True}
            asked["fields"] = [fields]  # one text: not every server takes several
            answer: Any
            if self.is_cloud:
                answer = client.enhanced_search_issues(query, nextPageToken=token, **asked)
            else:
                answer = client.search_issues(query, startAt=offset, **asked)
            part = answer["issues"]
            for each in part if flag else ():
                if isinstance(fields_ := each.get("fields") if isinstance(each, dict) else None, dict):
                    fields_["flagged"] = fields_.get(flag)
            offset += len(part)
            for each in part:  # what moves on to the next page meanwhile is there once
                key = each.get("key") if isinstance(each, dict) else None
                if not isinstance(key, str) or key not in keys:
                    found.append(each)
                if isinstance(key, str):
                    keys.add(key)
            tokens.add(token)
            token = answer.get("nextPageToken")
            if not part or (token is None or token in tokens if self.is_cloud else offset >= answer["total"]):
                break
        return found

    def _connected(self) -> jira.JIRA:
        with self._connecting:
            if self._client is None:
                client = self._make(version="2")
                if client.deploymentType == "Cloud":
                    client.close()  # type: ignore[no-untyped-call]
                    client, self.is_cloud = self._make(version="3"), True
                self._client = client
            return self._client

    def _make(self, version: str) -> jira.JIRA:
        auth: Json = {"basic_auth": (self._email, self._token)} if self._email else {"token_auth": self._token}
        return _Client(
            self._url,
            options={"rest_api_version": version, "check_update": False},
            get_server_info=True,
            max_retries=0,
            timeout=self._timeout_s,
            logging=False,
            **auth,
        )

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
        return urlsplit(self._url).hostname or "its server"


def _flag(client: jira.JIRA) -> str | None:
    """The field that the boards' "Add flag" fills; its number is every Jira's own, its name is not."""
    return client._fields_cache.get("Flagged")
