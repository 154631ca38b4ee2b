"""Somebody opens the App Home."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.home import home
from bot.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Draw the Home tab anew each time it is opened."""

    async def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            await parts.chat.publish_home(event["user"], await home(parts, event["user"]))

    app.event("app_home_opened")(opened)
