"""`POST /alerts/…`: durable before the 202, and never more than this process can take."""

import asyncio
import base64
import binascii
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from time import monotonic

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.alerts import SOURCES, Alert, AlertMapping, AlertReading, BadPayload, fits, is_signed, read
from integrations.deferred import dataclass
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
MOST_FAULTS = 100
"""Faults of a call that its answer lists."""
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
        *,
        mappings: Mapping[str, AlertMapping],
        now: Callable[[], datetime] = machine_now,
    ) -> None:
        """Without a token there is no endpoint. `secrets` are of the sources that sign, `mappings` the operator's."""
        self._token = token
        self._secrets = secrets
        self._take = take
        self._count = count
        self._mappings = mappings
        self._now = now
        self._buckets = {source: _Bucket() for source in (*SOURCES, *(f"generic/{name}" for name in mappings))}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    @property
    def routes(self) -> Sequence[Route]:
        """Return the routes that alert systems post to."""
        return [
            Route("/alerts/{source}", self._endpoint, methods=["POST"]),
            Route("/alerts/generic/{mapping}", self._endpoint, methods=["POST"]),
        ]

    async def _endpoint(self, request: Request) -> Response:
        mapping = self._mappings.get(request.path_params.get("mapping", ""))
        source = f"generic/{mapping.name}" if mapping is not None else request.path_params.get("source", "")
        if self._token is None or source not in self._buckets:
            return _said(404, "there is nothing here")
        if not (mapping is not None and mapping.secret) and not self._is_known(request):
            return _said(401, "the token is missing or wrong", {"www-authenticate": 'Bearer, Basic realm="rolecall"'})
        if not self._buckets[source].take() or not await self._place():
            return _said(429, "too many calls at once", {"retry-after": "1"})
        try:
            return await self._taken(request, source, mapping)
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

    async def _taken(self, request: Request, source: str, mapping: AlertMapping | None) -> Response:
        try:
            async with asyncio.timeout(BODY_S):
                raw = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return _said(408, "the body did not arrive in time", {"connection": "close"})
        if raw is None:
            return _said(413, f"larger than {LARGEST:,} bytes", {"connection": "close"})
        if not self._is_genuine(request, source, mapping, raw):
            return _said(401, "the signature is missing or wrong")
        try:
            reading = await asyncio.to_thread(_read, source, mapping, raw, self._now())
        except BadPayload as problem:
            log.warning("alerts_make_no_sense", source=source, why=str(problem))
            return _said(422, str(problem))
        try:
            await self._take(reading.alerts)
        except Exception:  # whatever it was, the sender has to come again, and has no use for our reasons
            log.exception("alerts_not_taken", source=source)
            return _said(503, "this could not be kept now", {"retry-after": "10"})
        self._count(source, len(reading.alerts))
        log.info("alerts_taken", source=source, count=len(reading.alerts))
        if reading.note:
            log.warning("alerts_need_you", source=source, what=reading.note)
        if not reading.faults:
            why = {"passed_over": reading.passed_over} if reading.passed_over else {}
            return JSONResponse({"taken": len(reading.alerts), **why}, 202)
        log.warning("alerts_left_out", source=source, why=str(BadPayload(*reading.faults)))
        return JSONResponse({"taken": len(reading.alerts), "left_out": list(reading.faults[:MOST_FAULTS])}, 202)

    def _is_known(self, request: Request) -> bool:
        """Return True if the call carries the token: as a bearer, or as the password of any user."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            given = _password(given)
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(given.strip().encode(), (self._token or "").encode())

    def _is_genuine(self, request: Request, source: str, mapping: AlertMapping | None, raw: bytes) -> bool:
        """Return True if the body is signed as it should be, or need not be."""
        if mapping is not None and mapping.secret:
            return fits(mapping.secret, raw, request.headers.get(mapping.signature_header, ""))
        secret = self._secrets.get(source)
        return not secret or is_signed(source, secret, raw, request.headers, machine_now().timestamp())


def _password(credentials: str) -> str:
    """The password of Basic credentials; empty where they are none."""
    try:
        return base64.b64decode(credentials.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""


def _read(source: str, mapping: AlertMapping | None, raw: bytes, now: datetime) -> AlertReading:
    try:
        payload = json.loads(raw)  # whatever the content type says: SNS calls it plain text
    except (ValueError, RecursionError):
        raise BadPayload("the body is no JSON") from None
    return read(source, payload, now) if mapping is None else mapping.read(payload, now)


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
