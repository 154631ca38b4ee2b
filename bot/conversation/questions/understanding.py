"""Which tool answers a question: that of the example which it is most like."""

import asyncio
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LIKE_ENOUGH = 0.6
"""How much of the weight of a question's and an example's words they have to share, from 0 to 1."""
LONGEST = 200
"""Characters of a question that can be like an example; what is longer says more."""
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool, and what it is asked with."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Questions:
    """Recognises what is asked for, by the examples that `read` gives; it is called in a thread, at the first use."""

    def __init__(self, read: Callable[[], Mapping[str, Sequence[str]]]) -> None:
        """Read nothing yet: a start does not wait for it."""
        self._read = read
        self._recogniser: Recogniser | None = None

    async def understood(self, words: str) -> ToolCall | None:
        """Return what is asked for; None where the question is like no example."""
        if self._recogniser is None:
            self._recogniser = Recogniser(await asyncio.to_thread(self._read))
        return self._recogniser.understood(words)


class Recogniser:
    """Knows the examples."""

    def __init__(self, examples: Mapping[str, Sequence[str]]) -> None:
        """Learn from examples, by the tool that answers them."""
        self._examples = [(tool, frozenset(_words(each))) for tool, known in examples.items() for each in known]
        self._spread = Counter(word for _, words in self._examples for word in words)

    def understood(self, words: str) -> ToolCall | None:
        """Return what is asked for; None where the question is like no example."""
        asked = frozenset(_words(words))
        if not asked or len(words) > LONGEST:
            return None
        score, tool = max((self._likeness(asked, known), tool) for tool, known in self._examples)
        return ToolCall(tool) if score >= LIKE_ENOUGH else None

    def _likeness(self, asked: frozenset[str], known: frozenset[str]) -> float:
        """The share of the weight of all their words that both have; a rarer word weighs more."""
        return self._weight(asked & known) / self._weight(asked | known)

    def _weight(self, words: frozenset[str]) -> float:
        return sum(math.log(1 + len(self._examples) / (self._spread[word] or 1)) for word in words)


def _words(text: str) -> list[str]:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _WORD.findall(plain)
