"""The time of day, which the demo can turn forward.

Everything that happens *at* a time (rituals, pacing, expiry) asks a `Clock`. What one
process promises another for a few seconds (a lease) is measured on the machine's own
time, `machine_now`, because a turned clock must not break a promise.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def machine_now() -> datetime:
    """The machine's UTC time. For leases and measurements, never for schedules."""
    return datetime.now(UTC)


def is_fresh(seen: datetime | None, now: datetime, within: timedelta) -> bool:
    """Return True where `seen` is at most `within` ago. What was seen at a time yet to come is not fresh."""
    return seen is not None and timedelta(0) <= now - seen < within


class Clock:
    """Real time, in UTC."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, in UTC."""
        return machine_now()

    async def sleep_until(self, when: datetime) -> None:
        """Return at `when`, or at once where that is past."""
        while (left := (when - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - the clock may be set meanwhile
            await asyncio.sleep(min(left, 60))

    async def sleep(self, seconds: float) -> None:
        """Return when `seconds` have gone by, even where the clock is set meanwhile."""
        await asyncio.sleep(seconds)

    def on_turn(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever the clock is turned; real time never is."""


class TurnableClock(Clock):
    """A clock that a hand can turn forward, running or standing still between turns.

    It never goes back: what has happened stays in the past.
    """

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        """Begin at `start` (default: now). With `running=False` only `turn_to` moves it."""
        self._running = running
        self._set = start or machine_now()
        self._since = time.monotonic()
        self._listeners: list[Callable[[], None]] = []
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._ids = itertools.count()

    def now(self) -> datetime:
        """The present moment of this clock, in UTC."""
        return self._set + timedelta(seconds=time.monotonic() - self._since) if self._running else self._set

    def run(self) -> None:
        """Let it run from where it stands."""
        if not self._running:
            self._running, self._since = True, time.monotonic()
            for _, _, sleeper in self._sleepers:
                if not sleeper.done():
                    sleeper.set_result(None)  # each looks anew how long it has to sleep
            self._sleepers.clear()

    def turn_to(self, when: datetime) -> None:
        """Turn forward to `when`; a moment already past is ignored."""
        if when <= self.now():
            return
        self._set, self._since = when, time.monotonic()
        while self._sleepers and self._sleepers[0][0] <= when:
            _, _, sleeper = heapq.heappop(self._sleepers)
            if not sleeper.done():
                sleeper.set_result(None)
        for listener in self._listeners:
            listener()

    def on_turn(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each turn, on the caller's own stack."""
        self._listeners.append(listener)

    async def sleep(self, seconds: float) -> None:
        """Return `seconds` from now, by this clock."""
        await self.sleep_until(self.now() + timedelta(seconds=seconds))

    async def sleep_until(self, when: datetime) -> None:
        """Return once this clock reads `when`."""
        while (left := (when - self.now()).total_seconds()) > 0:
            sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._sleepers, (when, next(self._ids), sleeper))
            try:
                if self._running:
                    await asyncio.wait({sleeper}, timeout=left)
                else:
                    await sleeper
            finally:
                sleeper.cancel()
