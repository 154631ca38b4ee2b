"""Which blockers are open, and whose they are, for whoever asks."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from integrations.database import Database
from integrations.post import Bold, Bullets, InChannel, Italic, Link, Person, Post, SmallPrint, Span, Text
from integrations.time import Clock
from jobs.standup import store
from jobs.standup.blocker_age import age
from jobs.standup.model import Blocker
from jobs.standup.round_lookup import RoundLookup
from jobs.standup.words import count, short
from jobs.standup.zone_dates import today

MOST = 10
"""Blockers that an answer lists; the others are counted."""


@dataclass(frozen=True, slots=True)
class OpenBlocker:
    """An open blocker, how old it is, and where it was raised."""

    blocker: Blocker
    age: str
    url: str | None


class OpenBlockers:
    """Looks up what is in people's way, in the channels that it is given and no others."""

    def __init__(self, db: Database, clock: Clock, rounds: RoundLookup) -> None:
        """Read them from `db`; `rounds` knows where each was raised."""
        self._db = db
        self._clock = clock
        self._rounds = rounds

    async def of(self, channels: Sequence[str], most: int = MOST) -> tuple[list[OpenBlocker], int]:
        """The oldest open blockers of `channels`, and how many more there are."""
        async with self._db.read() as tx:
            found = await store.open_in(tx, channels)
        return [await self._standing(blocker) for blocker in found[:most]], len(found[most:])

    async def _standing(self, blocker: Blocker) -> OpenBlocker:
        async with self._db.read() as tx:
            newest = await store.latest(tx, ritual=blocker.ritual, most=1)
        old = ""
        for last in newest:
            # The newest round knows the holidays since; it may be some days old itself.
            old = age(blocker, dataclasses.replace(last, local_date=await today(self._clock.now(), last.zone)))
        return OpenBlocker(blocker, old, await self._rounds.url(blocker.round))


def told(found: Sequence[OpenBlocker], more: int, *, here: bool) -> Post:
    """Owner, words and age of each; `here` where they are asked for in their own channel."""
    if not found:
        where = "of this channel's standup" if here else "of a standup in your channels"
        return Post(headline=(f"Nothing is in the way: no blocker {where} is open.",))
    headline = f"{count(len(found) + more, 'blocker')} {'is' if len(found) + more == 1 else 'are'} open."
    small = (SmallPrint(text=(f"and {more} more",)),) if more else ()
    items = Bullets(items=tuple(_item(each, here=here) for each in found))
    return Post(headline=(Bold(text=headline),), blocks=(items, *small))


def _item(standing: OpenBlocker, *, here: bool) -> Text:
    blocker = standing.blocker
    item: list[str | Span] = [Person(user=blocker.owner, name=blocker.owner_name), f": {short(blocker.words)}"]
    if standing.age:
        item += [", ", Italic(text=standing.age)]
    if not here:
        item += [" · ", InChannel(channel=standing.blocker.channel)]
    if standing.url:
        item += [" · ", Link(url=standing.url, label="open")]
    return tuple(item)
