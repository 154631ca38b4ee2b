"""Somebody's Markdown as a part of a document of ours, from which nothing of it can escape.

Their HTML is text, as it is in chat; their headings stand below the part's own; and whatever
they left open ends with the part.
"""

import itertools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from integrations.deferred import pattern
from integrations.words import clean

_HEADING = pattern(r" {0,3}#{1,6}(?=[ \t]|$)")
_FENCES = pattern(r"`{3,}|~{3,}")
_MOST_ROUNDS = 20
"""HTML that is made text may uncover more of it: a tag within a tag's attribute, say."""


def contained(text: str, *, below: int) -> str:
    """The text as CommonMark that can follow a heading of level `below` and precede another one.

    Keeps what it says and, as far as it can be kept, its form. What cannot be held within its
    part otherwise is shown as one block of code.
    """
    text = clean(text).strip("\n")
    held = _with_its_fence_closed(_with_lower_headings(_with_html_as_text(text), below))
    return held if _is_held(held, below) else _as_code(text)


def _parse(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def _is_held(text: str, below: int) -> bool:
    """Return True if a heading that follows is read as one, and no heading inside is as high as it."""
    end = text.count("\n") + 2
    tokens = _parse(f"{text}\n\n{'#' * below} end")
    if any(_holds_html(token) for token in tokens):
        return False
    headings = [token for token in tokens if token.type == "heading_open" and token.level == 0]
    ours = [token for token in headings if token.map == [end, end + 1]]
    return bool(ours) and [token for token in headings if int(token.tag[1:]) <= below] == ours


def _holds_html(token: Token) -> bool:
    return token.type == "html_block" or any(child.type == "html_inline" for child in token.children or ())


def _with_html_as_text(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        lines = text.split("\n")
        found = [token for token in _parse(text) if _holds_html(token)]
        if not found:
            break
        for token in found:
            first, last = token.map or (0, 0)
            lines[first:last] = _escaped(token, lines[first:last])
        text = "\n".join(lines)
    return text


def _escaped(token: Token, lines: Sequence[str]) -> list[str]:
    """The lines of a block with each tag of it as text; the number of lines stays."""
    block = "\n".join(lines)
    tags = [child.content for child in token.children or () if child.type == "html_inline"]
    if not tags or any(tag not in block for tag in tags):
        return block.replace("<", "&lt;").split("\n")
    for tag in tags:
        block = block.replace(tag, "&lt;" + tag[1:], 1)
    return block.split("\n")


def _with_lower_headings(text: str, below: int) -> str:
    tokens = _parse(text)
    headings = [
        (opening, content)
        for opening, content in itertools.pairwise(tokens)
        if opening.type == "heading_open" and opening.level == 0
    ]
    deeper = below + 1 - min((int(opening.tag[1:]) for opening, _ in headings), default=below + 1)
    if deeper <= 0:
        return text
    lines = text.split("\n")
    for opening, content in reversed(headings):
        first, last = opening.map or (0, 0)
        marks = "#" * min(6, int(opening.tag[1:]) + deeper)
        if opening.markup[:1] == "#":
            lines[first] = _HEADING.sub(marks, lines[first])
        else:
            words = " ".join(content.content.split())
            lines[first:last] = [f"{marks} {words}" + (f" {marks}" if words.endswith("#") else "")]
    return "\n".join(lines)


def _with_its_fence_closed(text: str) -> str:
    """With the fence closed that the text ends in; one within a list or a quote ends with that."""
    tokens = _parse(text)
    if not tokens or tokens[-1].type != "fence" or tokens[-1].level != 0:
        return text
    lines, (first, last), mark = text.split("\n"), tokens[-1].map or (0, 0), tokens[-1].markup
    closing = re.compile(f" {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \\t]*")
    closed = last - first > 1 and closing.fullmatch(lines[last - 1])
    return text if closed else f"{text}\n{mark}"


def _as_code(text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in _FENCES.findall(text) if run[0] == "`"), default=0))
    return f"{fence}\n{text}\n{fence}"
