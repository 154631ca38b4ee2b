"""The lines of a card's file, as the person who wrote it counts them."""

import re
import unicodedata

from integrations.deferred import pattern
from integrations.rolecard.model import NoCard

LONGEST = 2_000_000
"""Characters; a card is a page, not a book."""
_CONTROL = pattern("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BREAKS = pattern("[\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = pattern(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of the text around it
    "\ufeff\ud800-\udfff\ufffe\uffff]"
)
_COMMENT = pattern(r"<!--.*?-->", re.DOTALL)
_SLIPS = 4
"""Control characters that may slip in by hand, and one more in every hundred; with more it is not text."""


def lines_of(text: str) -> list[str]:
    """The lines, each character composed (NFC), without what no reader could see.

    Raises `NoCard` for what is no text.
    """
    if "\x00" in text or len(_CONTROL.findall(text)) > _SLIPS + len(text) / 100:
        raise NoCard("this is no text: a role card is a Markdown file")
    if len(text) > LONGEST:
        raise NoCard(f"the file has over {LONGEST:,} characters; a role card is a page or two")
    text = unicodedata.normalize("NFC", text)
    lines = [_UNPRINTABLE.sub("", _BREAKS.sub(" ", line)) for line in re.split(r"\r\n?|\n", text)]
    if not any(line.strip() for line in lines):
        raise NoCard("the file is empty")
    return lines


def without_comments(text: str) -> str:
    """The text without HTML comments; one that never ends stays."""
    if "-->" not in text:
        return text
    ends = text.rindex("-->") + 3
    return _COMMENT.sub("", text[:ends]) + text[ends:]
