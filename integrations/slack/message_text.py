"""All the words of a message, wherever Slack has put them: its text, its blocks, its attachments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from integrations.slack.escape import escape
from integrations.slack.reading import plain

MOST = 40_000
"""Characters; Slack's limit of a message."""
_MOST_PARTS = 100
"""Blocks, attachments, and fields of each, that are read."""


def text_of(message: Mapping[str, Any]) -> str:
    """What a message says, as mrkdwn.

    A person's words are its text, and the messages that they forwarded with it. An app may
    have all of its words in blocks and attachments; what a link of a person's unfolds to is not
    theirs.
    """
    said = _text(message.get("text"))
    if is_app(message):
        parts = [said] if said.strip() else list(_of_blocks(message.get("blocks")))
        parts += (words for each in _mappings(message.get("attachments")) for words in _of_attachment(each))
    else:
        parts = [said, forwarded(message)]
    return "\n".join(dict.fromkeys(part for part in parts if part.strip()))[:MOST]


def forwarded(message: Mapping[str, Any]) -> str:
    """The words of the messages that a person forwarded with theirs, as mrkdwn; "" without any."""
    shared = (each for each in _mappings(message.get("attachments")) if each.get("is_share") is True)
    return "\n".join(words for each in shared for words in _of_attachment(each))[:MOST]


def is_app(message: Mapping[str, Any]) -> bool:
    """Return True if an app or an integration has posted the message."""
    return bool(message.get("bot_id")) or message.get("subtype") == "bot_message"


def app_name(message: Mapping[str, Any]) -> str:
    """What people see of the app that posted a message; "" where Slack does not say."""
    profile = message.get("bot_profile")
    named = profile.get("name") if isinstance(profile, Mapping) else None
    return _text(message.get("username")) or _text(named)


def _of_attachment(attachment: Mapping[str, Any]) -> Iterator[str]:
    told = [_text(attachment.get(name)) for name in ("pretext", "title", "text")]
    for field in _mappings(attachment.get("fields")):
        title, value = _text(field.get("title")), _text(field.get("value"))
        told.append(f"{title}: {value}" if title and value else title or value)
    told += _of_blocks(attachment.get("blocks"))
    found = [words for words in told if words.strip()]
    yield from found or [_text(attachment.get("fallback"))]


def _of_blocks(blocks: object) -> Iterator[str]:
    for block in _mappings(blocks):
        match block.get("type"):
            case "rich_text":
                yield escape(plain(block))
            case "markdown":
                yield escape(_text(block.get("text")))
            case "table":
                yield from map(_of_row, _list(block.get("rows")))
            case "image":
                yield _of_object(block.get("title")) or escape(_text(block.get("alt_text")))
            case _:
                parts = [block.get("text"), *_list(block.get("fields")), *_list(block.get("elements"))]
                yield from map(_of_object, parts)


def _of_row(row: object) -> str:
    """The cells of a table's row, each a text or rich text."""
    cells = (escape(plain(each)) or escape(_text(each.get("text"))) for each in _mappings(row))
    return " | ".join(cell.strip() for cell in cells if cell.strip())


def _of_object(composed: object) -> str:
    """A text object of Block Kit as mrkdwn; "" for what is none, such as a button."""
    if not isinstance(composed, Mapping):
        return ""
    match composed.get("type"):
        case "mrkdwn":
            return _text(composed.get("text"))
        case "plain_text":
            return escape(_text(composed.get("text")))
    return ""


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    return (each for each in _list(value) if isinstance(each, Mapping))


def _list(value: object) -> Sequence[Any]:
    return value[:_MOST_PARTS] if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
