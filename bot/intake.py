"""`POST /alerts/…`: durable before the 202, and never more than this process can take."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.alerts import SOURCES, Alert, BadPayload, is_signed, read
from integrations.time import machine_now

log = structlog.get_logger()

LARGEST = 8_000_000
"""Bytes of a call: 10,000 alerts of Alertmanager with their labels and annotations."""
HEARD_OUT = 8 * LARGEST
"""Bytes after which the connection is closed."""
BODY_S = 10
"""How long a body may take to arrive."""
AT_ONCE = 50
"""Calls under way at a time; more wait with their bodies unread, which hold up to `LARGEST` bytes each."""
WAIT_S = 5
"""For how long they wait: Alertmanager comes back at once after a 5xx, and after a 429 only with the next group."""
WAITING = 2_000
"""How many may wait."""
A_SECOND, BURST = 300, 1_000
"""Calls that are taken, per source: above what a real sender does, who groups its alerts."""
Take = Callable[[Sequence[Alert]], Awaitable[None]]


@dataclass
class _Bucket:
    """How many calls may still come now."""

    left: float = BURST
    at: float = field(default_factory=monotonic)

    def take(self) -> bool:
        now = monotonic()
        self.left = min(BURST, self.left + (now - self.at) * A_SECOND)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Intake:
    """The endpoint. `count` is told of every alert that was taken."""

    def __init__(
        self,
        token: str | None,
        secrets: Mapping[str, str],
        take: Take,
        count: Callable[[str, int], None] = lambda _source, _number: None,
    ) -> None:
        """Without a token there is no endpoint. `secrets` are of the sources that sign."""
        self._token = token
        self._secrets = secrets
        self._take = take
        self._count = count
        self._buckets = {source: _Bucket() for source in SOURCES}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @property
    def route(self) -> Route:
        """Where it listens."""
        return Route("/alerts/{source}", self._endpoint, methods=["POST"])

    async def _endpoint(self, request: Request) -> Response:
        source = request.path_params["source"]
        if self._token is None or source not in SOURCES:
            return _said(404, "there is nothing here")
        if not self._is_known(request):
            return _said(401, "the token is missing or wrong", {"www-authenticate": "Bearer"})
        if not self._buckets[source].take() or not await self._place():
            return _said(429, "too many calls at once", {"retry-after": "1"})
        try:
            return await self._taken(request, source)
        finally:
            self._places.release()

    async def _place(self) -> bool:
        """Whether there was a place within `WAIT_S`; whoever was given one releases it."""
        if self._waiting >= WAITING:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(WAIT_S):
                return await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    async def _taken(self, request: Request, source: str) -> Response:
        try:
            async with asyncio.timeout(BODY_S):
                raw = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return _said(408, "the body did not arrive in time", {"connection": "close"})
        if raw is None:
            return _said(413, f"larger than {LARGEST:,} bytes", {"connection": "close"})
        secret = self._secrets.get(source)
        if secret and not is_signed(source, secret, raw, request.headers, machine_now().timestamp()):
            return _said(401, "the signature is missing or wrong")
        try:
            alerts = await asyncio.to_thread(_read, source, raw)
        except BadPayload as problem:
            return _said(422, str(problem))
        try:
            await self._take(alerts)
        except Exception:  # whatever it was, the sender has to come again, and has no use for our reasons
            log.exception("alerts_not_taken", source=source)
            return _said(503, "this could not be kept now", {"retry-after": "10"})
        self._count(source, len(alerts))
        log.info("alerts_taken", source=source, count=len(alerts))
        return JSONResponse({"taken": len(alerts)}, 202)

    def _is_known(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        expected = (self._token or "").encode()
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), expected)


def _read(source: str, raw: bytes) -> Sequence[Alert]:
    try:
        payload = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadPayload("the body is no JSON") from None
    return read(source, payload)


async def _body(request: Request) -> bytes | None:
    """The whole body, or None where it is too large; it is heard out all the same, or the answer would be lost."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
        elif parts:
            parts.clear()
        if size > HEARD_OUT:
            break
    return b"".join(parts) if size <= LARGEST else None


def _said(status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": why}, status, dict(headers or {}))
