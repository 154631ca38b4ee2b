"""A text as somebody must see it before they allow something: nothing in it hides, or passes for what it is not."""

import re
import unicodedata

from integrations.deferred import pattern

_UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
"""Categories of what is not seen, or turns round what is beside it."""
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that look like nothing."""
_SPACES = pattern(r" {9,}")
_LINES = pattern(r"\n{4,}")
_WORD = pattern(r"\w+")
_ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "FULLWIDTH", "MATHEMATICAL", "DESERET")
"""How the names of letters begin that pass for Latin ones."""
_MOST_MARKS = 2
"""Marks over one letter that some language writes; more of them cover what is beside it."""


def visible(text: str) -> str:
    r"""Return a text with what is not seen spelled out, as `\u200b`.

    So are letters of another script within a Latin word, and marks that strike a letter through or pile up on it.
    Long runs of blanks and of empty lines, behind which words could stand out of sight, are counted.
    """
    shown: list[str] = []
    marks = 0
    for each in text:
        is_mark = unicodedata.combining(each) != 0 or unicodedata.category(each) in ("Mn", "Me")
        marks = marks + 1 if is_mark else 0
        shown.append(
            each if _is_plain(each) and not (is_mark and (marks > _MOST_MARKS or _covers(each))) else _spelled(each)
        )
    lines = _LINES.sub(lambda run: f"\n({len(run[0])} line breaks)\n", "".join(shown))
    return _WORD.sub(_unmixed, _SPACES.sub(lambda run: f" ({len(run[0])} blanks) ", lines))


def _is_plain(character: str) -> bool:
    if character in "\n ":
        return True
    category = unicodedata.category(character)
    return not (category in _UNSEEN or category == "Zs" or character in _BLANK or _selects(character))


def _selects(character: str) -> bool:
    """Return True for what chooses among forms of a character; that of emoji alone is harmless."""
    return "\ufe00" <= character <= "\ufe0e" or "\U000e0100" <= character <= "\U000e01ef"


def _covers(mark: str) -> bool:
    return "\u0334" <= mark <= "\u0338" or "\u20d0" <= mark <= "\u20ff" or unicodedata.category(mark) == "Me"


def _unmixed(word: re.Match[str]) -> str:
    if word[0].isascii() or not any("a" <= each.lower() <= "z" for each in word[0]):
        return word[0]
    return "".join(_spelled(each) if unicodedata.name(each, "").startswith(_ALIKE) else each for each in word[0])


def _spelled(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
