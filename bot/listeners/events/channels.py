"""A channel is created, renamed, archived, opened again, shared with another workspace or deleted."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.parts import Parts

_CHANGES = (
    "channel_archive",
    "channel_created",
    "channel_rename",
    "group_archive",
    "group_rename",
)


def register(app: AsyncApp, parts: Parts) -> None:
    """Read a changed channel anew; what was said in a deleted one is deleted."""

    async def changed(event: dict[str, Any]) -> None:
        await parts.team.channel_changed(_channel(event))

    async def opened_again(event: dict[str, Any]) -> None:
        await changed(event)
        await parts.rituals.roster.wake_channel(_channel(event))

    async def shared(event: dict[str, Any]) -> None:
        await parts.team.channel_changed(_channel(event))
        await parts.team.learn_members(_channel(event))

    async def deleted(event: dict[str, Any]) -> None:
        channel = _channel(event)
        await parts.team.left(channel, (await parts.chat.me()).user)
        await parts.memory.delete_channel(channel)

    for change in _CHANGES:
        app.event(change)(changed)
    app.event("channel_unarchive")(opened_again)
    app.event("group_unarchive")(opened_again)
    app.event("channel_shared")(shared)
    app.event("channel_unshared")(shared)
    app.event("channel_deleted")(deleted)
    app.event("group_deleted")(deleted)


def _channel(event: dict[str, Any]) -> str:
    channel = event["channel"]
    return str(channel["id"] if isinstance(channel, dict) else channel)
