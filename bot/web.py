"""HTTP: health, readiness, metrics, and Slack in HTTP mode."""

import asyncio
import contextlib
import json
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import structlog
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from integrations.slack.signature import is_genuine
from integrations.time import machine_now

log = structlog.get_logger()

HANG_UP_S = 2
"""How long a request that is not finished may hold up the end."""
MAX_BODY = 1_000_000
"""Bytes of a request from Slack; its largest payloads are views, well below."""
BODY_S = 10
"""How long a body may take to arrive. Who sends it drop by drop is hung up on."""


@dataclass(frozen=True, slots=True)
class SlackOverHttp:
    """What HTTP mode needs: the signing secret, Bolt, and the way to make an event durable."""

    secret: str
    app: AsyncApp
    accept: Callable[[Mapping[str, Any]], Awaitable[None]]
    body_s: float = BODY_S


def build(
    *,
    ready: Callable[[], Awaitable[Mapping[str, bool]]],
    metrics: Callable[[], Awaitable[CollectorRegistry]],
    slack: SlackOverHttp | None,
    more: Sequence[Route] = (),
) -> Starlette:
    """The routes, and `more` of others. `ready` says of each part whether it works; `metrics` counts anew."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        parts = await ready()
        return JSONResponse({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)

    async def show_metrics(_: Request) -> Response:
        drawn = await asyncio.to_thread(generate_latest, await metrics())  # it reads /proc
        return Response(drawn, media_type=CONTENT_TYPE_LATEST)

    routes = [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", show_metrics),
        *more,
    ]
    if slack is not None:
        routes.append(Route("/slack/events", _slack_endpoint(slack), methods=["POST"]))
    return Starlette(routes=routes, exception_handlers={Exception: _explain})


async def _explain(request: Request, error: Exception) -> Response:
    """A mistake of ours, as an id that the log has too."""
    number = secrets.token_hex(4)
    log.error("request_failed", id=number, path=request.url.path, exc_info=error)
    return PlainTextResponse(f"That went wrong on my side. The log has it as {number}.\n", 500)


def _slack_endpoint(slack: SlackOverHttp) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        raw = await body_of(request, within_s=slack.body_s)
        genuine = is_genuine(
            slack.secret,
            timestamp=request.headers.get("x-slack-request-timestamp", ""),
            body=raw,
            signature=request.headers.get("x-slack-signature", ""),
            now=machine_now().timestamp(),
        )
        if not genuine:
            return PlainTextResponse("the signature is wrong", 401)
        body = _payload(raw, request.headers.get("content-type", ""))
        if body is None:
            return PlainTextResponse("unreadable", 400)
        if body.get("type") == "url_verification":
            return PlainTextResponse(str(body.get("challenge") or ""))
        if body.get("type") == "event_callback":
            try:
                await slack.accept(body)
            except Exception:  # the inbox has said why
                return PlainTextResponse("this could not be kept now", 503)
            return PlainTextResponse("")
        answer = await slack.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        content = (answer.headers.get("content-type") or ["text/plain"])[0]
        return Response(answer.body, answer.status, media_type=content)

    return endpoint


async def body_of(request: Request, *, most: int = MAX_BODY, within_s: float = BODY_S) -> bytes:
    """The whole body. Raises HTTPException: 413 above `most` bytes, 408 where it takes longer than `within_s` seconds.

    Either way the connection is closed, so that the rest is not read. 400 where the client went away.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(within_s):
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise HTTPException(413, "too large", {"connection": "close"})
                parts.append(part)
    except TimeoutError:
        raise HTTPException(408, "too slow", {"connection": "close"}) from None
    except ClientDisconnect:
        raise HTTPException(400, "incomplete") from None
    return b"".join(parts)


def _payload(raw: bytes, content_type: str) -> dict[str, Any] | None:
    """Slack sends events as JSON, clicks as a form's `payload`, and commands as a form."""
    try:
        if content_type.startswith("application/json"):
            body = json.loads(raw)
        else:
            form = {name: values[0] for name, values in parse_qs(raw.decode(), keep_blank_values=True).items()}
            body = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to the command line."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """Capture none."""
        yield


@contextlib.asynccontextmanager
async def serving(app: Starlette, host: str, port: int) -> AsyncIterator[int]:
    """Serve in this loop, and give the port. Raises OSError where it is taken."""
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # asyncio sets it only on sockets it made itself; without it each answer waits 40 ms for an ack.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=HANG_UP_S)
    server = _Server(config)
    # The socket listens already: whoever calls early waits in its backlog.
    task = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listener.close()
