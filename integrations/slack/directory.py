"""Slack's user and conversation objects as people and channels.

One of another form than Slack documents raises one of `integrations.entries.ODD_FORM`: read as far as it goes, somebody
would count as gone, or as an app, who hears what is said.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from integrations.chat import Channel, Person, PlaceKind


def read_person(raw: Mapping[str, Any]) -> Person:
    """A person from Slack's user object, as `users.info` and `user_change` carry it."""
    user, profile = _id(raw), raw.get("profile") or {}
    real_name = str(profile.get("real_name") or raw.get("real_name") or raw.get("name") or user)
    until = int(profile.get("status_expiration") or 0)
    return Person(
        id=user,
        name=str(profile.get("display_name") or real_name),
        real_name=real_name,
        email=profile.get("email") or None,
        zone=str(raw.get("tz") or "UTC"),
        is_bot=_flag(raw, "is_bot") or user == "USLACKBOT",
        gone=_flag(raw, "deleted"),
        is_admin=_flag(raw, "is_admin", "is_owner"),
        # People of other workspaces, in shared channels, see no more of ours than guests do.
        is_guest=_flag(raw, "is_restricted", "is_ultra_restricted", "is_stranger"),
        status_text=str(profile.get("status_text") or ""),
        status_emoji=str(profile.get("status_emoji") or ""),
        status_until=datetime.fromtimestamp(until, UTC) if until else None,
        updated=int(raw.get("updated") or 0),
        title=str(profile.get("title") or ""),
    )


def read_channel(raw: Mapping[str, Any]) -> Channel:
    """A channel from Slack's conversation object."""
    channel, kind = _id(raw), PlaceKind.PUBLIC
    if _flag(raw, "is_im"):
        kind = PlaceKind.DIRECT
    elif _flag(raw, "is_mpim"):
        kind = PlaceKind.GROUP
    elif _flag(raw, "is_private", "is_group"):
        kind = PlaceKind.PRIVATE
    return Channel(
        id=channel,
        name=str(raw.get("name") or raw.get("user") or channel),
        kind=kind,
        archived=_flag(raw, "is_archived"),
        here=_flag(raw, "is_member") if "is_member" in raw else kind is not PlaceKind.PUBLIC,
        topic=str((raw.get("topic") or {}).get("value") or ""),
        shared=_flag(raw, "is_ext_shared", "is_pending_ext_shared"),
    )


def read_listed_channel(raw: Mapping[str, Any]) -> Channel:
    """A channel from a conversation object of the API, where one that is public says so."""
    channel = read_channel(raw)
    if channel.kind is PlaceKind.PUBLIC and not (raw.get("is_channel") or "is_private" in raw):
        raise ValueError("says nothing of its kind")
    return channel


def read_handle(raw: Mapping[str, Any]) -> tuple[str, str]:
    """The id and the handle of a user group."""
    return _id(raw), str(raw.get("handle") or raw.get("name") or "")


def read_group_members(raw: Mapping[str, Any]) -> list[str]:
    """The ids of the people of a user group."""
    return [_is_id(user) for user in raw.get("users") or ()]


def _id(raw: Mapping[str, Any]) -> str:
    return _is_id(raw["id"])


def _is_id(found: object) -> str:
    if not isinstance(found, str) or not found:
        raise TypeError("is no id")
    return found


def _flag(raw: Mapping[str, Any], *names: str) -> bool:
    """Whether one of them is true; one that is not there is not."""
    found = [raw.get(name) for name in names]
    if not all(each is None or isinstance(each, bool) for each in found):
        raise TypeError(f"{names[0]} is neither true nor false")
    return any(found)
