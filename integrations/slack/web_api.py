"""Calls of Slack's Web API and what its errors mean; the only file that imports Slack's SDK.

Retries of the SDK are off: it would repeat a post whose answer was lost. What may be
repeated, and when, is the outbox's to decide.
"""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from integrations.chat import ChatError, ChatIll, ChatLimited, ChatRefused, ChatUncertain, Refusal
from integrations.lean import unopened
from integrations.slack.refusals import meaning_of

with unopened("slack_sdk", "WebClient"), unopened("slack_sdk.web", "SlackResponse", "WebClient"):  # those that wait
    from slack_sdk.errors import SlackApiError, SlackClientError
    from slack_sdk.web.async_client import AsyncWebClient as AsyncWebClient
    from slack_sdk.webhook.async_client import AsyncWebhookClient

TIMEOUT_S = 15
"""Slack's own timeouts are 10 s for `chat.*`; past 15 s no answer is coming."""
ODD_ANSWER = "odd_answer"
"""Our code for an answer of another form than Slack documents."""
PAGE = 200
"""Items of a list that are asked for at once."""
_SLACK_IS_ILL = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
_NO_ANSWER = (aiohttp.ClientError, TimeoutError, SlackClientError, json.JSONDecodeError, OSError)


class WebApi:
    """Calls methods by name. Each raises `ChatRefused`, `ChatLimited` or `ChatUncertain`."""

    def __init__(self, token: str, api_url: str, timeout: float) -> None:
        """Prepare; the first call opens the connection. `timeout` is in seconds, a call. No token: all is refused."""
        self._token = token
        self._api_url = api_url if api_url.endswith("/") else api_url + "/"
        self._timeout = timeout
        self._client: AsyncWebClient | None = None

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, for Bolt and Socket Mode."""
        if self._client is None:
            session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout))
            self._client = AsyncWebClient(
                self._token,
                base_url=self._api_url,
                timeout=max(1, int(self._timeout)),
                session=session,
                retry_handlers=[],
            )
            if (urlsplit(self._api_url).hostname or "") in ("localhost", "127.0.0.1", "::1"):
                self._client.proxy = None  # the SDK takes the environment's proxy even for loopback
        return self._client

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None and self._client.session is not None:
            await self._client.session.close()
        self._client = None

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method that writes, with its arguments as JSON."""
        return await self._ask(method, json={name: value for name, value in arguments.items() if value is not None})

    async def read(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method that reads, which Slack wants as a form."""
        return await self._ask(
            method,
            params={
                name: str(value).lower() if isinstance(value, bool) else value
                for name, value in arguments.items()
                if value is not None
            },
        )

    async def _ask(self, method: str, **how: Any) -> dict[str, Any]:
        return (await self.answer(method, **how))[0]

    async def answer(self, method: str, **how: Any) -> tuple[dict[str, Any], Mapping[str, str]]:
        """What a method answers, and the headers of that."""
        if not self._token:
            raise ChatRefused("not_authed", Refusal.CREDENTIALS)
        try:
            response = await self.client.api_call(method, **how)
            data = response.data
        except SlackApiError as error:
            raise _error(error) from error
        except _NO_ANSWER as error:
            raise ChatUncertain(type(error).__name__) from error
        if not isinstance(data, dict):
            raise ChatUncertain("unreadable_answer")
        return data, {name.lower(): value for name, value in response.headers.items()}

    async def pages(
        self, method: str, field: str, *, patient: bool = False, **arguments: Any
    ) -> AsyncIterator[dict[str, Any]]:
        """Every page of a list. A `patient` caller waits, once a page, as long as a 429 says.

        Raises `ChatRefused` for a page that is none: a list of which a part is missing is not known.
        """
        cursor: str | None = None
        while True:
            try:
                data = await self.read(method, limit=PAGE, cursor=cursor, **arguments)
            except ChatLimited as limit:
                if not patient:
                    raise
                await asyncio.sleep(limit.retry_after)
                data = await self.read(method, limit=PAGE, cursor=cursor, **arguments)
            before = cursor
            items, cursor = _page(data, field)
            for item in items:
                yield item if isinstance(item, dict) else {"id": item}
            if cursor is None:
                return
            if cursor == before:
                raise ChatRefused(ODD_ANSWER)  # it would never end

    async def respond(self, response_url: str, **message: Any) -> None:
        """Send a message to a response URL, which takes no token."""
        try:
            webhook = AsyncWebhookClient(response_url, timeout=int(self._timeout), retry_handlers=[])
            answer = await webhook.send(**message)
        except _NO_ANSWER as error:
            raise ChatUncertain(type(error).__name__) from error
        if answer.status_code != 200:
            raise ChatRefused(answer.body[:100])

    async def upload(self, url: str, content: bytes) -> None:
        """Put a file where Slack says; without our token."""
        session, proxy = self.client.session, self.client.proxy
        assert session is not None  # noqa: S101 # `client` gave it one
        try:
            async with session.post(url, data=io.BytesIO(content), proxy=proxy, allow_redirects=False) as answer:
                status = answer.status
        except (*_NO_ANSWER, ValueError) as error:
            raise ChatUncertain(type(error).__name__) from error
        if status != 200:
            raise (ChatIll if status >= 500 else ChatRefused)(f"http_{status}")


def _page(data: Mapping[str, Any], field: str) -> tuple[list[Any], str | None]:
    items, metadata = data.get(field), data.get("response_metadata") or {}
    cursor = metadata.get("next_cursor") or None if isinstance(metadata, dict) else metadata
    if not isinstance(items, list) or not isinstance(cursor, str | None):
        raise ChatRefused(ODD_ANSWER)
    return items, cursor


def _error(error: SlackApiError) -> ChatError:
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    headers = getattr(response, "headers", {}) or {}
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return ChatLimited(_seconds(headers.get("Retry-After")))
    if status >= 500 or code in _SLACK_IS_ILL or not code:
        return ChatIll(code or f"http_{status}")
    details = (data.get("response_metadata") or {}).get("messages") or () if isinstance(data, dict) else ()
    return ChatRefused(code, meaning_of(code, map(str, details)))


def _seconds(retry_after: str | None) -> float:
    try:
        return max(1.0, float(retry_after or 1))
    except ValueError:
        return 30.0


async def open_socket_url(client: AsyncWebClient, app_token: str) -> str:
    """Ask for a Socket Mode address once, to know that `app_token` works.

    Raises as every call of `WebApi` does.
    """
    try:
        response = await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise _error(error) from error
    except _NO_ANSWER as error:
        raise ChatUncertain(type(error).__name__) from error
    return str(response["url"])
