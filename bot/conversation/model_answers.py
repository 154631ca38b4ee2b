"""A model's answer within its limits: seen while it is written, stopped by whoever asked, counted."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.conversation.answer import Answer
from bot.conversation.answer_frame import while_it_grows
from bot.conversation.live_answer import Draw, LiveAnswer, Stopped
from bot.conversation.thinking import Thinking
from bot.tools.approvals import Wish
from bot.tools.tool import Asking
from integrations.deferred import dataclass
from integrations.model import Entry
from integrations.model_problem import ModelProblem
from integrations.post import Post, Step
from integrations.time import Clock
from jobs.delivery.growing import GrowingMessages
from jobs.messages import Hearable, MayHear, everybody_may, is_late
from jobs.people.spending import Spending


class UsedUp(ModelProblem):
    """Whoever asks has no tokens left today."""


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """What a model is asked, and how what it says is shown."""

    key: str
    """The key of the message that the answer becomes."""
    system: str
    said: Sequence[Entry]
    asking: Asking
    answer_in: str | None
    """The thread that the answer belongs in."""
    kept: Mapping[str, Any]
    """What is kept of the question, to ask it anew."""
    draw: Draw
    by_rule: Callable[[], Awaitable[Answer | None]]
    status: Callable[[str], Awaitable[None]]
    waits_since: datetime | None = None
    """When the asker said it; None where they have just asked for another answer."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model answered, and what it took."""

    post: Post | None
    """None where it was stopped before there was anything."""
    people: Sequence[str]
    """Whose words the model was given by tools."""
    wishes: Sequence[Wish]
    steps: Sequence[Step]
    used: Sequence[str]
    """The tools that it leans on."""
    stopped: bool = False
    kept_back: bool = False
    """Whether those who would hear it may not any more."""


class ModelAnswers:
    """Lets a model answer."""

    def __init__(
        self,
        thinking: Thinking,
        messages: GrowingMessages,
        spending: Spending,
        clock: Clock,
        may_hear: MayHear = everybody_may,
    ) -> None:
        """Prepare. Whether those who hear an answer still may is asked before more of it is shown."""
        self._thinking = thinking
        self._messages = messages
        self._spending = spending
        self._clock = clock
        self._may_hear = may_hear

    async def answer(self, question: ModelQuestion) -> ModelAnswer:
        """Return the answer. Raises `ModelProblem` without one, `UsedUp` where nothing may be spent on it."""
        asking, key = question.asking, question.key
        begun = await self._messages.keep(
            key, asker=asking.person, place=asking.place, thread=question.answer_in, question=question.kept
        )
        if begun.stopped_by is not None:
            return ModelAnswer(None, (), (), (), (), stopped=True)
        if await self._spending.used_up(asking.person, asking.zone):
            raise UsedUp("the day's tokens of whoever asks are used up")
        live = LiveAnswer(
            key,
            self._messages,
            self._clock,
            draw=question.draw,
            below=while_it_grows(key),
            status=question.status,
            spent=lambda tokens: self._spending.spent(asking.person, asking.zone, tokens),
            hearable=lambda: self._hearable(asking),
            grows=not is_late(question.waits_since, self._clock.now()),
        )
        async with live:
            with self._messages.stoppable(key, live.stop):
                try:
                    thought = await live.unless_stopped(
                        self._thinking.answer(question.system, question.said, asking, question.by_rule, live)
                    )
                except Stopped:
                    thought = None
        if live.kept_back:
            return ModelAnswer(None, (), (), (), (), kept_back=True)
        if thought is None:
            post = await live.drawn(live.words, live.told) if live.words else None
            return ModelAnswer(post, live.people, (), live.steps, (), stopped=True)
        post = await live.drawn(thought.text, thought.found)
        await self._messages.leans_on(key, thought.used)
        return ModelAnswer(post, thought.people, thought.wishes, live.steps, thought.used)

    async def _hearable(self, asking: Asking) -> Hearable:
        """Whether those who see the answer grow may hear what it was given so far."""
        restriction = asking.restriction()
        return await self._may_hear(restriction, asking.place) if restriction else Hearable.YES

    async def stopped_by(self, key: str) -> str | None:
        """Return who stopped an answer, where it is known."""
        begun = await self._messages.of(key)
        return begun.stopped_by if begun else None
