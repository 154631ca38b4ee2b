"""Slack's door in HTTP mode: signed requests in, an event durable before its 200, everything else done once."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.missed_events import MissedEvents
from bot.request_body import BODY_S, body_of
from bot.slack.bolt import AsyncApp, AsyncBoltRequest
from integrations.chat_events import Unreadable
from integrations.deferred import dataclass
from integrations.slack.envelopes import check, event_of
from integrations.slack.signature import is_genuine
from integrations.time import machine_now

log = structlog.get_logger()

DEEPEST = 100
"""Levels of a payload; a view has about fifteen."""
MOST_FIELDS = 100
"""Fields of a form; a command has about a dozen."""
KEPT_S = 1
"""How long it may take to keep what came; Slack waits for three seconds."""
_ONCE = ("x-slack-request-timestamp", "x-slack-signature")


@dataclass(frozen=True, slots=True)
class SlackOverHttp:
    """What HTTP mode needs: the signing secret, Bolt, the way to make an event durable, and what came before."""

    secret: str
    app: AsyncApp
    missed_events: MissedEvents
    is_new: Callable[[str], Awaitable[bool]]
    """(id) -> False where a request of that id was taken before, by whichever replica."""
    body_s: float = BODY_S

    @property
    def route(self) -> Route:
        """Where Slack posts."""
        return Route("/slack/events", self._endpoint, methods=["POST"])

    async def _endpoint(self, request: Request) -> Response:
        raw = await body_of(request, within_s=self.body_s)
        stamps, signatures = (request.headers.getlist(name) for name in _ONCE)
        genuine = len(stamps) == len(signatures) == 1 and is_genuine(
            self.secret, timestamp=stamps[0], body=raw, signature=signatures[0], now=machine_now().timestamp()
        )
        if not genuine:
            return PlainTextResponse("the signature is wrong", 401)
        body = _payload(raw, request.headers.get("content-type", ""))
        if body is None:
            return PlainTextResponse("unreadable", 400)
        if body.get("type") == "url_verification":
            return PlainTextResponse(str(body.get("challenge") or ""))
        if body.get("type") == "event_callback":
            return await self._event(body, again="x-slack-retry-num" in request.headers)
        if body.get("type") == "app_rate_limited":  # Slack keeps events from us, and says so
            await self.missed_events.note()
            return PlainTextResponse("")
        if not await self._is_new(signatures[0]):
            log.warning("request_repeated", type=body.get("type") or "command")
            return PlainTextResponse("")
        return await self._interaction(body)

    async def _event(self, body: Mapping[str, Any], *, again: bool) -> Response:
        try:
            check(event_of(body))
        except Unreadable as problem:
            log.warning("event_unreadable", why=str(problem))
            return PlainTextResponse("unreadable", 400)
        await self.missed_events.accept(body, again=again)
        return PlainTextResponse("")

    async def _interaction(self, body: dict[str, Any]) -> Response:
        try:
            answer = await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            # Bolt takes a payload for what Slack documents; one that is not was made by somebody else.
            log.exception("payload_unreadable", type=body.get("type"))
            return PlainTextResponse("unreadable", 400)
        content = (answer.headers.get("content-type") or ["text/plain"])[0]
        return Response(answer.body, answer.status, media_type=content)

    async def _is_new(self, signature: str) -> bool:
        """Return False for a request that was taken before.

        Slack sends no command and no click twice: what comes again under the same signature is
        somebody's copy, or a proxy's. Where it cannot be kept what came, people come first.
        """
        try:
            async with asyncio.timeout(KEPT_S):
                return await self.is_new(f"signed:{signature}")
        except Exception as problem:  # whatever it is
            log.warning("request_not_kept", exc_info=problem)
            return True


def _payload(raw: bytes, content_type: str) -> dict[str, Any] | None:
    """Slack sends events as JSON, clicks as a form's `payload`, and commands as a form."""
    try:
        if content_type.startswith("application/json"):
            body = json.loads(raw)
        else:
            fields = parse_qs(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
            form = {name: values[0] for name, values in fields.items()}
            body = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):  # a UnicodeDecodeError is a ValueError
        return None
    return body if isinstance(body, dict) and _is_shallow(body) else None


def _is_shallow(body: object) -> bool:
    """Return True if it can be copied, kept and looked through without an end of the stack."""
    level = [body]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False
