"""Loops that no failure ends, and failures that are told once instead of every second."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()


class Recurring:
    """A failure that may come again and again.

    The first of each kind is logged with its traceback, the rest are counted, and one line
    says when it is over and how often it happened.
    """

    def __init__(self, event: str) -> None:
        """`event` is its name in the log; its end is called `{event}_over`."""
        self._event = event
        self._times = 0
        self._since = 0.0
        self._kinds: set[type[BaseException]] = set()

    def failed(self, problem: BaseException, **about: object) -> None:
        """It happened; `about` goes into the line, where there is one."""
        if self._times == 0:
            self._since = time.monotonic()
        self._times += 1
        if type(problem) not in self._kinds:
            self._kinds.add(type(problem))
            log.error(self._event, exc_info=problem, **about)

    def worked(self) -> None:
        """It did not happen this time."""
        if self._times:
            log.warning(f"{self._event}_over", times=self._times, seconds=round(time.monotonic() - self._since, 1))
            self._times = 0
            self._kinds.clear()

    @contextmanager
    def outlived(self, **about: object) -> Iterator[None]:
        """Go on where what is done within fails; whether it did is told as `failed` and `worked` do."""
        try:
            yield
        except Exception as problem:
            self.failed(problem, **about)
        else:
            self.worked()


@contextmanager
def outlived(event: str, **about: object) -> Iterator[None]:
    """Go on where what is done within fails. The log has it with its traceback, as `event`, each time."""
    try:
        yield
    except Exception:
        log.exception(event, **about)


class Worker:
    """A task that takes one turn after another, whatever becomes of each."""

    def __init__(self, name: str, turn: Callable[[], Awaitable[object]], *, failed: str, pause_s: float = 1) -> None:
        """A turn waits by itself for something to do. After one that failed there is a pause.

        `failed` is what the log calls that.
        """
        self._name = name
        self._turn = turn
        self._trouble = Recurring(failed)
        self._pause_s = pause_s
        self._task: asyncio.Task[None] | None = None
        self._last = False

    def start(self) -> None:
        """Begin to work, again and again."""
        self._task = asyncio.create_task(self._work(), name=self._name)

    @property
    def alive(self) -> bool:
        """Return True while it works; a worker that was not started, ended or died is not alive."""
        return self._task is not None and not self._task.done()

    async def finish(self, grace_s: float) -> None:
        """Let it end with its present turn, which may take `grace_s` seconds."""
        self._last = True
        if self._task is not None:
            await asyncio.wait([self._task], timeout=grace_s)

    async def stop(self) -> None:
        """Cancel the work."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _work(self) -> None:
        while not self._last:
            try:
                await self._turn()
            except Exception as problem:
                self._trouble.failed(problem)
                await asyncio.sleep(self._pause_s)
            else:
                self._trouble.worked()
