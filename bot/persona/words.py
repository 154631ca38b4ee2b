"""Words that carry meaning, in a form in which they can be compared."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

_EMPTY = frozenset(
    """a about all also am an and any are as at be been before but by can could did do does for from get had has have
    he her his how i if in into is it its just let me more my no not of on one or our out over own said say she should
    so some than that the their them then there these they this those to up us was we were what when where which who
    why will with would you your always never persona someone something them""".split()  # noqa: SIM905 - a list of a hundred strings reads worse
)
_ENDINGS = (
    "ization",
    "isation",
    "ations",
    "ation",
    "ingly",
    "ness",
    "ment",
    "ings",
    "ing",
    "ies",
    "ed",
    "es",
    "s",
    "y",
)


def stems(text: str) -> list[str]:
    """The telling words of a text, without their endings."""
    return [_stem(word) for word in re.findall(r"\w+", text.casefold()) if word not in _EMPTY and len(word) > 1]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def ranked(question: str, texts: Sequence[str]) -> list[int]:
    """The indexes of the texts that share words with the question, best first.

    A word counts the more, the fewer of the texts have it.
    """
    wanted = set(stems(question))
    bags = [set(stems(text)) for text in texts]
    spread = Counter(word for bag in bags for word in bag)
    scores = [_score(wanted & bag, spread, len(texts)) for bag in bags]
    order = sorted(range(len(texts)), key=lambda index: -scores[index])
    return [index for index in order if scores[index] > 0]


def _score(shared: Iterable[str], spread: Counter[str], total: int) -> float:
    return sum(math.log(1 + total / spread[word]) for word in shared)
