"""Which kind of ritual a task of a card means."""

import re
from collections.abc import Iterable
from typing import Protocol

OTHERWISE = "reminder"
"""What becomes of a task that fits no kind: it is said in its own words."""


class Answers(Protocol):
    """A kind, as far as its name and its words go."""

    @property
    def name(self) -> str:
        """The kind's name."""
        ...

    @property
    def task_words(self) -> frozenset[str]:
        """Words and phrases of a task's title that mean this kind."""
        ...


def kind_for(title: str, description: str, kinds: Iterable[Answers]) -> str:
    """The kind whose words the title says; `reminder` where none or several do equally.

    Only the title counts: a description mentions much that a task is not about, and a
    wrong ritual is worse than a reminder. A phrase weighs as much as it has words.
    """
    said = _words(title)
    scores = {kind.name: sum(_weight(said, phrase) for phrase in kind.task_words) for kind in kinds}
    best = max(scores.values(), default=0)
    if best == 0:
        return OTHERWISE
    winners = [name for name, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 else OTHERWISE


def _weight(said: list[str], phrase: str) -> int:
    wanted = _words(phrase)
    found = any(said[at : at + len(wanted)] == wanted for at in range(len(said)))
    return len(wanted) if found else 0


def _words(text: str) -> list[str]:
    """Lower-case words, a plural as its singular, "stand-up" as "standup"."""
    joined = re.sub(r"(?<=\w)-(?=\w)", "", text.casefold())
    return [word[:-1] if len(word) > 4 and word.endswith("s") else word for word in re.findall(r"\w+", joined)]
