"""Ways in which a server that somebody else runs can fail, for the fakes of these tests."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import serving


@dataclass(frozen=True)
class Fault:
    """An answer in the place of the right one."""

    status: int = 500
    body: bytes = b'{"message": "no"}'
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False
    """No answer at all, until the caller gives up."""


FAULTS: Mapping[str, Fault] = {
    "slow": Fault(hangs=True),
    "401": Fault(401),
    "403": Fault(403),
    "404": Fault(404),
    "410": Fault(410),
    "429 with Retry-After": Fault(429, headers={"retry-after": "30"}),
    "500": Fault(500, b"oops"),
    "502 with a page": Fault(502, b"<html>Bad gateway</html>", {"content-type": "text/html"}),
    "a page instead of JSON": Fault(200, b"<html><body>Please log in</body></html>", {"content-type": "text/html"}),
    "half a JSON": Fault(200, b'{"data": [{"id": 1, "na', {"content-type": "application/json"}),
    "another JSON": Fault(200, b'["what", 1, null]', {"content-type": "application/json"}),
}
"""What the issue of every source names, and a little more. A server that is down is one that was closed."""
KINDS_OF_FAULTS = ("401", "500", "half a JSON")
"""One of each kind: a refusal, a failure, an answer that is none. An adapter, which makes them all one, is tried with
every fault; a ritual with these."""


class Faulty:
    """ASGI in front of a fake: it fails as long as a fault is set, and writes down what it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.fault: Fault | None = None
        self.only = ""
        """Where set, only requests that have this in their method and path (`PUT /rest/…`) fail."""
        self.lost = False
        """Whether what a fault meets happens all the same, and only its answer is another."""
        self.gate = asyncio.Event()
        """While it is cleared, what a fault would meet waits."""
        self.gate.set()
        self.asked: list[tuple[str, str]] = []
        """(method, path with its query)."""
        self.bodies: list[bytes] = []
        self.hanging: list[asyncio.Future[None]] = []
        """The requests that had no answer; each ends when its caller has left, or is cancelled."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode()
        path = scope["path"] + (f"?{query}" if query else "")
        self.asked.append((scope["method"], path))
        meant = self.only in f"{scope['method']} {path}"
        if meant:
            await self.gate.wait()
        fault = self.fault
        if fault is None or not meant:
            await self._app(scope, receive, send)
            return
        if self.lost:
            await self._app(scope, receive, _nobody_hears)
        if fault.hangs:
            hanging = asyncio.ensure_future(_left(receive))
            self.hanging.append(hanging)
            await asyncio.wait([hanging])
            return
        await Response(fault.body, fault.status, dict(fault.headers))(scope, receive, send)

    def count(self, method: str, part: str = "") -> int:
        """How often it was asked this way."""
        return sum(1 for each, path in self.asked if each == method and part in path)


async def _left(receive: Receive) -> None:
    """Return once nobody waits for the answer."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nobody_hears(message: Message) -> None:
    """A `Send` whose words are lost."""


Endpoint = Callable[[Request], Awaitable[Response]]


@asynccontextmanager
async def faulty(app: Starlette | ASGIApp) -> Any:
    """Serve a fake on a free port of this machine; gives (address, the faults in front of it)."""
    front = Faulty(app)
    async with serving(front, "127.0.0.1", 0) as port:  # type: ignore[arg-type]
        yield f"http://127.0.0.1:{port}", front
        for each in front.hanging:
            each.cancel()
