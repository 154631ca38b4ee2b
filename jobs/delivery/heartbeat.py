"""The heartbeat: once a second, and at once when the clock is turned.

The only file that knows APScheduler, which here is a clock and nothing else: what happens
when is in our own tables.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from integrations.time import Clock
from jobs.delivery.worker import Recurring

Beat = Callable[[], Awaitable[object]]
LATE_BEAT_S = 30
"""A stalled loop beats once when it wakes, instead of dropping the beat as APScheduler would after 1 s."""


HUNG_S = 120
"""A beat that takes longer will never end; the longest ones claim thousands of occurrences."""


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Again so long after the last time. APScheduler's own trigger names every time that was missed, one by one."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """When, seen from `now`."""
        return now + self._pause


class Heartbeat:
    """Calls every `Beat` each second, one round at a time."""

    def __init__(self, clock: Clock, beats: Sequence[Beat], *, every_s: float = 1.0) -> None:
        """Prepare; `start` begins."""
        self._clock = clock
        self._beats = [(each, Recurring("beat_failed")) for each in beats]
        self._every = every_s
        self._scheduler: AsyncIOScheduler | None = None
        self._beating = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = False
        self._listening = False
        self._began: float | None = None
        self._watch: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to beat. Called on the loop."""
        # It warns each time a beat outlasts the second, which is no news here.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_BEAT_S},
        )
        self._scheduler.add_job(self._soon, _Every(self._every), id="beat")
        self._scheduler.start()
        self._look()
        if not self._listening:
            self._listening = True
            self._clock.on_turn(self._turned)

    async def stop(self) -> None:
        """Beat no more, and let a beat that has begun end."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
            await asyncio.sleep(0)  # APScheduler shuts down on the loop's next turn
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def alive(self) -> bool:
        """Return True while it beats: it was started, and no beat hangs."""
        hung = self._began is not None and time.monotonic() - self._began > HUNG_S
        return self._scheduler is not None and not hung

    async def beat(self) -> None:
        """One beat: each callable once, whatever becomes of the others."""
        async with self._beating:
            self._waiting = False
            self._began = time.monotonic()
            try:
                for each, trouble in self._beats:
                    try:
                        await each()
                    except Exception as problem:
                        trouble.failed(problem, beat=getattr(each, "__qualname__", repr(each)))
                    else:
                        trouble.worked()
            finally:
                self._began = None

    def _look(self) -> None:
        """See that the next beat is near: APScheduler waits for a time of day, and the clock may be set back."""
        if self._scheduler is None:
            return
        job, now = self._scheduler.get_job("beat"), datetime.now(UTC)
        if job is not None and job.next_run_time - now > timedelta(seconds=2 * self._every):
            job.modify(next_run_time=now)
        self._watch = asyncio.get_running_loop().call_later(self._every, self._look)

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
