"""The heartbeat: once a second, and at once when the clock is turned.

The only file that knows APScheduler, which here is a clock and nothing else: what happens
when is in our own tables.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from integrations.time import Clock

log = structlog.get_logger()

Beat = Callable[[], Awaitable[object]]
LATE_BEAT_S = 30
"""A stalled loop beats once when it wakes, instead of dropping the beat as APScheduler would after 1 s."""


class Heartbeat:
    """Calls every `Beat` each second, one round at a time."""

    def __init__(self, clock: Clock, beats: Sequence[Beat], *, every_s: float = 1.0) -> None:
        """Prepare; `start` begins."""
        self._clock = clock
        self._beats = tuple(beats)
        self._every = every_s
        self._scheduler: AsyncIOScheduler | None = None
        self._beating = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = False
        self._listening = False

    def start(self) -> None:
        """Begin to beat. Called on the loop."""
        # It warns each time a beat outlasts the second, which is no news here.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_BEAT_S},
        )
        self._scheduler.add_job(self._soon, "interval", seconds=self._every, id="beat")
        self._scheduler.start()
        if not self._listening:
            self._listening = True
            self._clock.on_turn(self._turned)

    async def stop(self) -> None:
        """Beat no more, and let a beat that has begun end."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
            await asyncio.sleep(0)  # APScheduler shuts down on the loop's next turn
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def beat(self) -> None:
        """One beat: each callable once, whatever becomes of the others."""
        async with self._beating:
            self._waiting = False
            for each in self._beats:
                try:
                    await each()
                except Exception:
                    log.exception("beat_failed")

    async def _soon(self) -> None:
        """A beat in a task of our own: APScheduler would cancel it when it shuts down."""
        self._begin()

    def _turned(self) -> None:
        if self._scheduler is not None:
            self._begin()

    def _begin(self) -> None:
        # One that waits for the present beat to end will see whatever is due by then.
        if self._waiting:
            return
        self._waiting = True
        task = asyncio.get_running_loop().create_task(self.beat(), name="beat")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
