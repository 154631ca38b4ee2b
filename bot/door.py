"""A chat's way in: what people do there is answered through it, and what happens there is kept by it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from bot.missed_events import MissedEvents
from bot.parts import Parts

if TYPE_CHECKING:
    from starlette.routing import Route


class CannotStart(Exception):
    """Rolecall cannot start; the message says why and how to mend it."""


class Door(Protocol):
    """Where a chat reaches us. `bot.slack.door.SlackDoor` is one."""

    @property
    def mode(self) -> str:
        """Return how the chat reaches us, for the log."""
        ...

    async def prepare(
        self, parts: Parts, missed_events: MissedEvents, is_new: Callable[[str], Awaitable[bool]]
    ) -> None:
        """Check what would otherwise fail later and less clearly, and be ready to answer.

        What happens is given to `missed_events`; `is_new` tells a request from its copy. Raises `CannotStart`.
        """
        ...

    async def open(self) -> None:
        """Begin to take in what the chat sends."""
        ...

    async def close(self) -> None:
        """Take in nothing more."""
        ...

    def routes(self) -> Sequence["Route"]:
        """Return where the chat posts, if it does so over HTTP."""
        ...

    async def connected(self) -> bool:
        """Return True if the chat can reach us now."""
        ...

    @property
    def busy(self) -> bool:
        """Return True while something that a person did is being answered."""
        ...

    async def finish(self, grace_s: float) -> None:
        """Let what is being answered come to its end, for `grace_s` seconds."""
        ...
