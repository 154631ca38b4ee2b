"""What a model says is held against what it was given: what nothing backs up is marked as such.

A citation that leads to nothing goes. A sentence with a number, a key, a link or a colleague's
name that is in nothing that the model was given keeps its words, and is marked.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from integrations.deferred import pattern

MARK = " _(nothing I looked at says so)_"
"""Follows a sentence that is not backed up."""
_FENCE = pattern(r"^\s{0,3}(?:```|~~~)")
_SENTENCE_END = pattern(r"(?<=[.!?…])(?=\s)")
_CITATION = pattern(r"\s?\[(\d{1,3})\](?!\()")
_CODE = pattern(r"`[^`\n]*`")
_LIST_MARKER = pattern(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")
_LINK = pattern(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_KEY = pattern(r"\b[A-Za-z][A-Za-z0-9_]{1,20}-\d{1,9}\b|[\w./-]{0,100}#\d{1,9}\b")
_NUMBER = pattern(r"\d[\d,.\u00a0\u202f']*\d|\d")
_PARTS = pattern(r"\d+")
_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        (
            *("jan january januar enero janvier", "feb february februar febrero fevrier", "mar march maerz marzo mars"),
            *("apr april abril avril", "may mai mayo", "jun june juni junio juin", "jul july juli julio juillet"),
            *("aug august agosto aout", "sep september septiembre septembre", "oct october oktober octubre octobre"),
            *("nov november noviembre novembre", "dec december dezember diciembre decembre"),
        ),
        1,
    )
    for name in names.split()
}
_WORD = pattern(r"[^\W\d_]+")


def checked(answer: str, given: Iterable[str], *, citable: int = 0, names: Collection[str] = ()) -> str:
    """Return a model's Markdown with what it was not `given` marked, sentence by sentence.

    Citations [1] to [`citable`] stay. `names` are the colleagues that it might name. What is in code is left
    as it is: it is an example more often than a claim.
    """
    facts = _Facts(given, names)
    lines: list[str] = []
    in_code = False
    for line in answer.split("\n"):
        if _FENCE.match(line):
            in_code = not in_code
        elif not in_code:
            line = "".join(_sentences(line, facts, citable))
        lines.append(line)
    return "\n".join(lines)


def _sentences(line: str, facts: "_Facts", citable: int) -> Iterator[str]:
    marker = _LIST_MARKER.match(line)
    begin = marker.end() if marker else 0
    yield line[:begin]
    for sentence in _SENTENCE_END.split(line[begin:]):
        kept = _CITATION.sub(lambda cited: cited[0] if 0 < int(cited[1]) <= citable else "", sentence)
        is_backed = kept == sentence and facts.back(_CITATION.sub("", kept))
        yield kept if is_backed else f"{kept.rstrip()}{MARK}"


class _Facts:
    """What a model was given, in a form in which claims can be looked up."""

    def __init__(self, given: Iterable[str], names: Collection[str]) -> None:
        said = "\n".join(given).casefold()
        self._numbers = {_plain(each) for number in _NUMBER.findall(said) for each in _forms(number)}
        self._numbers |= {_MONTHS[word] for word in _WORD.findall(said) if word in _MONTHS}
        self._keys = set(_KEY.findall(said)) | {each.rpartition("/")[2] for each in _KEY.findall(said)}
        self._links = {_bare(each) for each in _LINK.findall(said)}
        self._strangers = {name.casefold() for name in names if name and name.casefold() not in said}

    def back(self, sentence: str) -> bool:
        """Return True if everything in a sentence that could be wrong was given."""
        words = _CODE.sub(" ", sentence.casefold())
        if any(_bare(link) not in self._links for link in _LINK.findall(words)):
            return False
        words = _LINK.sub(" ", words)
        if any(key not in self._keys for key in _KEY.findall(words)):
            return False
        words = _KEY.sub(" ", words)
        if any(not self._has(number) for number in _NUMBER.findall(words)):
            return False
        return not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in self._strangers)

    def _has(self, number: str) -> bool:
        return _plain(number) in self._numbers or all(_plain(each) in self._numbers for each in _PARTS.findall(number))


def _forms(number: str) -> list[str]:
    """A number as it is, and its parts: a date, a time or a version may be written in another way."""
    return [number, *_PARTS.findall(number)]


def _plain(number: str) -> str:
    """A number without what only makes it easier to read."""
    return re.sub(r"[,\u00a0\u202f']", "", number).lstrip("0") or "0"


def _bare(link: str) -> str:
    return link.rstrip(".,;:!?*_").removeprefix("https://").removeprefix("http://").removesuffix("/")
