"""Blocks and forms as an app would send them."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str) -> Json:
    """A section of mrkdwn."""
    return {"type": "section", "text": mrkdwn(text)}


def buttons(*labels: str) -> Json:
    """A row of buttons whose action ids are their labels."""
    made = [{"type": "button", "action_id": label.lower(), "text": plain(label), "value": label} for label in labels]
    return {"type": "actions", "elements": made}


def option(words: str) -> Json:
    """An option whose value is its words in lower case."""
    return {"text": plain(words), "value": words.lower()}


def field(name: str, kind: str, *, optional: bool = True, **element: Any) -> Json:
    """An input block whose label, block id and action id are `name`."""
    element = {"type": kind, "action_id": name, **element}
    return {"type": "input", "block_id": name, "optional": optional, "label": plain(name), "element": element}


def modal(title: str, *blocks: Json) -> Json:
    """A modal with a button to send it."""
    return {"type": "modal", "callback_id": "form", "title": plain(title), "submit": plain("Send"), "blocks": [*blocks]}
