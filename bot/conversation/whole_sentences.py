"""How much of an answer can be shown while the rest is still to come.

What is shown is never taken back, so it ends with a sentence or a line, and holds no half of
anything: no link, mark, list of cells or block of code of which the end may turn it into something else.
"""

import re

from integrations.deferred import pattern

_END = pattern(r"[.!?…](?:[\"')\]*_]{0,3})(?=\s)|\n")
_FENCE = pattern(r"^\s{0,3}(`{3,}|~{3,})", re.MULTILINE)
_CODE = pattern(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_MARKS = ("**", "__", "~~")
_NO_PROSE = pattern(r"\s*(?:[{\[<]|```|~~~)")
"""How an answer may begin that is a request for a tool in words, or something else to be read as a whole."""


def whole(text: str) -> str:
    """Return the beginning of a Markdown text that will not change, whatever follows; "" where there is none yet."""
    if _NO_PROSE.match(text):
        return ""
    ends = [found.end() for found in _END.finditer(text)]
    for end in reversed(ends):
        if _is_closed(text[:end], text[end:]):
            return text[:end].rstrip()
    return ""


def _is_closed(shown: str, rest: str) -> bool:
    """Return True if nothing that began in `shown` may end after it."""
    if len(_FENCE.findall(shown)) % 2:
        return False
    *_, paragraph = re.split(r"\n\s*\n", shown.rstrip())
    if paragraph.lstrip().startswith("|") and not (
        shown.endswith("\n") and not rest.lstrip(" ").startswith("|") and rest
    ):
        return False
    words = _CODE.sub("", paragraph)
    if "`" in words or words.count("[") != words.count("]") or words.count("(") != words.count(")"):
        return False
    if words.count("<") != words.count(">"):
        return False
    bare = words
    for mark in _MARKS:
        if bare.count(mark) % 2:
            return False
        bare = bare.replace(mark, "")
    return len(re.findall(r"(?<!\\)(?<!\s)\*|\*(?=\S)", bare)) % 2 == 0
