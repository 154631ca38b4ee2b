"""The retrospectives of some channels, for whoever asks what came of them, and where each can be read."""

from collections.abc import Sequence
from datetime import datetime

from integrations.chat import ChatError, ChatLinks
from integrations.database import Database
from jobs.delivery.outbox import Outbox
from jobs.retro import store
from jobs.retro.model import Retro, RetroBoard

MOST = 20
"""Retrospectives that are looked at for one question."""


class RetroLookup:
    """Looks up retrospectives, in the channels that it is given and no others."""

    def __init__(self, db: Database, outbox: Outbox, links: ChatLinks) -> None:
        """Read them from `db`; `links` gives the addresses of their messages."""
        self._db = db
        self._outbox = outbox
        self._links = links

    async def held_in(self) -> set[str]:
        """Return the channels that have had one."""
        async with self._db.read() as tx:
            return set(await store.channels(tx))

    async def opened(
        self, channels: Sequence[str], since: datetime | None = None, until: datetime | None = None
    ) -> list[RetroBoard]:
        """Return those that were opened from `since` to before `until`, at any time without them, the newest first."""
        async with self._db.read() as tx:
            return [await store.board(tx, each) for each in await store.opened(tx, channels, since, until, most=MOST)]

    async def url(self, retro: Retro) -> str | None:
        """Return the address of its message in the channel; None where there is none."""
        sent = await self._outbox.sent(retro.key)
        if sent is None:
            return None
        try:
            return await self._links.permalink(sent.channel, sent.id)
        except ChatError:
            return None
