"""The rounds of some days, for whoever asks, and where each can be read."""

from collections.abc import Sequence
from datetime import date, datetime

from integrations.chat import ChatError, ChatLinks
from integrations.database import Database
from jobs.delivery.outbox import Outbox
from jobs.standup import message_keys, store
from jobs.standup.model import Board, Round

MOST = 40
"""Rounds that are looked at for one question."""


class RoundLookup:
    """Looks up rounds, in the channels that it is given and no others."""

    def __init__(self, db: Database, outbox: Outbox, links: ChatLinks) -> None:
        """Read them from `db`; `links` gives the addresses of their messages."""
        self._db = db
        self._outbox = outbox
        self._links = links

    async def of_days(self, channels: Sequence[str], first: date, last: date) -> list[Board]:
        """Return the rounds of these local dates, the newest first; of several of a ritual and a day the last one."""
        async with self._db.read() as tx:
            found = await store.of_days(tx, channels, first, last, most=MOST)
            newest = {(each.ritual, each.channel, each.local_date): each for each in reversed(found)}
            return [await store.board(tx, each) for each in found if each in newest.values()]

    async def unanswered_by(self, person: str, now: datetime) -> list[Round]:
        """Return the open rounds that ask somebody and have no answer of theirs, the newest first."""
        async with self._db.read() as tx:
            found = await store.waiting_for(tx, person, now)
            return [each for each in found if await store.answer_of(tx, each.key, person) is None]

    async def latest(self, ritual: int, channel: str, most: int) -> list[Board]:
        """Return the last rounds of a standup in a channel that are closed, the newest first."""
        async with self._db.read() as tx:
            found = await store.latest(tx, ritual=ritual, channels=[channel], most=most + 1)
            closed = [each for each in found if not each.is_open and not each.is_imported]
            return [await store.board(tx, each) for each in closed[:most]]

    async def url(self, round_: str) -> str | None:
        """Return the address of the post that opened the round of that key; None where there is none."""
        return await self._url(message_keys.opening(round_))

    async def answer_url(self, round_: str, person: str) -> str | None:
        """Return the address of somebody's answer in the round of that key; None where there is none."""
        return await self._url(message_keys.answer(round_, person))

    async def _url(self, key: str) -> str | None:
        sent = await self._outbox.sent(key)
        if sent is None:
            return None
        try:
            return await self._links.permalink(sent.channel, sent.id)
        except ChatError:
            return None

    async def urls(self, rounds: Sequence[Round]) -> dict[str, str]:
        """Return the addresses of these rounds, by key, as far as there are any."""
        found = {each.key: await self.url(each.key) for each in rounds}
        return {key: url for key, url in found.items() if url}
