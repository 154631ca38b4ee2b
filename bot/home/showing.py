"""Shows the App Home: at once what is at hand, and the whole of it as soon as the sources have answered."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from bot.home import home
from bot.home.parts import HomeParts
from bot.home.waiting import sections
from integrations.post import Block, SmallPrint

PATIENCE_S = 1
"""Sources that answer within this need no view before theirs, which would only flicker."""
LOOKING = SmallPrint(text=("Looking for what waits for you …",))


class HomePages(Protocol):
    """Where each person has a page of ours. A chat is one."""

    async def publish_home(self, user: str, blocks: Sequence[Block]) -> None:
        """Show `blocks` on the page of `user`. Raises `ChatError`."""
        ...


class Home:
    """The App Home of everybody."""

    def __init__(self, parts: HomeParts, pages: HomePages) -> None:
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
