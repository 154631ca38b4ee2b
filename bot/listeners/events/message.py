"""Something is said, edited or deleted where we are, or in a DM with us."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.parts import Parts
from integrations.slack.types import ChatError
from jobs.standup import posts


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear every message, whatever its subtype."""

    async def message(event: dict[str, Any]) -> None:
        await parts.hearing.heard(event)
        await done_in_a_thread(parts, event)

    app.event("message")(message)


async def done_in_a_thread(parts: Parts, event: dict[str, Any]) -> None:
    """Whoever says "done" in a standup's thread may have unblocked somebody; of several they are asked which."""
    user, channel, thread = event.get("user"), event.get("channel"), event.get("thread_ts")
    if not (user and channel and thread) or event.get("subtype") or event.get("bot_id"):
        return
    several = await parts.watching.said(channel, thread, user, str(event.get("text") or ""))
    if several:
        with contextlib.suppress(ChatError):
            await parts.chat.whisper(channel, user, posts.to_confirm(several), thread_ts=thread)
