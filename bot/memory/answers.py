"""What an answer looks like, by what is asked: to "how many?" it has a number, to "when?" it names a time."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from bot.memory.days_asked import asks_when, names_time
from integrations.deferred import dataclass, pattern

_MANY = pattern(
    r"\b(?:how (?:many|much|old|far|large|big|tall|deep|fast|high|heavy|quickly|long|often)|what percentage|"
    r"wie ?(?:viele?|alt|weit|gro(?:ß|ss)|hoch|schnell|schwer|lange|oft)|cu[aá]nt[oa]s?|combien|quel [aâ]ge)\b",
    re.IGNORECASE,
)
_COUNTED = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half dozen couple twice
zwei drei vier funf sechs sieben acht neun zehn elf zwolf zwanzig dreiig hundert tausend halb dutzend
dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien mil medio docena
deux trois quatre cinq sept huit neuf dix onze douze vingt cent mille demi douzaine
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """How answers of one kind are told."""

    told_by: Callable[[Sequence[str]], bool]
    """Whether the words of a message, as the search has them, have what such an answer has."""
    worth: float
    """How much more a message says that has it."""


WHEN, MANY = Answers(names_time, 1.6), Answers(lambda words: any(_counts(word) for word in words), 2.0)


def answers_to(question: str) -> Answers | None:
    """Return how an answer to a question can be told, or None where nothing about it is known."""
    if asks_when(question):
        return WHEN
    return MANY if _MANY.search(question) else None


def _counts(word: str) -> bool:
    return word[0].isdigit() or word in _numbers()


@cache
def _numbers() -> frozenset[str]:
    return frozenset(_COUNTED.split())
