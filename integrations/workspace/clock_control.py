"""What whoever owns the clock offers to the page."""

from datetime import datetime
from typing import Protocol


class ClockControl(Protocol):
    """A clock with a hand on it."""

    @property
    def zone(self) -> str:
        """The IANA name of the zone that the clock is read in."""
        ...

    @property
    def playing(self) -> bool:
        """Whether the day plays by itself."""
        ...

    def now(self) -> datetime:
        """The present moment."""
        ...

    def next(self) -> tuple[datetime, str] | None:
        """When the next thing happens, and what it is."""
        ...

    async def jump(self, to: datetime) -> None:
        """Turn forward to `to`; what is due until then happens."""
        ...

    async def play(self, on: bool) -> None:
        """Start or stop playing the day; returns at once."""
        ...
