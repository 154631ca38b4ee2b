"""Which events of Slack say that a person or a channel is not what it was."""

from collections.abc import Mapping
from typing import Any

_OF_CHANNELS = frozenset(
    {
        "channel_archive",
        "channel_created",
        "channel_deleted",
        "channel_left",
        "channel_rename",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
    }
)
_OF_PEOPLE = frozenset({"team_join", "user_change"})
_CONVERTED = "channel_convert_to_"


def about(body: Mapping[str, Any]) -> str | None:
    """The id of the person or channel that an Events API payload has news of; None for what people say and do."""
    event = body.get("event")
    if not isinstance(event, Mapping):
        return None
    kind = event.get("type")
    if not isinstance(kind, str):
        return None
    if kind in _OF_PEOPLE:
        return _id(event.get("user"))
    converted = kind == "message" and str(event.get("subtype") or "").startswith(_CONVERTED)
    return _id(event.get("channel")) if converted or kind in _OF_CHANNELS else None


def _id(named: object) -> str | None:
    if isinstance(named, Mapping):
        named = named.get("id")
    return named[:64] if isinstance(named, str) and named else None
