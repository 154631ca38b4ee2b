"""What changed, told to whoever waits for it or watches a page."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from integrations.workspace.model import Json

T = TypeVar("T")
Name = Literal[
    "message",
    "message_changed",
    "message_deleted",
    "reaction",
    "view_open",
    "view_update",
    "view_close",
    "home",
    "channel",
    "clock",
    "status",
    "member",
]


class NotSeen(AssertionError):
    """What was waited for did not come in time."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, and who may see it: `to` is a set of users, or None for everybody."""

    name: Name
    data: Json
    to: frozenset[str] | None = None

    def is_for(self, user: str) -> bool:
        """Return True if `user` may see it."""
        return self.to is None or user in self.to


class Changes:
    """The one place through which every change passes."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._watchers: set[asyncio.Queue[Change | None]] = set()
        self._closed = False

    def tell(self, change: Change) -> None:
        """Tell the watchers, and let everyone who waits look again."""
        for queue in self._watchers:
            queue.put_nowait(change)
        self.wake()

    @property
    def watched(self) -> bool:
        """Return True if any page is open."""
        return bool(self._watchers)

    def wake(self) -> None:
        """Let everyone who waits look again."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def until(self, condition: Callable[[], T], *, timeout: float) -> T:  # noqa: ASYNC109 - callers think in it
        """Return what `condition` returns as soon as that is true; it is asked after each change.

        Raises TimeoutError after `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while not (found := condition()):
                waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.add(waiting)
                try:
                    await waiting
                finally:
                    self._waiting.discard(waiting)
        return found

    @contextlib.contextmanager
    def watching(self) -> Iterator[asyncio.Queue[Change | None]]:
        """A queue of every change from now on; None means that the workspace has closed."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        if self._closed:
            queue.put_nowait(None)
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def close(self) -> None:
        """End every watch; nobody is told anything any more."""
        self._closed = True
        for queue in self._watchers:
            queue.put_nowait(None)
        self.wake()
