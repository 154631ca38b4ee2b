"""The words within a paragraph or a point of a list."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from integrations.deferred import dataclass, pattern
from integrations.rolecard.task_times import begins_with_time, split_time

QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("'", "'"), ("‘", "’"), ("「", "」"))  # noqa: RUF001
_SPLIT = pattern(r"(?P<name>.{1,80}?)(?:\s?:\s|：\s?|\s[–—-]\s)(?P<text>.+)$", re.DOTALL)  # noqa: RUF001
_ADDRESS = pattern(r"[\s:：–—-]{0,4}[(<]?(?P<url>https?://[^\s()<>]+)[)>]?")  # noqa: RUF001
"""A link that is written out behind the name."""
_SEPARATES = pattern(r"\s*[:：–—-]")  # noqa: RUF001
_MARKS = " \t:：–—-"  # noqa: RUF001
_BETWEEN = _MARKS + "|·,;→"
"""What may stand between a time and a title."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list: what it is called, what it says, and where its name leads."""

    name: str
    text: str = ""
    link: str | None = None


def literal(nodes: SyntaxTreeNode | Sequence[SyntaxTreeNode]) -> str:
    """The words as read, without emphasis; code keeps its backticks, line breaks become blanks."""
    given = [nodes] if isinstance(nodes, SyntaxTreeNode) else nodes
    return " ".join("".join(map(_words, given)).split())


def segments(inline: SyntaxTreeNode) -> Iterator[tuple[int, list[SyntaxTreeNode]]]:
    """The lines of a paragraph, each with how far below the first it is."""
    line: list[SyntaxTreeNode] = []
    below = 0
    for child in inline.children:
        if child.type in ("softbreak", "hardbreak"):
            yield below, line
            line, below = [], below + 1
        else:
            line.append(child)
    yield below, line


def point(nodes: Sequence[SyntaxTreeNode]) -> Point:
    """Take a point apart at its emphasised name, or else at its first colon or dash.

    A point that is a quotation has no name.
    """
    children = _told(nodes)
    if not children:
        return Point("")
    first, rest = children[0], literal(children[1:])
    link = next(_links([first]), None) or next(_links(children[1:]), None)
    named = first.type in ("strong", "link") or (first.type in ("em", "code_inline") and _SEPARATES.match(rest))
    words = literal(children)
    if named:
        name, text = literal(first).strip("`").rstrip(_MARKS), rest
    elif quoted(words):
        name, text = "", words
    else:
        found = _SPLIT.match(words)
        name, text = (found["name"].strip(), found["text"]) if found else (words, "")
    if link is None and (bare := _ADDRESS.match(text)):
        link, text = bare["url"], text[bare.end() :]
    return Point(name, text.strip().lstrip(_MARKS), link)


def timed(nodes: Sequence[SyntaxTreeNode]) -> tuple[str, Point]:
    """The time that a point begins with, and the point without it. Raises `NoTime`."""
    children = _told(nodes)
    first = children[0] if children else None
    if first is not None and begins_with_time(literal(first)):
        time, title = split_time(literal(first))
        if not title:
            named = point(_unseparated(children[1:]))
            title = (named.name or unquoted(named.text)).lstrip(_BETWEEN)
            return time, Point(title, named.text if named.name else "")
        if first.type != "text":
            return time, Point(title.rstrip(_MARKS), literal(children[1:]).lstrip(_MARKS))
    time, rest = split_time(literal(children))
    found = _SPLIT.match(rest)
    return time, Point(found["name"].strip(), found["text"].strip()) if found else Point(rest.rstrip(_MARKS))


def is_timed(nodes: Sequence[SyntaxTreeNode]) -> bool:
    """Return True if the words begin with a time, or with what is meant as one."""
    return begins_with_time(literal(nodes))


def quoted(words: str) -> bool:
    """Return True if the words are in quotation marks."""
    return any(len(words) > 1 and words.startswith(left) and words.endswith(right) for left, right in QUOTES)


def unquoted(words: str) -> str:
    """The words without the quotation marks around them."""
    return words[1:-1].strip() if quoted(words) else words


def _told(nodes: Sequence[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """Without what says nothing: comments, and blanks before the first word."""
    told = [node for node in nodes if node.type != "html_inline"]
    while told and not literal(told[0]):
        told = told[1:]
    return told


def _unseparated(nodes: Sequence[SyntaxTreeNode]) -> Sequence[SyntaxTreeNode]:
    """Return a title without the dash or colon between it and its time."""
    told = _told(nodes)
    return told[1:] if len(told) > 1 and not literal(told[0]).strip(_BETWEEN) else told


def _links(nodes: Sequence[SyntaxTreeNode]) -> Iterator[str]:
    return (str(each.attrs["href"]) for node in nodes for each in node.walk() if each.type == "link")


def _words(node: SyntaxTreeNode) -> str:
    if node.type == "text":
        return node.content
    if node.type == "code_inline":
        return f"`{node.content}`"
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type == "html_inline":
        return ""
    return "".join(map(_words, node.children))
