"""What people write in Slack, read as words, and as those whom they name.

Both readers take a message's `text` (mrkdwn as Slack sends it) or rich text: one block, one
element, or a list of blocks. Marks of formatting in mrkdwn stay as they were typed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from integrations.deferred import pattern
from integrations.message_text import (
    Everybody,
    MessageText,
    NamedChannel,
    NamedGroup,
    NamedPerson,
    NameOf,
    Part,
    joined,
)
from integrations.slack.ids import SLACK_IDS

Written = str | Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A message's text, or its rich text."""

_TOKEN = pattern(r"<([^<>\n]+)>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = pattern("&(?:lt|gt|amp);")
_EVERYBODY = frozenset({"here", "channel", "everyone"})


def read_text(text: Written) -> MessageText:
    """A text in our own words: what is named by an id stays that."""
    return joined(map(_part, _atoms(text)))


def plain(text: Written, name_of: NameOf | None = None) -> str:
    """The words that people saw, as `MessageText.plain` has them."""
    return read_text(text).plain(name_of)


# --- atoms: mrkdwn and rich text as one kind of elements ---------------------------


def _atoms(text: Written) -> Iterator[Mapping[str, Any]]:
    """The text as elements of rich text, none of which holds others."""
    if isinstance(text, str):
        yield from _of_mrkdwn(text)
    elif isinstance(text, Mapping):
        yield from _of_rich_text(text)
    else:
        for number, block in enumerate(text):
            if number:
                yield _literal("\n")
            yield from _of_rich_text(block)


def _literal(words: str) -> Mapping[str, Any]:
    return {"type": "text", "text": words}


def _of_mrkdwn(text: str) -> Iterator[Mapping[str, Any]]:
    end = 0
    for token in _TOKEN.finditer(text):
        yield _literal(_unescaped(text[end : token.start()]))
        yield _token(token[1])
        end = token.end()
    yield _literal(_unescaped(text[end:]))


def _token(inside: str) -> Mapping[str, Any]:
    target, _, label = inside.partition("|")
    label = _unescaped(label)
    sign, name = target[:1], target[1:]
    if sign == "@" and SLACK_IDS.is_person(name):
        return {"type": "user", "user_id": name, "label": label}
    if sign == "#":
        return {"type": "channel", "channel_id": name, "label": label}
    if sign == "!":
        command, _, rest = name.partition("^")
        if command == "subteam":
            return {"type": "usergroup", "usergroup_id": rest, "label": label}
        if command == "date":
            return {"type": "date", "timestamp": rest.partition("^")[0], "fallback": label}
        seen_as = label or "@" + command
        return {"type": "broadcast", "label": seen_as} if command in _EVERYBODY else _literal(seen_as)
    if sign == "@":
        return _literal("@" + (label or name))
    return {"type": "link", "url": _unescaped(target), "text": label}


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)


def _of_rich_text(element: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inside: Sequence[Mapping[str, Any]] = element.get("elements") or ()
    match element.get("type"):
        case "rich_text":
            for number, each in enumerate(inside):
                if number and not _ends_its_line(inside[number - 1]):
                    yield _literal("\n")
                yield from _of_rich_text(each)
        case "rich_text_list":
            first = int(element.get("offset") or 0) + 1
            for number, each in enumerate(inside):
                sign = f"{first + number}. " if element.get("style") == "ordered" else "• "
                indent = "    " * int(element.get("indent") or 0)
                yield _literal(("\n" if number else "") + indent + sign)
                yield from _of_rich_text(each)
        case "rich_text_quote":
            yield _literal("> ")
            yield from _each(inside)
        case "rich_text_section" | "rich_text_preformatted":
            yield from _each(inside)
        case "section":
            said = element.get("text") or {}
            words = str(said.get("text") or "")
            yield from _of_mrkdwn(words) if said.get("type") == "mrkdwn" else [_literal(words)]
        case "text" | "user" | "channel" | "link" | "usergroup" | "date" | "broadcast":
            yield element
        case "emoji":
            yield _literal(_emoji(element))
        case "color":
            yield _literal(str(element.get("value") or ""))


def _each(elements: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for element in elements:
        yield from _of_rich_text(element)


def _ends_its_line(element: Mapping[str, Any]) -> bool:
    inside = element.get("elements") or [{}]
    last = inside[-1].get("text")
    return element.get("type") == "rich_text_section" and isinstance(last, str) and last.endswith("\n")


def _emoji(element: Mapping[str, Any]) -> str:
    try:
        return "".join(chr(int(code, 16)) for code in str(element["unicode"]).split("-"))
    except (KeyError, ValueError, OverflowError):
        return f":{element.get('name', '')}:"


# --- one atom ----------------------------------------------------------------------


def _part(atom: Mapping[str, Any]) -> Part:
    label = str(atom.get("label") or "")
    match atom["type"]:
        case "user":
            return NamedPerson(str(atom["user_id"]), label)
        case "channel":
            return NamedChannel(str(atom["channel_id"]), label)
        case "usergroup":
            return NamedGroup(str(atom.get("usergroup_id") or ""), label)
        case "broadcast":
            return Everybody(label or "@" + str(atom.get("range") or "channel"))
        case "date":
            return str(atom.get("fallback") or "") or _day(atom.get("timestamp"))
        case "link":
            url, words = str(atom.get("url") or ""), str(atom.get("text") or "")
            return words or url if words in ("", url, url.removeprefix("mailto:")) else f"{words} ({url})"
    return str(atom.get("text") or "")


def _day(timestamp: object) -> str:
    """A moment whose writer gave no words for it, as a date in UTC."""
    try:
        return f"{datetime.fromtimestamp(int(str(timestamp)), UTC):%d %B %Y}"
    except (ValueError, OverflowError, OSError):
        return ""
