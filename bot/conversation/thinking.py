"""A model answers: it may ask for tools first, a few times, and what they find is data to it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from bot.conversation import prompt
from bot.conversation.answer import Answer
from bot.conversation.watching import AnswerLimits, Watcher
from bot.tools.approvals import Approvals, Wish
from bot.tools.tool import Asking, Effect, Tool
from bot.tools.toolbox import Toolbox
from integrations.deferred import dataclass
from integrations.model import Entry, Hear, Line, Reply, ToolOffer, ToolResult, ToolUse
from integrations.model_problem import ModelCannot, ModelLate, ModelUnreadable
from jobs.errors import UserError

log = structlog.get_logger()

MOST_USES = 6
"""Tools of one step; what it asks for beyond is refused."""
MOST_SLIPS = 2
"""Steps in a row in which it asks for nothing that there is; then it is of no use."""
MOST_WISHES = 3
"""Requests for a person's button below one answer."""


class Thinker(Protocol):
    """A language model. `integrations.model.Model` is one."""

    @property
    def takes_tools(self) -> bool:
        """Whether its server understands tools, as far as is known by now."""
        ...

    async def reply(
        self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer] = (), hear: Hear | None = None
    ) -> Reply:
        """Return the model's next words, which `hear` is told while they come; raises `ModelProblem`."""
        ...


@dataclass(frozen=True, slots=True)
class Thought:
    """A model's answer, with the tools that it asked and what they told."""

    text: str
    """Markdown, as the model wrote it."""
    people: tuple[str, ...]
    """Whose words it was given by tools."""
    used: tuple[str, ...]
    """The tools that it asked, in the order of their first use."""
    found: tuple[str, ...]
    """What the tools told it, in plain words."""
    wishes: tuple[Wish, ...]
    """What it wants to be done, which a person has to allow first."""


class Thinking:
    """Lets a model use the tools that read, and ask for those that write."""

    def __init__(
        self, model: Thinker, toolbox: Toolbox, approvals: Approvals, limits: AnswerLimits | None = None
    ) -> None:
        """Offer it every tool but those for people's own notes, within `limits`.

        What one that writes is to do is shown to a person, who has to allow it.
        """
        self.limits = limits or AnswerLimits()
        self._model = model
        self._toolbox = toolbox
        self._approvals = approvals

    async def answer(
        self,
        system: str,
        said: Sequence[Entry],
        asking: Asking,
        by_rule: Callable[[], Awaitable[Answer | None]],
        watcher: Watcher | None = None,
    ) -> Thought:
        """Return its answer to what was said last; `watcher` looks on. Raises `ModelProblem` without one.

        A model without tools is given what the tool says `by_rule`.
        """
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._answer(system, said, asking, by_rule, watcher)
        except TimeoutError as late:
            raise ModelLate(f"the answer took more than {self.limits.seconds:g} s") from late

    async def _answer(
        self,
        system: str,
        said: Sequence[Entry],
        asking: Asking,
        by_rule: Callable[[], Awaitable[Answer | None]],
        watcher: Watcher | None,
    ) -> Thought:
        thought = await self._with_tools(system, said, asking, watcher) if self._model.takes_tools else None
        if thought is not None and self._model.takes_tools:
            return thought
        found = await by_rule()
        if found is None:
            return thought or Thought((await self._reply(system, said, (), watcher)).text, (), (), (), ())
        if found.wishes:
            raise ModelCannot("the model's server takes no tools, and this asks for one that changes something")
        *before, question = said
        if not isinstance(question, Line):
            raise TypeError("the question comes last")
        words = (await self._toolbox.in_words(found.post, asking))[: self.limits.result]
        if watcher is not None:
            watcher.found(words, found.people)
        told = Line("user", f"{prompt.material([{'found': words}])}\n\n{question.text}")
        reply = await self._reply(system, [*before, told], (), watcher)
        return Thought(reply.text, tuple(found.people), (), (words,), ())

    async def _reply(
        self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer], watcher: Watcher | None
    ) -> Reply:
        if watcher is None:
            return await self._model.reply(system, said, tools)
        await watcher.asks()
        watcher.says("")
        reply = await self._model.reply(system, said, tools, watcher.says)
        await watcher.spent(reply.tokens or _about(system, said, reply))
        return reply

    async def _with_tools(self, system: str, said: Sequence[Entry], asking: Asking, watcher: Watcher | None) -> Thought:
        offers = {
            each.name: ToolOffer(each.name, _described(each), each.schema)
            for each in await self._toolbox.offered()
            if each.effect is not Effect.NOTES
        }
        entries = list(said)
        people: list[str] = []
        used: dict[str, None] = {}
        found: list[str] = []
        wishes: list[Wish] = []
        slips = 0
        for step in range(self.limits.steps + 1):
            offered = list(offers.values()) if step < self.limits.steps else ()
            reply = await self._reply(system, entries, offered, watcher)
            if not reply.uses:
                return Thought(reply.text, tuple(people), tuple(used), tuple(found), tuple(wishes))
            entries.append(reply)
            slips = slips + 1 if all(_slipped(use, offers) for use in reply.uses) else 0
            if slips == MOST_SLIPS:
                raise ModelUnreadable("the model asks for tools that there are not")
            for number, use in enumerate(reply.uses):
                if use.name not in offers:
                    text, whose = _none_such(offers), NOBODY
                elif number >= MOST_USES:
                    text, whose = _TOO_MANY, NOBODY
                else:
                    text, whose = await self._watched(use, asking, wishes, watcher)
                entries.append(ToolResult(use, text))
                people += whose
                used[use.name] = None
                found.append(text)
        raise AssertionError("without an offer there is no use")

    async def _watched(
        self, use: ToolUse, asking: Asking, wishes: list[Wish], watcher: Watcher | None
    ) -> tuple[str, Sequence[str]]:
        if watcher is None:
            return await self._use(use, asking, wishes)
        await watcher.looks(use.name)
        text, whose = await self._use(use, asking, wishes)
        watcher.found(text, whose, failed=text != _ASKED and not text.startswith("<material>"))
        return text, whose

    async def _use(self, use: ToolUse, asking: Asking, wishes: list[Wish]) -> tuple[str, Sequence[str]]:
        """What the model is told of a tool, and whose words that repeats; what wants a button is added to `wishes`."""
        if use.arguments is None:
            return "The arguments are no JSON object.", ()
        log.info("tool_used", tool=use.name)
        try:
            if (await self._toolbox.find(use.name)).effect is Effect.WRITES:
                wish = await self._approvals.wish(asking, use.name, use.arguments)
                if wish not in wishes:
                    if len(wishes) == MOST_WISHES:
                        return f"Not asked: at most {MOST_WISHES} requests in an answer.", ()
                    wishes.append(wish)
                return _ASKED, ()
            finding = await self._toolbox.call(use.name, asking, use.arguments)
        except ValidationError as problem:
            return f"The arguments are wrong: {_wrong(problem)}", ()
        except UserError as problem:  # which may name what others wrote, such as a status
            return prompt.material([{"tool": use.name, "problem": str(problem)}]), ()
        words = (await self._toolbox.in_words(finding.post(asking.zone), asking))[: self.limits.result]
        return prompt.material([{"tool": use.name, "found": words}]), finding.people


NOBODY: Sequence[str] = ()
_ASKED = (
    "This is not done. Below your answer the person is shown exactly this, with a button; it is done only if they press"
    " it. Do not say that it is done."
)
_TOO_MANY = f"Not called: at most {MOST_USES} tools at a time."


def _about(system: str, said: Sequence[Entry], reply: Reply) -> int:
    """About what it cost, where the server does not say: some four characters are a token."""
    return (len(system) + sum(len(each.text) for each in said) + len(reply.text)) // 4 + 1


def _slipped(use: ToolUse, offers: Iterable[str]) -> bool:
    return use.name not in offers or use.arguments is None


def _none_such(offers: Iterable[str]) -> str:
    return f"There is no tool of that name. There are: {', '.join(offers)}."


def _described(tool: Tool[..., Any]) -> str:
    if tool.effect is Effect.READS:
        return tool.description
    return f"{tool.description}\n\nCalling it only asks the person with a button; nothing is done before they press it."


def _wrong(problem: ValidationError) -> str:
    """The fields and what is wrong with each, without what was given."""
    found: list[Mapping[str, Any]] = [{"field": each["loc"], "problem": each["msg"]} for each in problem.errors()]
    return json.dumps(found)
