"""Keeps other people's web pages out: a browser on this machine would carry their requests here."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ADDED = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data: http: https:; style-src 'self' 'unsafe-inline'; "
        b"frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
)


_DOORS = ("/api/", "/local/", "/respond/", "/link/", "/upload/", "/files/")
"""What no other page has business at, whatever it only reads."""
_ELSEWHERE = ("cross-site", "same-site")
"""How a browser says that a page of another address, or of another port of this machine, is asking."""


class Guard:
    """Turns away unknown host names, what other pages' browsers bring, and on `/local` writes that are no JSON."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        """`hosts` are the names, without a port, that requests may be addressed to."""
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with 403 or 415."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                await refusal(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_ADDED]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return PlainTextResponse("This workspace is not served under that name.", 403)
        origin = headers.get("origin")
        if scope["type"] == "websocket":
            return None if origin is None else PlainTextResponse("no browser has business here", 403)
        if not scope["path"].startswith(_DOORS):
            return None
        if origin not in (None, f"http://{host}") or headers.get("sec-fetch-site") in _ELSEWHERE:
            return PlainTextResponse("That page may not come in here.", 403)
        if not scope["path"].startswith("/local/") or scope["method"] == "GET":
            return None
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("JSON, please.", 415)
        return None


def _name(host: str) -> str:
    """The host name without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
