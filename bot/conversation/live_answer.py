"""An answer that people see while a model writes it, and can stop."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from bot.conversation import doing
from bot.conversation.whole_sentences import whole
from integrations.chat import ChatError, ChatLimited, ChatRefused, Growing, Refusal
from integrations.post import Block, Post, Step, Steps
from integrations.time import Clock
from jobs.delivery.growing import GrowingMessages
from jobs.messages import Hearable

log = structlog.get_logger()

PACE_S = 1
"""Between two changes of a message: a chat may take no more than a hundred a minute of a workspace."""
SOON_S = 2
"""When the message begins though there are no words yet, so that whoever waits sees why, and can stop it."""
T = TypeVar("T")

Draw = Callable[[str, Sequence[str]], Post]
"""(what the model said, what it was given by tools) -> how that is shown."""


class Stopped(Exception):
    """Somebody stopped the answer."""


class _NotKnown(Exception):
    """It is not known by now whether those who would hear it may."""


class LiveAnswer:
    """Shows what a model says, sentence by sentence, and the steps that it takes. Enter it to begin."""

    def __init__(
        self,
        key: str,
        messages: GrowingMessages,
        clock: Clock,
        *,
        draw: Draw,
        below: Sequence[Block],
        status: Callable[[str], Awaitable[None]],
        spent: Callable[[int], Awaitable[None]],
        hearable: Callable[[], Awaitable[Hearable]],
        grows: bool = True,
    ) -> None:
        """Prepare. `below` is shown with it until it is finished; `status` shows what we do before there are words.

        Nothing is shown that is not `hearable` right then; where those who see it may not hear it, it ends.
        One that does not grow is shown by whoever finishes it.
        """
        self._key = key
        self._messages = messages
        self._clock = clock
        self._draw = draw
        self._below = tuple(below)
        self._status = status
        self._spent = spent
        self._hearable = hearable
        self._grows = grows
        self.kept_back = False
        """Whether it ended because those who would hear it may not."""
        self.people: list[str] = []
        """Whose words the model was given by tools."""
        self._told: list[str] = []
        self._before: list[str] = []
        self._now = ""
        self._steps: list[Step] = []
        self._message: Growing | None = None
        self._shown: tuple[str, tuple[Step, ...]] | None = None
        self._doing = ""
        self._late = False
        self._changed = asyncio.Event()
        self._writing = asyncio.Lock()
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    # --- looking on ----------------------------------------------------------------

    async def asks(self) -> None:
        """Let nothing go to the model that those who hear its answer may not hear any more. Raises `Stopped`."""
        while (hearable := await self._hearable()) is Hearable.UNKNOWN:
            await self._clock.sleep(PACE_S)
        if hearable is Hearable.NO:
            self.kept_back = True
            self.stop()
            raise Stopped

    def says(self, text: str) -> None:
        """Hear what the model has said since its last step."""
        if not text and self._now:
            self._before.append(whole(self._now + "\n"))
        self._now = text
        self._changed.set()

    async def looks(self, tool: str) -> None:
        """Hear that a tool is asked."""
        self._steps.append(Step(title=doing.step(tool), state="working"))
        self._doing = f"{doing.looking_at(tool)}…"
        self._changed.set()

    def found(self, words: str, people: Sequence[str] = (), *, failed: bool = False) -> None:
        """Hear what it told, and whose words that repeats."""
        self._told.append(words)
        self.people += people
        if self._steps and self._steps[-1].state == "working":
            self._steps[-1] = Step(title=self._steps[-1].title, state="failed" if failed else "done")
        self._changed.set()

    async def spent(self, tokens: int) -> None:
        """Count the tokens of a step of the answer."""
        await self._spent(tokens)

    # --- what it came to -----------------------------------------------------------

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps so far, each shown as ended."""
        return tuple(
            Step(title=each.title, state="done" if each.state == "working" else each.state) for each in self._steps
        )

    @property
    def told(self) -> Sequence[str]:
        """Return what the tools that were asked so far have said."""
        return tuple(self._told)

    @property
    def words(self) -> str:
        """Everything that can be shown of it, as the model wrote it."""
        return "\n\n".join(filter(None, [*self._before, whole(self._now)]))

    def stop(self) -> None:
        """Let it end with what it has."""
        self._stop.set()

    async def unless_stopped(self, work: Awaitable[T]) -> T:
        """Return what `work` returns. Raises `Stopped`, and what `work` raises."""
        working = asyncio.ensure_future(work)
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
            if self._stop.is_set() and not working.done():
                raise Stopped
            return await working
        finally:
            for each in (working, stopping):
                each.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

    async def drawn(self, words: str, told: Sequence[str]) -> Post:
        """Return how that is shown. A long answer takes a while to read, and others wait for the loop."""
        return await asyncio.to_thread(self._draw, words, told)

    # --- showing it ----------------------------------------------------------------

    async def __aenter__(self) -> "LiveAnswer":
        self._tasks = [
            asyncio.create_task(self._show_changes(), name=f"live-{self._key}"),
            asyncio.create_task(self._be_late(), name=f"late-{self._key}"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        async with self._writing:  # a call that is under way ends; whoever finishes the message comes after it
            for each in self._tasks:
                each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _be_late(self) -> None:
        await self._clock.sleep(SOON_S)
        self._late = True
        self._changed.set()

    async def _show_changes(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            pause: float = PACE_S
            try:
                async with self._writing:
                    if not await self._show():
                        continue
            except _NotKnown:
                self._changed.set()
            except ChatLimited as limit:
                pause = limit.retry_after
                self._changed.set()
            except ChatRefused as refused:
                if refused.meaning is Refusal.STOPPED:
                    self.stop()
                log.info("answer_not_grown", key=self._key, why=refused.code)
                return
            except ChatError as problem:
                log.info("answer_not_grown", key=self._key, why=problem.code)
            except Exception:
                log.exception("answer_not_shown", key=self._key)
                return
            await self._clock.sleep(pause)

    async def _show(self) -> bool:
        """Show what there is, where that is more than is shown already, and return True if so."""
        if not self._grows:
            return False
        words, steps = self.words, tuple(self._steps)
        if self._message is None and not (words or self._late):
            status, self._doing = self._doing, ""
            if status:  # never once the message is begun: it would stay below it
                await self._status(status)
            return False
        if (words, steps) == self._shown:
            return False
        post = await self.drawn(words, self.told) if words else Post(headline=())
        shown = Post(
            headline=post.headline,
            blocks=(*([Steps(steps=steps)] if steps else ()), *post.blocks, *self._below),
        )
        hearable = await self._hearable()
        if hearable is Hearable.UNKNOWN:
            raise _NotKnown
        if hearable is Hearable.NO:
            self.kept_back = True
            self.stop()
            return False
        if self._message is None:
            self._message = await self._messages.begin(self._key, shown)
            if self._message is None:
                raise ChatRefused("not_begun")
        else:
            await self._messages.grow(self._key, self._message, shown)
        self._shown = (words, steps)
        return True
