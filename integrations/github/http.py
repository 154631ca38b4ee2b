"""One HTTP client for GitHub: few connections, remembered answers, and every failure in a line of words."""

import asyncio
import json
import posixpath
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import httpx2

from integrations.deferred import dataclass
from integrations.github import GITHUB
from integrations.source import SourceError
from integrations.time import machine_now

NAME = GITHUB.name
TIMEOUT_S = 10
"""Of a call, from its beginning to the last byte."""
AT_ONCE = 6
"""Calls under way at a time. GitHub asks for few, and counts bursts as abuse."""
REMEMBERED_BYTES = 32_000_000
"""Of the answers that are kept with their ETag: a 304 costs nothing of the hourly limit."""
LARGE_BYTES = 200_000
"""An answer of that size is parsed in a thread."""
UNSAID_PAUSE_S = 60
"""Where GitHub refuses for its limit and does not say for how long; its documentation asks for a minute."""
MOST_BYTES = 20_000_000
"""Of one answer."""
MOST_PAGES = 10
"""Pages of a hundred of one list."""
ENTERPRISE = "/api/v3"
"""Where an Enterprise Server has its API."""
MOST_REDIRECTS = 5
"""A repository that was renamed is one away."""
API_VERSION = "2022-11-28"


@dataclass(frozen=True, slots=True)
class Response:
    """What GitHub answered: parsed JSON, and where the next page is."""

    data: Any
    next_page: str | None


@dataclass(frozen=True, slots=True)
class _Remembered:
    etag: str
    content: bytes
    next_page: str | None


class Http:
    """Reads, and nothing else: it has no call that changes anything."""

    def __init__(self, token: str, api_url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Prepare; nothing is called yet."""
        self._api = api_url.rstrip("/")
        self._timeout_s = timeout_s
        given = urlsplit(self._api)
        self._found = bool(given.path) or str(given.hostname).startswith("api.")
        self._headers = {
            "authorization": f"Bearer {token}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": API_VERSION,
            "user-agent": "Rolecall",
        }
        self._opening = asyncio.Lock()
        self._opened: httpx2.AsyncClient | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()
        self._bytes = 0
        self._not_before: float = 0

    async def close(self) -> None:
        """Let the connections go."""
        if self._opened is not None:
            await self._opened.aclose()

    async def get(self, path: str, **params: str | int) -> Response:
        """The answer to a GET of `path`, or of a whole address. Raises `SourceError`."""
        try:
            return await self._got(path, **params)
        except (Refused, _NotJson) as problem:
            if not await self._finds(problem):
                raise
            return await self._got(path, **params)

    async def _got(self, path: str, **params: str | int) -> Response:
        url = f"{self._api}{path}" if path.startswith("/") else self._ours(path)
        url = str(httpx2.URL(url, params={**dict(httpx2.URL(url).params), **params}))
        before = self._remembered.get(url)
        response = await self._call("GET", url, headers={"if-none-match": before.etag} if before else {})
        if response.status_code == 304 and before is not None:
            self._remembered.move_to_end(url)
            return Response(await _json(before.content), before.next_page)
        answer = Response(await _json(response.content), _next_page(response))
        self._found = True
        if etag := response.headers.get("etag"):
            self._remember(url, _Remembered(etag, response.content, answer.next_page))
        return answer

    def _remember(self, url: str, answer: "_Remembered") -> None:
        if (before := self._remembered.pop(url, None)) is not None:
            self._bytes -= len(before.content)
        self._remembered[url] = answer
        self._bytes += len(answer.content)
        while self._bytes > REMEMBERED_BYTES:
            self._bytes -= len(self._remembered.popitem(last=False)[1].content)

    async def pages(self, path: str, **params: str | int) -> AsyncIterator[Any]:
        """Each page of a list, until there is no next one or `MOST_PAGES` are read. Raises `SourceError`.

        What moves on to the next page while the list is read is given once.
        """
        answer = await self.get(path, per_page=100, **params)
        seen: set[object] = set()
        yield new_in(answer.data, seen)
        for _ in range(MOST_PAGES - 1):
            if answer.next_page is None:
                return
            answer = await self.get(answer.next_page)
            yield new_in(answer.data, seen)

    async def graphql(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The answer's whole JSON, with `errors` where there are any. It reads, so a lost one is asked again."""
        asked = {"query": query, "variables": dict(variables)}
        try:
            response = await self._call("POST", self._graphql_url, json=asked)
            answer = await _json(response.content)
        except (Refused, _NotJson) as problem:
            if not await self._finds(problem):
                raise
            response = await self._call("POST", self._graphql_url, json=asked)
            answer = await _json(response.content)
        self._found = True
        if _limited(answer):
            self._pause_for(_pause(response) or UNSAID_PAUSE_S)
        return answer

    @property
    def _graphql_url(self) -> str:
        """GitHub's own is beside the REST paths; an Enterprise Server's is beside its `/v3`."""
        return f"{self._api.removesuffix('/v3')}/graphql"

    async def _finds(self, problem: SourceError) -> bool:
        """Whether an Enterprise Server's API is below the address that was given: looked for once, when it refuses.

        People give the address that they see in the browser.
        """
        if self._found or (isinstance(problem, Refused) and problem.status not in _NO_API):
            return False
        self._found = True
        beside = f"{self._api}{ENTERPRISE}"
        try:
            response = await self._once("GET", f"{beside}/meta")
        except (SourceError, httpx2.HTTPError):
            return False
        if response.status_code not in (200, 401, 403) or "json" not in response.headers.get("content-type", ""):
            return False
        self._api = beside
        return True

    def _ours(self, url: str) -> str:
        """An address that GitHub names, if it is of the same scheme and host as the operator's, and below its path.

        Beside an Enterprise Server other programs may answer at the same host.
        """
        if _place(url) != _place(self._api):
            raise SourceError(NAME, f"it points to {_place(url)[1]}, where my token does not go (see GITHUB_API_URL)")
        path = posixpath.normpath(unquote(urlsplit(url).path) or "/")
        within = (urlsplit(each).path for each in (self._api, self._graphql_url))
        if not any(path == each or path.startswith(f"{each}/") for each in within):
            raise SourceError(NAME, f"it points to {path}, where my token does not go (see GITHUB_API_URL)")
        return url

    async def _call(self, method: str, url: str, **given: Any) -> httpx2.Response:
        wait = self._not_before - time.monotonic()
        if wait > 0:
            raise SourceError(NAME, f"it asks for a pause of {_minutes(wait)}", retry_after=wait)
        async with self._turns:
            try:
                response = await self._once(method, url, **given)
            except _BROKEN:  # a kept connection that it had closed
                response = await self._again(method, url, **given)
            except httpx2.HTTPError as problem:
                raise self._unreachable(problem) from problem
        self._refused(response)
        return response

    async def _again(self, method: str, url: str, **given: Any) -> httpx2.Response:
        try:
            return await self._once(method, url, **given)
        except httpx2.HTTPError as problem:
            raise self._unreachable(problem) from problem

    async def _client(self) -> httpx2.AsyncClient:
        """The client; to make one reads every certificate authority from the disk, so a thread does."""
        async with self._opening:
            if self._opened is None:
                self._opened = await asyncio.to_thread(
                    httpx2.AsyncClient,
                    headers=self._headers,
                    timeout=self._timeout_s,
                    trust_env=False,
                )
            return self._opened

    async def _once(self, method: str, url: str, **given: Any) -> httpx2.Response:
        try:
            async with asyncio.timeout(self._timeout_s):
                for _ in range(MOST_REDIRECTS):
                    response = await self._read(method, url, **given)
                    if response.status_code not in _ELSEWHERE or "location" not in response.headers:
                        return response
                    url = self._ours(_joined(response, response.headers["location"]))
                raise SourceError(NAME, "it sends me round in a circle")
        except TimeoutError as problem:
            raise SourceError(NAME, f"it did not answer within {self._timeout_s:g} seconds") from problem

    async def _read(self, method: str, url: str, **given: Any) -> httpx2.Response:
        client = await self._client()
        async with client.stream(method, url, **given) as response:
            size = 0
            parts: list[bytes] = []
            async for part in response.aiter_bytes():
                size += len(part)
                if size > MOST_BYTES:
                    raise SourceError(NAME, "its answer is too large")
                parts.append(part)
            return httpx2.Response(
                response.status_code,
                headers={name: value for name, value in response.headers.items() if name in _KEPT},
                content=b"".join(parts),
                request=response.request,
            )

    def _unreachable(self, problem: Exception) -> SourceError:
        if isinstance(problem, httpx2.TimeoutException):
            return SourceError(NAME, f"it did not answer within {self._timeout_s:g} seconds")
        if isinstance(problem, httpx2.ConnectError):
            return SourceError(NAME, f"{urlsplit(self._api).hostname} cannot be reached")
        return SourceError(NAME, "the connection broke")

    def _refused(self, response: httpx2.Response) -> None:
        """Raise for an answer that is none."""
        status = response.status_code
        if status < 300 or status == 304:
            return
        if status == 429 or (status == 403 and (_pause(response) is not None or _is_limit(response.content))):
            self._pause_for(_pause(response) or UNSAID_PAUSE_S)
        raise Refused(status)

    def _pause_for(self, seconds: float) -> NoReturn:
        """Ask nothing for so long, an hour at most."""
        self._not_before = time.monotonic() + min(seconds, 3600)
        raise SourceError(
            NAME, f"its limit is reached; it asks for a pause of {_minutes(seconds)}", retry_after=seconds
        )


class Refused(SourceError):
    """GitHub answered with a status that is no success."""

    def __init__(self, status: int) -> None:
        """Remember it."""
        super().__init__(NAME, _WHY.get(status, f"it answered {status}"), missing=status in (403, 404, 410, 451))
        self.status = status


class _NotJson(SourceError):
    """The answer is no JSON: what answered is not GitHub's API."""


class _NoAddress(SourceError):
    """Where GitHub points to is no address."""

    def __init__(self) -> None:
        super().__init__(NAME, "it points to what is no address")


_BROKEN = (httpx2.RemoteProtocolError, httpx2.ReadError)
_ELSEWHERE = (301, 302, 307, 308)
_NO_API = (404, 405, 406, 422)
_KEPT = {"location", "etag", "link", "content-type", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"}
_WHY = {
    401: "it refuses the token (401)",
    403: "the token may not read this (403)",
    404: "it is not there, or the token may not see it (404)",
    410: "it is gone (410)",
}


async def _json(content: bytes) -> Any:
    try:
        return await asyncio.to_thread(json.loads, content) if len(content) > LARGE_BYTES else json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise _NotJson(NAME, "its answer is not JSON; something else may answer in its place") from problem


def new_in(page: Any, seen: set[object]) -> Any:
    """The page without those entries whose id is in `seen`, to which the ids of the others are added."""
    if isinstance(page, dict):
        return {name: new_in(each, seen) if isinstance(each, list) else each for name, each in page.items()}
    if not isinstance(page, list):
        return page
    kept = []
    for each in page:
        known = (each.get("id") or each.get("number")) if isinstance(each, dict) else None
        if not isinstance(known, int | str):
            kept.append(each)
        elif known not in seen:
            kept.append(each)
            seen.add(known)
    return kept


def _next_page(response: httpx2.Response) -> str | None:
    """The next page's address, wherever it is."""
    url = response.links.get("next", {}).get("url")
    return _joined(response, url) if url else None


def _joined(response: httpx2.Response, url: str) -> str:
    """The whole of an address that an answer names. Raises `SourceError` for what is none."""
    try:
        return str(response.url.join(url))
    except (httpx2.InvalidURL, ValueError) as problem:
        raise _NoAddress from problem


def _place(url: str) -> tuple[str, str]:
    """Scheme and host of an address, with the port that it names or means. Raises `SourceError` for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as problem:
        raise _NoAddress from problem
    if not parts.hostname:
        raise _NoAddress
    return parts.scheme, f"{parts.hostname}:{port}"


def _is_limit(content: bytes) -> bool:
    """Whether a refusal is for too many calls: a secondary limit often says so in its words alone."""
    words = content[:2000].lower()
    return b"rate limit" in words or b"abuse detection" in words


def _limited(answer: Any) -> bool:
    """Whether GraphQL refuses for its limit, which it does with a 200."""
    errors = answer.get("errors") if isinstance(answer, dict) else None
    kinds = {each.get("type") for each in errors if isinstance(each, dict)} if isinstance(errors, list) else set()
    return bool(kinds & {"RATE_LIMITED", "RATE_LIMIT"})


def _pause(response: httpx2.Response) -> float | None:
    """Seconds until it may be asked again, where it says so."""
    after = response.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    if response.headers.get("x-ratelimit-remaining") == "0":
        reset = response.headers.get("x-ratelimit-reset", "")
        return max(1.0, float(reset) - machine_now().timestamp()) if reset.isdigit() else 60.0
    return None


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"
