"""The words within a paragraph or a point of a list."""

import re
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

_COLON = re.compile(r"^(?P<name>[^\n]{1,80}?)\s*(?::\s|\s[–—]\s|\s-\s)\s*(?P<text>.+)$", re.DOTALL)  # noqa: RUF001
_CLOCK = re.compile(r"^\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\b\.?)?\s*(?:[-–—:|]\s*)?", re.IGNORECASE)  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list: what it is called, what it says, and where its name leads."""

    name: str
    text: str
    link: str | None


def literal(node: SyntaxTreeNode) -> str:
    """The words as read, without emphasis; code keeps its backticks, line breaks become blanks."""
    return " ".join(_words(node).split())


def point(node: SyntaxTreeNode) -> Point:
    """Take a point apart at its bold name, or else at its first colon or dash."""
    link = next((str(each.attrs.get("href")) for each in node.walk() if each.type == "link"), None)
    children = [child for child in node.children if not (child.type == "text" and not child.content.strip())]
    first = children[0] if children else None
    if first is not None and first.type in ("strong", "link"):
        name = literal(first).rstrip(":").rstrip()
        rest = " ".join("".join(_words(child) for child in children[1:]).split())
        return Point(name, re.sub(r"^[\s:–—-]+", "", rest), link)  # noqa: RUF001
    words = literal(node)
    clock = _CLOCK.match(words)
    begin = clock.end() if clock and any(mark.isdigit() for mark in clock[0]) else 0
    if found := _COLON.match(words[begin:]):
        return Point(words[:begin] + found["name"], found["text"], link)
    return Point(words, "", link)


def _words(node: SyntaxTreeNode) -> str:
    if node.type == "text":
        return node.content
    if node.type == "code_inline":
        return f"`{node.content}`"
    if node.type in ("softbreak", "hardbreak"):
        return " "
    if node.type == "html_inline":
        return ""
    return "".join(_words(child) for child in node.children)
