"""Slack's user and conversation objects as people and channels."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from integrations.chat import Channel, Person, PlaceKind


def read_person(raw: Mapping[str, Any]) -> Person:
    """A person from Slack's user object, as `users.info` and `user_change` carry it."""
    profile = raw.get("profile") or {}
    real_name = str(profile.get("real_name") or raw.get("real_name") or raw.get("name") or raw["id"])
    until = int(profile.get("status_expiration") or 0)
    return Person(
        id=str(raw["id"]),
        name=str(profile.get("display_name") or real_name),
        real_name=real_name,
        email=profile.get("email") or None,
        zone=str(raw.get("tz") or "UTC"),
        is_bot=bool(raw.get("is_bot")) or raw["id"] == "USLACKBOT",
        gone=bool(raw.get("deleted")),
        is_admin=bool(raw.get("is_admin") or raw.get("is_owner")),
        # People of other workspaces, in shared channels, see no more of ours than guests do.
        is_guest=bool(raw.get("is_restricted") or raw.get("is_ultra_restricted") or raw.get("is_stranger")),
        status_text=str(profile.get("status_text") or ""),
        status_emoji=str(profile.get("status_emoji") or ""),
        status_until=datetime.fromtimestamp(until, UTC) if until else None,
        updated=int(raw.get("updated") or 0),
        title=str(profile.get("title") or ""),
    )


def read_channel(raw: Mapping[str, Any]) -> Channel:
    """A channel from Slack's conversation object."""
    kind = PlaceKind.PUBLIC
    if raw.get("is_im"):
        kind = PlaceKind.DIRECT
    elif raw.get("is_mpim"):
        kind = PlaceKind.GROUP
    elif raw.get("is_private") or raw.get("is_group"):
        kind = PlaceKind.PRIVATE
    return Channel(
        id=str(raw["id"]),
        name=str(raw.get("name") or raw.get("user") or raw["id"]),
        kind=kind,
        archived=bool(raw.get("is_archived")),
        here=bool(raw.get("is_member", kind is not PlaceKind.PUBLIC)),
        topic=str((raw.get("topic") or {}).get("value") or ""),
        shared=bool(raw.get("is_ext_shared") or raw.get("is_pending_ext_shared")),
    )
