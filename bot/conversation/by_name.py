"""What of a question is a name: in every language it is written alike, and in titles of pull requests and issues."""

import re
from collections.abc import Sequence

from integrations.deferred import pattern

MOST = 3
"""Names of a question that are looked for."""
_WORD = pattern(r"[^\W_]+(?:[_.-][^\W_]+)*")
_IDENTIFIER = pattern(r"(?<![\w/])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?!\w)|\b[a-z]+(?:[A-Z][a-z0-9]+)+\b")
_PARTS = pattern(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_LEAST = 4
"""Letters of a name."""


def names_in(words: str) -> Sequence[str]:
    """Return the words that may be names: written with a capital, and not for they begin a sentence.

    In German they are nouns too: whoever looks for one in a text of another language finds names alone.
    """
    found = [
        each[0]
        for each in _WORD.finditer(words)
        if each[0][0].isupper() and len(each[0]) >= _LEAST and not _begins(words[: each.start()])
    ]
    return list(dict.fromkeys(found))[:MOST]


def _begins(before: str) -> bool:
    """Whether what comes next is the first word of a sentence."""
    return not re.search(r"\w", before) or before.rstrip().endswith((".", "!", "?", ":", "¿", "¡"))


def identifiers_in(words: str) -> Sequence[str]:
    """Return what is named as in code, such as `legacy_total` or `retryAt`, with its parts apart: "legacy total"."""
    found = (" ".join(part.casefold() for part in _PARTS.findall(each[0])) for each in _IDENTIFIER.finditer(words))
    return list(dict.fromkeys(found))[:MOST]
