"""Shows the App Home: at once what is at hand, and the whole of it as soon as the sources have answered."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from bot.home import home
from bot.home.waiting import sections
from integrations.chat import Chat, ChatError
from integrations.interaction import Then
from integrations.post import SmallPrint

if TYPE_CHECKING:
    from bot.parts import Parts

PATIENCE_S = 1
"""Sources that answer within this need no view before theirs, which would only flicker."""
LOOKS_S = 3600
"""So long after they have opened it somebody may still look at it."""
LOOKING = SmallPrint(text=("Looking for what waits for you …",))


class Home:
    """The App Home of everybody."""

    def __init__(self, parts: Callable[[], "Parts"], pages: Chat) -> None:
        """Draw it from the parts that `parts` returns, once all are there, and show it on `pages`."""
        self._parts = parts
        self._pages = pages
        self._looked: dict[str, float] = {}
        """When each person last opened theirs, by the machine's clock in seconds."""

    async def opened(self, user: str) -> None:
        """Draw the Home tab of `user`, who looks at it. Raises `ChatError`."""
        now = time.monotonic()
        self._looked = {who: at for who, at in self._looked.items() if now - at < LOOKS_S} | {user: now}
        await self.show(user)

    async def show_again(self, user: str) -> None:
        """Draw the Home tab of `user` anew where they have looked at it lately: they have done something."""
        if time.monotonic() - self._looked.get(user, -LOOKS_S) < LOOKS_S:
            with suppress(ChatError):
                await self.show(user)

    def redraw(self, user: str, place: str | None = None) -> Then | None:
        """Return what draws the Home tab of `user` anew, where what they pressed was in no `place`; else None."""
        return partial(self.show, user) if place is None else None

    async def show(self, user: str) -> None:
        """Draw the Home tab of `user` anew. Raises `ChatError`."""
        looking = asyncio.create_task(sections(self._parts(), user), name="home-sections")
        try:
            await asyncio.wait([looking], timeout=PATIENCE_S)
            if not looking.done():
                await self._pages.publish_home(user, await home(self._parts(), user, [LOOKING]), whole=False)
            await self._pages.publish_home(user, await home(self._parts(), user, await looking))
        finally:
            looking.cancel()
