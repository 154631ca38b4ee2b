"""Shows the App Home: at once what is at hand, and the whole of it as soon as the sources have answered."""

import asyncio

from bot.home import home
from bot.home.waiting import sections
from bot.parts import Parts
from integrations.post import SmallPrint

PATIENCE_S = 1
"""Sources that answer within this need no view before theirs, which would only flicker."""
LOOKING = SmallPrint(text=("Looking for what waits for you …",))


async def show(parts: Parts, user: str) -> None:
    """Draw the Home tab of `user` anew. Raises `ChatError`."""
    looking = asyncio.create_task(sections(parts, user), name="home-sections")
    try:
        await asyncio.wait([looking], timeout=PATIENCE_S)
        if not looking.done():
            await parts.chat.publish_home(user, await home(parts, user, [LOOKING]))
        await parts.chat.publish_home(user, await home(parts, user, await looking))
    finally:
        looking.cancel()
