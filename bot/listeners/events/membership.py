"""Somebody joins or leaves a channel; we may be that somebody."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.conversation.wording import introduction
from bot.parts import Parts
from jobs.messages import OutgoingMessage, Priority


def register(app: AsyncApp, parts: Parts) -> None:
    """Keep the lists of members true, and introduce ourselves once where we are invited; invited again, go on."""

    async def joined(event: dict[str, Any]) -> None:
        channel, user = str(event["channel"]), str(event["user"])
        await parts.team.joined(channel, user)
        if user == (await parts.chat.me()).user:
            hello = OutgoingMessage(f"hello:{channel}", channel, introduction(user), priority=Priority.REPLY)
            await parts.outbox.send(hello)
            await parts.rituals.roster.wake_channel(channel)

    async def left(event: dict[str, Any]) -> None:
        channel, user = str(event["channel"]), str(event["user"])
        await parts.team.left(channel, user)
        await parts.standups.look_who_left(channel)

    async def sent_away(event: dict[str, Any]) -> None:
        await parts.team.left(str(event["channel"]), (await parts.chat.me()).user)

    app.event("member_joined_channel")(joined)
    app.event("member_left_channel")(left)
    app.event("channel_left")(sent_away)
    app.event("group_left")(sent_away)
