"""Whether an event from Slack has the form that its listeners rely on.

Slack sends well-formed events; whoever sits between us need not. What is no event raises
`Unreadable` before a listener has done half of its work, and costs only itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

from integrations.chat_events import Unreadable
from integrations.deferred import pattern

_STAMP = pattern(r"[0-9]{1,16}(\.[0-9]{1,16})?")
_STAMPS = ("ts", "thread_ts", "event_ts", "deleted_ts")
_WORDS = ("text", "subtype", "bot_id", "channel_type", "tab")
_IDS = ("channel", "user")
"""Ids, or the whole thing with its id, as in `user_change` and `channel_created`."""
_OBJECTS = ("message", "previous_message", "edited")
LONGEST_ID = 64
"""Characters; Slack's ids have about 11."""


def event_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event in an envelope. Raises `Unreadable` where there is none that has a type."""
    event = body.get("event")
    if not isinstance(event, Mapping) or not isinstance(event.get("type"), str):
        raise Unreadable("there is no event in it that has a type")
    return event


def check(event: Mapping[str, Any]) -> None:
    """Raise `Unreadable` where a field that a listener may read is not what Slack documents."""
    _check(event)
    for name in _OBJECTS:
        if event.get(name) is not None:
            _check(event[name])


def _check(fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is not None and name in _FORMS and not _FORMS[name](value):
            raise Unreadable(f"its {name} is none")


def _is_stamp(value: object) -> bool:
    return isinstance(value, str) and (not value or _STAMP.fullmatch(value) is not None)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_id(value: object) -> bool:
    id_ = value.get("id") if isinstance(value, Mapping) else value
    return isinstance(id_, str) and len(id_) <= LONGEST_ID


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)


_FORMS: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(_STAMPS, _is_stamp),
    **dict.fromkeys(_WORDS, _is_text),
    **dict.fromkeys(_IDS, _is_id),
    **dict.fromkeys(_OBJECTS, _is_object),
}
"""What a field has to be that has one of these names."""
