"""A thread is read whole before it is answered in: it may have begun before we were there, or listened."""

import asyncio
import contextlib

import structlog

from bot.memory.past import Past, PastMessage, in_plain_words
from bot.memory.plain_words import NamesOfIds, PlainWords
from bot.memory.store import Memory
from integrations.chat import ChatError, ChatHistory, ChatSelf, PlaceKind
from integrations.chat_events import Deleted, Edited
from integrations.chat_history import Told
from integrations.database import Database
from jobs.people import epochs

PATIENCE_S = 3.0
"""What an answer waits for it; it goes without what has not come by then."""
MOST_PAGES = 5
"""Pages of a thread that are read, from its beginning: a thousand messages."""
_REMEMBERED = 1_000
"""Threads of which it is known that they were read."""

log = structlog.get_logger()


class WholeThreads:
    """Reads threads, each once as long as nothing of it can have passed us by."""

    def __init__(
        self,
        db: Database,
        chat: ChatHistory,
        us: ChatSelf,
        team: NamesOfIds,
        memory: Memory,
        words: PlainWords,
        past: Past,
    ) -> None:
        """Prepare."""
        self._db = db
        self._team = team
        self._chat = chat
        self._us = us
        self._memory = memory
        self._words = words
        self._past = past
        self._read: dict[tuple[str, str], int] = {}

    async def read(self, channel: str, thread: str) -> list[PastMessage]:
        """Let memory have the whole thread.

        Of a channel that is muted nothing is kept: its messages are returned, for one answer in that thread.
        """
        listens, place = await self._memory.listens(channel), None
        with contextlib.suppress(ChatError):
            place = await self._team.channel(channel)
        async with self._db.read() as tx:
            epoch = await epochs.now(tx)
        # Of a direct message we have heard everything.
        is_direct = place is not None and place.kind is PlaceKind.DIRECT
        if is_direct or (listens and self._read.get((channel, thread)) == epoch):
            return []
        told: list[Told] = []
        whole = await self._pages(channel, thread, told)
        said = await in_plain_words(told, self._words, (await self._us.me()).user)
        if not listens:
            return said
        async with self._db.write() as tx:
            await self._past.keep(tx, said)
            await self._past.delete(tx, [each for each in told if isinstance(each, Deleted)])
        if whole:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[(channel, thread)] = epoch
        return []

    async def _pages(self, channel: str, thread: str, told: list[Told]) -> bool:
        """Read what comes in time into `told`, without our own words; return False where more could be had later."""
        me = await self._us.me()
        following: str | None = None
        try:
            async with asyncio.timeout(PATIENCE_S):
                for _ in range(MOST_PAGES):
                    page = await self._chat.replies(channel, thread, following=following)
                    for each in page.told:
                        said = each.message if isinstance(each, Edited) else each
                        if isinstance(said, Deleted) or said.user not in (me.user, me.bot):
                            told.append(each)
                    if (following := page.following) is None:
                        break
        except (ChatError, TimeoutError) as problem:
            log.info("thread_not_read_whole", channel=channel, why=str(problem) or type(problem).__name__)
            return False
        return True
