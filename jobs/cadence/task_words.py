"""Which kind of ritual a task of a card means."""

import re
from collections.abc import Iterable, Mapping

REMINDER = "reminder"
"""The kind of every task that fits no other: it is said in its own words."""


class WholeTitle(str):
    """A phrase that means its kind only where a title says nothing else: "Lunch", and not "Lunch service"."""

    __slots__ = ()


def kind_for(title: str, task_words: Mapping[str, Iterable[str]]) -> str:
    """Return the kind whose words a task's title says; `reminder` where none or several do equally.

    `task_words` has the words and phrases of each kind by its name.

    A task's description does not count: it mentions much that the task is not about, and a wrong
    ritual is worse than a reminder. For the same reason one word or phrase of a kind is
    enough, so a kind names none that means something else in another trade: "code review"
    and not "review", "pull request" and not "request". A phrase weighs as much as it has words.
    """
    said = _words(title)
    scores = {kind: sum(_weight(said, phrase) for phrase in phrases) for kind, phrases in task_words.items()}
    best = max(scores.values(), default=0)
    winners = [name for name, score in scores.items() if score == best and best > 0]
    return winners[0] if len(winners) == 1 else REMINDER


def _weight(said: list[str], phrase: str) -> int:
    """Return the phrase's number of words if the title says it, as one word or as several ("stand up"); else 0."""
    wanted = _words(phrase)
    together = "".join(wanted)
    if isinstance(phrase, WholeTitle):
        return len(wanted) if "".join(said) == together else 0
    return len(wanted) if together and any(_begins(said[at:], together) for at in range(len(said))) else 0


def _begins(said: list[str], together: str) -> bool:
    """Return True if the first of the words, written together, are these."""
    for word in said:
        if not together.startswith(word):
            return False
        together = together.removeprefix(word)
        if not together:
            return True
    return False


def _words(text: str) -> list[str]:
    """Lower-case words, a plural as its singular, "stand-up" as "standup", "&" as "and"."""
    joined = re.sub(r"(?<=\w)[-\u2010\u2011](?=\w)", "", text.casefold()).replace("&", " and ")
    return [_singular(word) for word in re.findall(r"\w+", joined)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
