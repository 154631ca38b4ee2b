"""Who looks on while a model answers, and how far it may go."""

from collections.abc import Sequence
from typing import Protocol

from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """How much of everything an answer may take; the operator's to say."""

    steps: int = 5
    """How often the model may ask for tools before it has to answer with what it has."""
    seconds: float = 120
    """From the question to the end of the answer. A chat lets no message grow for longer than a few minutes."""
    result: int = 6_000
    """Characters of what a tool found that the model is given."""


class Watcher(Protocol):
    """Looks on while a model answers."""

    async def asks(self) -> None:
        """Hear that it is about to be asked, with all that was found so far. Raises what ends the answer instead."""
        ...

    def says(self, text: str) -> None:
        """Hear all that it has said since its last step; "" where it begins to speak anew."""
        ...

    async def looks(self, tool: str) -> None:
        """Hear that a tool is asked."""
        ...

    def found(self, words: str, people: Sequence[str] = (), *, failed: bool = False) -> None:
        """Hear what the tool told it, and whose words that repeats."""
        ...

    async def spent(self, tokens: int) -> None:
        """Hear what a question and its answer cost."""
        ...
