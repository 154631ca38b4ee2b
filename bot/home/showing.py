"""Shows the App Home: at once what is at hand, and the whole of it as soon as the sources have answered."""

import asyncio

from bot.home import home
from bot.home.parts import HomeParts
from bot.home.waiting import sections
from integrations.chat import ChatHome
from integrations.post import SmallPrint

PATIENCE_S = 1
"""Sources that answer within this need no view before theirs, which would only flicker."""
LOOKING = SmallPrint(text=("Looking for what waits for you …",))


class Home:
    """The App Home of everybody."""

    def __init__(self, parts: HomeParts, pages: ChatHome) -> None:
        """Draw it from `parts`, and show it on `pages`."""
        self._parts = parts
        self._pages = pages

    async def show(self, user: str) -> None:
        """Draw the Home tab of `user` anew. Raises `ChatError`."""
        looking = asyncio.create_task(sections(self._parts, user), name="home-sections")
        try:
            await asyncio.wait([looking], timeout=PATIENCE_S)
            if not looking.done():
                await self._pages.publish_home(user, await home(self._parts, user, [LOOKING]))
            await self._pages.publish_home(user, await home(self._parts, user, await looking))
        finally:
            looking.cancel()
