"""We are mentioned. Slack tells of the same message as `message` too; either one is enough."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Hear a mention like any message."""

    async def mention(event: dict[str, Any]) -> None:
        await parts.message_handler.heard(event)

    app.event("app_mention")(mention)
