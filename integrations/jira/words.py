"""Words as each kind of Jira keeps them: wiki markup in a data center, a tree of paragraphs in the cloud."""

import re
from typing import Any

_MARKS = r"[{}\[\]*_+^~|!]"


def literal(words: str) -> str:
    """Words in which no wiki markup begins. Jira takes a backslash before each of its marks."""
    return re.sub(_MARKS, r"\\\g<0>", words)


def document(words: str) -> dict[str, Any]:
    """Words as a document of the cloud, a paragraph a line."""
    lines = [[{"type": "text", "text": line}] if line else [] for line in words.split("\n")]
    return {
        "type": "doc",
        "version": 1,
        "content": [{"type": "paragraph", "content": line} for line in lines],
    }


def plain(body: Any) -> str:
    """Return the words of a text, whether it is Jira's markup or its document format."""
    if isinstance(body, str):
        return re.sub(rf"\\({_MARKS})", r"\1", body)
    if not isinstance(body, dict):
        return ""
    if body.get("type") == "text":
        return str(body.get("text", ""))
    inner = [plain(each) for each in body.get("content") or ()]
    return ("\n" if body.get("type") == "doc" else "").join(inner)
