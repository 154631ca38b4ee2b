"""Which notes are about the same, by the words that they share: modest, since people put it right in a moment."""

import unicodedata
from collections.abc import Sequence

from integrations.deferred import pattern

SHARED = 0.5
"""The part of the shorter note's words that two notes of one group have in common."""
_LEAST_ROOT = 4
_ENDINGS = ("ingly", "ations", "ation", "ments", "ment", "ings", "ing", "edly", "ness", "ies", "ers", "er", "ed", "es")
_ENDINGS_LAST = ("ly", "s", "e", "y")
_WORD = pattern(r"[^\W_]+")
_IDLE_WORDS = """
a an and are as at be been being but by can could did do does done for from get gets got had has have how i if in
is it its just let like lot lots made make makes many me more most much my need needs new no not of off often on
one or our out over really should so some still that the their them then there these they thing things this time
to too up us use used very want was way we well went were what when which while who why will with would you your
again also always better bad every good great keep less never people something start stop than team try work
worked working works because before after all any into only other own same
"""
_IDLE = frozenset(_IDLE_WORDS.split())
"""Words of which two notes may have many in common, and be about different things."""


def stems(words: str) -> frozenset[str]:
    """Return what is left of the words that tell what a note is about: in lower case, without endings and accents."""
    apart = unicodedata.normalize("NFKD", words)
    plain = "".join(each for each in apart if not unicodedata.combining(each)).casefold()
    plain = plain.replace("'", "").replace("\u2019", "")
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _IDLE and len(word) > 1)


def grouped(notes: Sequence[str]) -> list[list[int]]:
    """Return which notes belong together, as their places, each once; groups and notes in their order.

    A note joins the group with whose first note it shares most, where that is enough. It is compared with no other
    note of the group, so that no chain leads from one subject to another.
    """
    groups: list[list[int]] = []
    about = [stems(each) for each in notes]
    for place, own in enumerate(about):
        best = max(groups, key=lambda group: _alike(about[group[0]], own), default=None)
        if best is not None and _alike(about[best[0]], own) >= SHARED:
            best.append(place)
        else:
            groups.append([place])
    return groups


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _stem(word: str) -> str:
    for ending in (*_ENDINGS, *_ENDINGS_LAST):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_ROOT - 1:
            root = word.removesuffix(ending)
            # running, planned: the letter that the ending has doubled goes too.
            doubled = len(root) > _LEAST_ROOT - 1 and root[-1] == root[-2] and root[-1] not in "aeiouls"
            root = root[:-1] if doubled else root
            return root[:-1] if root[-1] in "ey" and len(root) > _LEAST_ROOT - 1 else root
    return word
