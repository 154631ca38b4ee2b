"""Somebody opens the App Home."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.home import home
from bot.home.waiting import sections
from bot.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Draw the Home tab anew each time it is opened: what is at hand at once, then what must be asked for."""

    async def opened(event: dict[str, Any]) -> None:
        if event.get("tab") != "home":
            return
        user = event["user"]
        first = await home(parts, user)
        await parts.chat.publish_home(user, first)
        whole = await home(parts, user, await sections(parts, user))
        if whole != first:
            await parts.chat.publish_home(user, whole)

    app.event("app_home_opened")(opened)
