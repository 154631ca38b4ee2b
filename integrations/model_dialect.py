"""What one model's server understands, of what most servers of Chat Completions do.

Servers that call themselves compatible lack one thing or another: tools, a field's newer name, a
system message. What they refuse they seldom say in the same words twice, so each way to ask is
tried until one is answered.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from integrations.deferred import dataclass, pattern

MOST_TRIES = 5
"""Ways in which one question is asked before its refusal stands."""
_VAGUE = (400, 422)
"""What a server answers to a field that it does not know, often without saying which."""
_MAY_LACK_TOOLS = (400, 404, 405, 415, 422, 500, 501)
"""What servers without tools answer to a request that offers some."""
_TOO_LONG = pattern(
    r"context[_ -]?(length|size|window)|context.{0,20}exceed|exceed.{0,40}context|too many tokens|prompt is too long"
)
_LIMIT = pattern(r"max_(completion_|output_)?tokens")
_PLAIN = pattern(r"roles? must|must alternate|system (role|message|prompt)|role.{0,30}system|got system")
_REASONING = pattern(r"reasoning|thinking")
_TOOLS = pattern(r"tool|function")
_STREAM = pattern(r"stream")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a server is asked; what it starts as is what the newest servers understand."""

    limit: Literal["max_completion_tokens", "max_tokens", ""] = "max_completion_tokens"
    """The field that bounds an answer, if any."""
    tools: bool = True
    plain: bool = False
    """No system message, and people and we speak in strict turns: what some models' templates insist on."""
    streams: bool = True
    """Whether it says an answer word by word, where that is wanted."""
    reasoning: bool = True
    """Whether what a model thought before it asked for a tool goes back to it with the tool's result."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's error: its HTTP status and its words, in lower case."""

    status: int
    says: str

    @property
    def too_long(self) -> bool:
        """Whether the conversation is longer than the model can read."""
        return self.status in (400, 413, 422, 500) and bool(_TOO_LONG.search(self.says))

    @property
    def lasts(self) -> bool:
        """Return True if it tells of what the server lacks for good, not of one long conversation or a bad moment."""
        named = any(each.search(self.says) for each in (_LIMIT, _PLAIN, _REASONING, _TOOLS))
        return not self.too_long and (self.status != 500 or named)


def other_ways(asked: Dialect, refusal: Refusal, *, offered: bool, reasoned: bool) -> Iterator[Dialect]:
    """Yield how else to ask a server that refused it so, the likeliest first.

    Tools were `offered`, and earlier thoughts went back (`reasoned`), in what it refused.
    """
    without_limit: Dialect | None = replace(asked, limit="") if asked.limit else None
    # Some want to be told of the tools again where one was used before, else what it found is told in words.
    without_tools = replace(asked, tools=False) if asked.tools and (offered or reasoned) else None
    plain = None if asked.plain else replace(asked, plain=True)
    if refusal.too_long:  # the room for an answer counts too, and so does what is said of the tools
        ways = [without_limit, without_tools and replace(without_tools, limit="")]
    elif refusal.status not in _MAY_LACK_TOOLS:
        ways = []
    elif asked.limit and _LIMIT.search(refusal.says):
        older = replace(asked, limit="max_tokens") if asked.limit == "max_completion_tokens" else None
        ways = [older, without_limit]
    elif asked.streams and _STREAM.search(refusal.says):
        ways = [replace(asked, streams=False)]
    elif _PLAIN.search(refusal.says) and plain:
        ways = [plain]
    elif reasoned and _REASONING.search(refusal.says):
        ways = [replace(asked, reasoning=not asked.reasoning)]
    elif _TOOLS.search(refusal.says):
        ways = [without_tools]
    elif refusal.status in _VAGUE:
        barest = replace(asked, limit="", plain=True, tools=asked.tools and not offered)
        ways = [replace(asked, limit="max_tokens") if asked.limit else None, without_tools, plain, barest]
    else:
        ways = [without_tools] if refusal.status != 404 else []
    yield from (each for each in ways if each is not None and each != asked)


_TAGGED = pattern(r"<tool_call>(.*?)(</tool_call>|\Z)", re.DOTALL)
_FENCED = pattern(r"```(?:json)?\n(.*)\n```", re.DOTALL)


def uses_in_words(text: str, names: Collection[str]) -> list[tuple[str, Mapping[str, Any] | None]]:
    """Return (name, arguments) of each tool of `names` that an answer asks for in words, where it says nothing else.

    A server that does not know how its model asks for tools lets such words through. Arguments that are no
    object are None.
    """
    whole = _FENCED.fullmatch(text)
    parts = [each[1] for each in _TAGGED.finditer(text)] or [whole[1] if whole else text]
    found: list[tuple[str, Mapping[str, Any] | None]] = []
    for part in parts:
        try:
            read = json.loads(part)
        except (ValueError, RecursionError):
            return []
        for each in read if isinstance(read, list) else [read]:
            if not isinstance(each, dict) or each.get("name") not in names:
                return []
            arguments = each.get("arguments", each.get("parameters", {}))
            found.append((each["name"], arguments if isinstance(arguments, dict) else None))
    return found


def without_tool_calls(text: str) -> str:
    """Return an answer without the tagged requests for tools in it, which are nothing to read."""
    return _TAGGED.sub("", text).strip()


_THOUGHT = pattern(r"<think>.*?(</think>|\Z)", re.DOTALL)


def without_thoughts(text: str) -> str:
    """Return an answer, or its beginning, without what the model thought in it; a tag of that may be missing."""
    return _THOUGHT.sub("", text).rpartition("</think>")[2]
