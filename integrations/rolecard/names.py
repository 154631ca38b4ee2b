"""Which point of a card people mean by a name: "sentinel" for "The Security Sentinel"."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

_ARTICLES_SAID = """
the a an our my your their der die das den dem des ein eine einen unser unsere unseren dein deine
el la los las un una nuestro nuestra le les une notre nos votre l d
"""
_ARTICLES = frozenset(_ARTICLES_SAID.split())
"""English, German, Spanish, French. They are not part of a name, wherever they stand in it."""


class HasName(Protocol):
    """What has a name: a point of a card, or something that stands for one."""

    @property
    def name(self) -> str:
        """Return the name as the card has it."""
        ...


N = TypeVar("N", bound=HasName)


def meant(points: Sequence[N], words: str) -> N | None:
    """Return the point whose name that is: all of it, or some words that no other name has; None where it is none's.

    Case, articles and punctuation do not matter.
    """
    said = _words(words)
    if not said:
        return None
    names = [(_words(point.name), point) for point in points]
    if whole := [point for name, point in names if name == said]:
        return whole[0]
    partly = [point for name, point in names if set(said) <= set(name)]
    return partly[0] if len(partly) == 1 else None


def short_name(name: str) -> str:
    """Return a name without an article before it."""
    first, _, rest = name.partition(" ")
    return rest if rest and first.casefold() in _ARTICLES else name


def _words(name: str) -> list[str]:
    found = re.findall(r"\w+", name.casefold().replace("_", " "))
    return [word for word in found if word not in _ARTICLES] or found
