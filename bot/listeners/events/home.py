"""Somebody opens the App Home."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.home.showing import show
from bot.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Draw the Home tab anew each time it is opened."""

    async def opened(event: dict[str, Any]) -> None:
        if event.get("tab") != "home":
            return
        await show(parts, event["user"])

    app.event("app_home_opened")(opened)
