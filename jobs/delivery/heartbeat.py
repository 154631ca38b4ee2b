"""The heartbeat: everything that recurs is registered with it, and beats here and nowhere else.

What keeps time with the team beats once a second, and at once when the clock is turned. The rest
beats at its own pace, each beside the others. Every replica beats; what only one of them may do at
a time is taken under a lease by whoever does it. A failure is told once, however often it comes.

The only file that knows APScheduler, which here is a clock and nothing else: what happens
when is in our own tables.
"""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from integrations.deferred import dataclass
from integrations.lean import unopened
from integrations.time import Clock
from jobs.delivery.worker import Recurring

with unopened("apscheduler.executors.pool", "ThreadPoolExecutor"):  # it takes multiprocessing along
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from apscheduler.triggers.base import BaseTrigger

LATE_BEAT_S = 30
"""A stalled loop beats once when it wakes, instead of dropping the beat as APScheduler would after 1 s."""
HUNG_S = 120
"""A round that takes longer will never end; the longest ones claim thousands of occurrences."""
LIMIT_S = 3600
"""A beat of its own pace that takes longer is ended, and counts as failed."""
BREATH_S = 0.5
"""Between two beats of one that is woken again and again."""
NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Again:
    """What a beat returns that is to beat next after so many seconds, whatever its pace is. `NEVER` ends it."""

    after_s: float


class NotYet:
    """What a beat returns that had nothing to look at yet: it neither failed nor worked."""


class ProcessMustEnd(Exception):
    """Raised by a beat that has found what only a new process mends."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Something that is done again and again, at its own pace."""

    name: str
    do: Callable[[], Awaitable[object]]
    """What it does; it may return `Again` or `NotYet`."""
    every_s: float | None = None
    """Seconds from its end to the next. None: each second and when the clock is turned, one after another."""
    failed: str = "beat_failed"
    """What the log calls its failures."""
    first_s: float | None = None
    """Seconds from the start to the first. None: as long as from one to the next."""
    by_clock: bool = False
    """Whether its seconds are those of the clock that can be turned."""
    woken: asyncio.Event | None = None
    """What lets it beat before its time, where it is set."""


class _Every(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Again so long after the last time. APScheduler's own trigger names every time that was missed, one by one."""

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return when it is done next, for APScheduler."""
        return now + self._pause


class Heartbeat:
    """Beats every `Beat`: those of each second one round at a time, the others each by itself."""

    def __init__(self, clock: Clock, beats: Sequence[Beat], *, every_s: float = 1.0) -> None:
        """Register what beats; `start` begins. A round comes every `every_s` seconds."""
        self._clock = clock
        self._round = [(each, Recurring(each.failed)) for each in beats if each.every_s is None]
        self._paced = [each for each in beats if each.every_s is not None]
        self._every = every_s
        self._scheduler: AsyncIOScheduler | None = None
        self._beating = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pacing: dict[str, asyncio.Task[None]] = {}
        self._waiting: asyncio.Task[None] | None = None
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
        for beat in self._paced:
            self._pacing[beat.name] = asyncio.create_task(self._pace(beat), name=f"beat-{beat.name}")

    async def stop(self) -> None:
        """Beat no more, and let a round that has begun end."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
            await asyncio.sleep(0)  # APScheduler shuts down on the loop's next turn
        for task in self._pacing.values():
            task.cancel()
        await asyncio.gather(*self._tasks, *self._pacing.values(), return_exceptions=True)

    @property
    def alive(self) -> Mapping[str, bool]:
        """Return whether each of what was registered beats: it was started, no round hangs, and it has not ended."""
        hung = self._began is not None and time.monotonic() - self._began > HUNG_S
        rounds = {"heartbeat": self._scheduler is not None and not hung}
        return rounds | {name: not task.done() for name, task in self._pacing.items()}

    async def beat_now(self) -> None:
        """Wait for a round that begins after the call; one that is about to, since the clock was turned, is as good."""
        await asyncio.wait([self._begin()])

    async def beat(self) -> None:
        """One round: each of those of every second once, whatever becomes of the others."""
        async with self._beating:
            self._waiting = None
            self._began = time.monotonic()
            try:
                for each, trouble in self._round:
                    with trouble.outlived(beat=each.name):
                        await each.do()
            finally:
                self._began = None

    # --- each at its own pace --------------------------------------------------------

    async def _pace(self, beat: Beat) -> None:
        trouble, every_s = Recurring(beat.failed), beat.every_s or 0.0
        pause = every_s if beat.first_s is None else beat.first_s
        while True:
            await self._wait(beat, pause)
            pause = every_s
            try:
                async with asyncio.timeout(LIMIT_S):
                    result = await beat.do()
            except ProcessMustEnd:
                return
            except Exception as problem:
                trouble.failed(problem, beat=beat.name)
                continue
            if isinstance(result, NotYet):
                continue
            trouble.worked()
            if isinstance(result, Again):
                pause = result.after_s
                if pause == NEVER:
                    del self._pacing[beat.name]
                    return

    async def _wait(self, beat: Beat, seconds: float) -> None:
        sleep = self._clock.sleep if beat.by_clock else asyncio.sleep
        if beat.woken is None or not seconds:
            await sleep(seconds)
            return
        waits = [asyncio.ensure_future(beat.woken.wait()), asyncio.ensure_future(sleep(seconds))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if beat.woken.is_set():
                await asyncio.sleep(BREATH_S)
        finally:
            for each in waits:
                each.cancel()

    # --- a round each second ---------------------------------------------------------

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

    def _begin(self) -> asyncio.Task[None]:
        # One that waits for the present beat to end will see whatever is due by then.
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.get_running_loop().create_task(self.beat(), name="beat")
            self._tasks.add(self._waiting)
            self._waiting.add_done_callback(self._tasks.discard)
        return self._waiting
