"""A model answers: it may ask for tools first, a few times, and what they find is data to it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from bot.conversation import prompt
from bot.tools.tool import Asking, Effect
from bot.tools.toolbox import Toolbox
from integrations.markdown import to_plain
from integrations.model import Entry, Reply, ToolOffer, ToolResult, ToolUse

log = structlog.get_logger()

MOST_STEPS = 5
"""How often the model may ask for tools before it has to answer with what it has."""
MOST_USES = 6
"""Tools of one step; what it asks for beyond is refused."""
LONGEST_RESULT = 6_000
"""Characters of a tool's result that the model is given."""


class Thinker(Protocol):
    """A language model. `integrations.model.Model` is one."""

    async def reply(self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer] = ()) -> Reply:
        """Return the model's next words; raises `ModelProblem`."""
        ...


@dataclass(frozen=True, slots=True)
class Thought:
    """What a model came to."""

    text: str
    """Markdown, as the model wrote it."""
    people: tuple[str, ...]
    """Whose words it was given by tools."""
    used: tuple[str, ...]
    """The tools that it asked, in the order of their first use."""
    found: tuple[str, ...]
    """What the tools told it, in plain words."""


class Thinking:
    """Lets a model use the tools that read."""

    def __init__(self, model: Thinker, toolbox: Toolbox) -> None:
        """Offer it every tool that changes nothing; what writes wants a person's button."""
        self._model = model
        self._toolbox = toolbox
        self._offers = tuple(
            ToolOffer(each.name, each.description, each.arguments.model_json_schema())
            for each in toolbox.tools.values()
            if each.effect is Effect.READS
        )

    async def answer(self, system: str, said: Sequence[Entry], asking: Asking) -> Thought:
        """Return its answer to what was said last. Raises `ModelProblem` without one."""
        entries = list(said)
        people: list[str] = []
        used: dict[str, None] = {}
        found: list[str] = []
        for step in range(MOST_STEPS + 1):
            reply = await self._model.reply(system, entries, self._offers if step < MOST_STEPS else ())
            if not reply.uses:
                return Thought(reply.text, tuple(people), tuple(used), tuple(found))
            entries.append(reply)
            for number, use in enumerate(reply.uses):
                text, whose = await self._use(use, asking) if number < MOST_USES else (_TOO_MANY, ())
                entries.append(ToolResult(use, text))
                people += whose
                used[use.name] = None
                found.append(text)
        raise AssertionError("without an offer there is no use")

    async def _use(self, use: ToolUse, asking: Asking) -> tuple[str, Sequence[str]]:
        """What the model is told of a tool, and whose words that repeats."""
        if use.name not in {each.name for each in self._offers}:
            return f"There is no tool of that name. There are: {', '.join(each.name for each in self._offers)}.", ()
        if use.arguments is None:
            return "The arguments are no JSON object.", ()
        log.info("tool_used", tool=use.name)
        try:
            finding = await self._toolbox.call(use.name, asking, use.arguments)
        except ValidationError as problem:
            return f"The arguments are wrong: {_wrong(problem)}", ()
        words = to_plain(finding.post(asking.zone))[:LONGEST_RESULT]
        return prompt.material([{"tool": use.name, "found": words}]), finding.people


_TOO_MANY = f"Not called: at most {MOST_USES} tools at a time."


def _wrong(problem: ValidationError) -> str:
    """The fields and what is wrong with each, without what was given."""
    found: list[Mapping[str, Any]] = [{"field": each["loc"], "problem": each["msg"]} for each in problem.errors()]
    return json.dumps(found)
