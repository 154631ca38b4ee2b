"""Somebody says "done": whoever waited for that goes on, or we ask what they mean, for their eyes only."""

import contextlib

from integrations.chat import ChatAsides, ChatError, PlaceKind
from integrations.chat_events import Said
from jobs.standup import blocker_posts
from jobs.standup.done_replies import DoneReplies


class Unblocking:
    """Hears what unblocks somebody."""

    def __init__(self, spoken: DoneReplies, chat: ChatAsides) -> None:
        """Let `spoken` read what people say; ask in `chat` which blocker is meant."""
        self._spoken = spoken
        self._chat = chat

    async def heard(self, said: Said, words: str, us: str, *, to_us: bool) -> bool:
        """Take a message; whether that was all there was to it, so that it wants no other answer."""
        if said.kind == PlaceKind.DIRECT:
            return False
        named = [user for user in said.text.people if user != us]
        heard = await self._spoken.said(said.channel, said.thread, said.user, words, to_us=to_us, named=named)
        if heard.ask:
            with contextlib.suppress(ChatError):
                post = blocker_posts.to_confirm(heard.ask)
                await self._chat.whisper(said.channel, said.user, post, thread=said.thread)
        return heard.closed or heard.plain
