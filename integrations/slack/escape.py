"""Lengths, cuts and escapes: how words of any kind become text that Slack takes literally."""

import json
import unicodedata
from typing import Any

from integrations.deferred import pattern
from integrations.slack.limits import BLOCK_WEIGHT

Json = dict[str, Any]

_ZWJ = "\u200d"
_AFFIXES = pattern("[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_FLAG_LETTER = pattern("[\U0001f1e6-\U0001f1ff]")
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ")


def width(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def weight(piece: Any) -> int:
    """The length of the JSON of part of a block, with a blank after each comma and colon."""
    return width(json.dumps(piece, ensure_ascii=False))


def weigh_blocks(blocks: list[Json]) -> int:
    """What blocks count towards the limit of a message."""
    return sum(weight(block) + BLOCK_WEIGHT for block in blocks)


def escape(text: str) -> str:
    """Text of mrkdwn in which no link, mention or command can begin."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def reach(text: str, units: int) -> int:
    """How many characters of `text` fit into `units`, never within what is seen as one."""
    if width(text) <= units:
        return len(text)
    end = min(len(text), units)
    while width(text[:end]) > units:
        end -= max(1, (width(text[:end]) - units + 1) // 2)
    return _whole(text, end) or end


def cut(text: str, units: int) -> str:
    """`text` in at most `units`, with an ellipsis where it was longer."""
    return text if width(text) <= units else text[: reach(text, units - 1)].rstrip() + "…"


def divide(text: str, units: int) -> tuple[str, str]:
    """The first part of `text`, at most `units` long, and the rest.

    Divided after a paragraph, line, sentence, clause or word, in this order, if one ends in
    the second half of the room; else between two characters.
    """
    end = reach(text, units)
    if end == len(text):
        return text, ""
    for mark in _BREAKS:
        found = text.rfind(mark, end // 2, end)
        if found > 0:
            end = found + len(mark)
            break
    return text[:end], text[end:]


def _whole(text: str, end: int) -> int:
    """The last place up to `end` that lies between two characters as people see them."""
    floor = max(0, end - 64)
    while end > floor and end < len(text):
        follows, before = text[end], text[end - 1]
        joined = _AFFIXES.match(follows) or before == _ZWJ or unicodedata.combining(follows)
        if not joined and _FLAG_LETTER.match(follows) and _FLAG_LETTER.match(before):
            joined = _half_of_a_flag(text, end)
        if not joined:
            return end
        end -= 1
    return end if end > floor else 0


def _half_of_a_flag(text: str, end: int) -> bool:
    letters = 0
    while letters < end and _FLAG_LETTER.match(text[end - 1 - letters]):
        letters += 1
    return letters % 2 == 1
