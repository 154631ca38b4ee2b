"""How the page turns the clock: whoever owns the clock offers this."""

from datetime import datetime
from typing import Protocol


class ClockControl(Protocol):
    """A clock that the page can turn."""

    @property
    def zone(self) -> str:
        """The IANA name of the time zone in which the page shows the time."""
        ...

    @property
    def playing(self) -> bool:
        """Return True while the day plays by itself."""
        ...

    def now(self) -> datetime:
        """The present moment."""
        ...

    def next(self) -> tuple[datetime, str] | None:
        """Return when the next thing happens and what it is; None where nothing is planned."""
        ...

    async def jump(self, to: datetime) -> None:
        """Turn the clock forward to `to`, and return when everything due until then has happened."""
        ...

    async def play(self, on: bool) -> None:
        """Start or stop playing the day. It returns at once."""
        ...
