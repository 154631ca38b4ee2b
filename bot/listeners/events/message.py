"""Something is said, edited or deleted where we are, or in a DM with us."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear every message, whatever its subtype."""

    async def message(event: dict[str, Any]) -> None:
        await parts.message_handler.heard(event)

    app.event("message")(message)
