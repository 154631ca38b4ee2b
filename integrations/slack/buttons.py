"""Buttons as Slack draws them."""

from collections.abc import Iterable, Iterator

from integrations.links import usable
from integrations.post import Button
from integrations.slack.escape import Json, cut
from integrations.slack.limits import (
    ACTIONS_ELEMENTS,
    BUTTON_LABEL,
    CONFIRM_BUTTON,
    CONFIRM_TEXT,
    CONFIRM_TITLE,
)
from integrations.words import clean, one_line


def plain(text: str, units: int, otherwise: str = "…") -> Json:
    """A plain text object: no markup, no emoji names; `otherwise` where there are no words."""
    return {"type": "plain_text", "text": cut(one_line(text), units) or otherwise, "emoji": False}


def draw(button: Button) -> Json | None:
    """A button element, or None where its URL may not be live."""
    drawn: Json = {"type": "button", "action_id": button.action, "text": plain(button.label, BUTTON_LABEL)}
    if button.value:
        drawn["value"] = button.value
    if button.style != "default":
        drawn["style"] = button.style
    if button.url is not None:
        url = usable(button.url)
        if url is None or url.lower().startswith("mailto:"):
            return None
        drawn["url"] = url
    if button.confirm is not None:
        drawn["confirm"] = {
            "title": plain(button.label, CONFIRM_TITLE),
            "text": {
                "type": "plain_text",
                "text": cut(clean(button.confirm).strip(), CONFIRM_TEXT) or "…",
                "emoji": False,
            },
            "confirm": plain(button.label, CONFIRM_BUTTON),
            "deny": plain("Cancel", CONFIRM_BUTTON),
        }
        if button.style == "danger":
            drawn["confirm"]["style"] = "danger"
    return drawn


def rows(buttons: Iterable[Button], heaviest: int) -> Iterator[Json]:
    """Actions blocks that hold all the buttons.

    A new row begins where one is full or heavy, and where an action comes a second time:
    Slack refuses the same action twice in a block.
    """
    row: list[Json] = []
    for button in buttons:
        drawn = draw(button)
        if drawn is None:
            continue
        again = any(other["action_id"] == drawn["action_id"] for other in row)
        if row and (again or len(row) == ACTIONS_ELEMENTS or _size(row) + _size([drawn]) > heaviest):
            yield {"type": "actions", "elements": row}
            row = []
        row.append(drawn)
    if row:
        yield {"type": "actions", "elements": row}


def _size(row: list[Json]) -> int:
    return sum(len(str(element)) for element in row)
