"""How many may talk to the HTTP port at a time, and for how long, so that the rest of the process always has room.

uvicorn waits for ever for a request that somebody has begun, and takes in as many as there are files to open; the
database and the chat would then find none. Here whoever is slow is hung up on, and whoever comes when all places are
taken gets the place of the one who has been silent for longest, or of whose body the rest is awaited.
"""

import asyncio
import resource
from collections.abc import Callable
from dataclasses import field
from time import monotonic
from typing import TYPE_CHECKING, Any

from integrations.deferred import dataclass
from integrations.lean import unopened
from jobs.delivery.worker import Recurring

with (  # it takes along its own command line, and what reads a file that says what to log
    unopened("uvicorn", Config="uvicorn.config"),
    unopened("configparser", "RawConfigParser"),
    unopened("logging.config"),
):
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

MOST = 1_000
"""Connections at a time."""
SHARE = 0.5
"""The part of the files that this process may open which HTTP may take; the rest is the database's and the chat's."""
ACCEPTED_AT_ONCE = 32
"""How many are accepted before anybody looks at how many there are."""
HEAD_S = 10
"""Seconds until the head of a request has to be there, from the connection's start or the answer before."""
REQUEST_S = 60
"""Seconds that a request may take from its head to the end of its answer, with a body and a reader however slow."""
LARGEST_HEAD = 65_536
"""Bytes of a request's head."""
SWEPT_EVERY_S = 0.5
QUIET_S = 30
"""For so long nobody must have been turned away before that counts as over."""

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol
else:
    _Protocol = AutoHTTPProtocol


def places() -> int:
    """How many connections there may be, by the number of files that this process may open."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(8, min(MOST, int(files * SHARE)))


@dataclass
class Connections:
    """Everybody who talks to one server."""

    most: int = field(default_factory=places)
    head_s: float = HEAD_S
    request_s: float = REQUEST_S
    _open: dict["_Guarded", float] = field(default_factory=dict)
    """Each with the moment by which it must have done what is expected of it."""
    _silent: dict["_Guarded", None] = field(default_factory=dict)
    """Of whom a request's head is awaited, the longest silent first."""
    _talking: dict["_Guarded", None] = field(default_factory=dict)
    """Of whom the rest of a body is awaited, the first to begin first."""
    _trouble: Recurring = field(default_factory=lambda: Recurring("http_has_no_room"))
    _turned_away_at: float = 0

    @property
    def count(self) -> int:
        """Return how many connections are open."""
        return len(self._open)

    def protocol(self) -> Callable[..., asyncio.Protocol]:
        """What uvicorn makes for every connection."""
        connections = self

        class Guarded(_Guarded):
            guard = connections

        return Guarded

    def begun(self, connection: "_Guarded") -> None:
        """Somebody has connected; where there is no place, one leaves of whom we only wait."""
        if len(self._open) >= self.most:
            self.turned_away(ConnectionError(f"more than {self.most} connections"))
            self._hang_up(next(iter(self._silent or self._talking or (connection,))))
        self.expects_head(connection)

    def expects_head(self, connection: "_Guarded") -> None:
        """Note that a connection may begin its next request."""
        self._talking.pop(connection, None)
        self._silent[connection] = None
        self._open[connection] = monotonic() + self.head_s

    def has_head(self, connection: "_Guarded") -> None:
        """A request has begun in earnest."""
        self._silent.pop(connection, None)
        self._talking[connection] = None
        self._open[connection] = monotonic() + self.request_s

    def has_body(self, connection: "_Guarded") -> None:
        """All of a request is there; now it waits for us."""
        self._talking.pop(connection, None)

    def ended(self, connection: "_Guarded") -> None:
        """Note that the connection is closed."""
        for each in (self._silent, self._talking, self._open):
            each.pop(connection, None)

    def turned_away(self, problem: BaseException) -> None:
        """Somebody found no room: said once, until it has not happened for `QUIET_S`."""
        self._turned_away_at = monotonic()
        self._trouble.failed(problem)

    async def keep_sweeping(self) -> None:
        """Hang up on whoever takes too long."""
        while True:
            await asyncio.sleep(SWEPT_EVERY_S)
            now = monotonic()
            for connection in [each for each, until in self._open.items() if until < now]:
                self._hang_up(connection)
            if now - self._turned_away_at > QUIET_S:
                self._trouble.worked()

    def explains(self, context: dict[str, Any]) -> bool:
        """Return True for the loop's complaint that it can accept nobody: it comes every second, and is said once."""
        problem = context.get("exception")
        if problem is None or not str(context.get("message", "")).startswith("socket.accept()"):
            return False
        self.turned_away(problem)
        return True

    def _hang_up(self, connection: "_Guarded") -> None:
        self._silent.pop(connection, None)
        self._talking.pop(connection, None)
        connection.transport.abort()


class _Guarded(_Protocol):
    """uvicorn's protocol, which tells its guard what it waits for."""

    guard: Connections
    _head = 0
    """Bytes that came since a request's head is awaited."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.guard.begun(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.guard.ended(self)

    def data_received(self, data: bytes) -> None:
        before = self._is_answering
        super().data_received(data)
        if not before:
            self._head += len(data)
        if self._is_answering:
            self._has_begun(before)
        elif self._head > LARGEST_HEAD:
            self.transport.abort()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._head = 0
        if self._is_answering:  # the next request was there already
            self._has_begun(False)
        else:
            self.guard.expects_head(self)

    def _has_begun(self, before: bool) -> None:
        self._head = 0
        if not before:
            self.guard.has_head(self)
        if not self.cycle.more_body:
            self.guard.has_body(self)

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete
