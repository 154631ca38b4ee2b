"""In how many messages words are, place by place, in this process: read once, and what is new again with each question.

A word's number is summed over the places of which may be told, and over no other: what is said anywhere else changes
neither what is found nor its order. Only weights are made of it, so that what was edited or deleted may count for a
while as it was.
"""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.memory.stems import stem
from integrations.database import Tx
from integrations.database.tables.memory import memories
from integrations.deferred import dataclass

_SAMPLE = 2_000
"""Messages of a place that are read at first, the newest. Of a larger place the numbers are what these make likely."""
_PART = 1_000
"""Messages that are read at once."""
_KNOWN_S = 3_600
"""Seconds after which all is read anew."""
_UNSEEN = 0.5
"""What a word counts that is in none of the messages that were read, where others were not."""


@dataclass(slots=True)
class _Place:
    """What was read of a place."""

    read: int
    """Messages of it that were read."""
    size: int
    """Messages of it that there are."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """In how many of the messages of some places words are."""

    messages: int
    of: Mapping[str, float]


class Frequencies:
    """Knows how common words are in each place."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._places: dict[str, _Place] = {}
        self._having: dict[str, dict[str, int]] = {}
        self._last, self._until = 0, 0.0
        self._busy = asyncio.Lock()
        self._found_in: tuple[str, ...] | None = None
        self._found: dict[str, float] = {}

    async def of(self, tx: Tx, words: Collection[str], places: Sequence[str]) -> Numbers:
        """Return in how many messages of these places each of the words is, in any form of the same stem."""
        async with self._busy:
            if time.monotonic() > self._until:
                self._places, self._having = {}, {}
                self._until = time.monotonic() + _KNOWN_S
            await self._read_new(tx)
            for place in places:
                if place not in self._places:
                    await self._begin(tx, place)
            told = {place: self._places[place] for place in places}
            unread = {place: each.size / each.read for place, each in told.items() if each.size > each.read}
            unseen = _UNSEEN * sum(unread.values())
            return Numbers(
                sum(each.size for each in told.values()),
                {word: self._number(stem(word), told, unread) or unseen for word in words},
            )

    def known(self, words: Collection[str], places: Sequence[str]) -> Numbers:
        """Return the same of stems, as far as it was read when `of` was asked for these places last."""
        if self._found_in != (here := tuple(places)):
            self._found_in, self._found = here, {}
        told = {place: each for place in places if (each := self._places.get(place)) is not None}
        unread = {place: each.size / each.read for place, each in told.items() if each.size > each.read}
        messages = sum(each.size for each in told.values())
        found = self._found
        for word in words:
            if word not in found:
                found[word] = self._number(word, told, unread)
        return Numbers(messages, found)

    def _number(self, stemmed: str, told: Mapping[str, _Place], unread: Mapping[str, float]) -> float:
        having = self._having.get(stemmed, {})
        return sum(number * unread.get(place, 1) for place, number in having.items() if place in told)

    async def _read_new(self, tx: Tx) -> None:
        """Read what came since, of the places that are known."""
        newest = (await tx.execute(_newest())).scalar() or 0
        while self._last < newest and self._places:
            part = (await tx.execute(_since(), {"last": self._last, "most": _PART})).all()
            known = [row for row in part if row.channel in self._places]
            await asyncio.to_thread(self._add, known)
            for row in known:
                self._places[row.channel].read += 1
                self._places[row.channel].size += 1
            self._last = part[-1].id if len(part) == _PART else newest
        self._last = newest

    async def _begin(self, tx: Tx, place: str) -> None:
        """Read the newest of a place, and how many there are."""
        rows = (await tx.execute(_newest_of(), {"place": place, "most": _SAMPLE})).all()
        await asyncio.to_thread(self._add, rows)
        every = (await tx.execute(_size(), {"place": place})).scalar_one() if len(rows) == _SAMPLE else len(rows)
        self._places[place] = _Place(len(rows), every)

    def _add(self, rows: Sequence[sa.Row[Any]]) -> None:
        self._found_in = None
        having = self._having
        for row in rows:
            for word in set(map(stem, row.search.split())):
                of_word = having.setdefault(word, {})
                of_word[row.channel] = of_word.get(row.channel, 0) + 1


@cache
def _newest() -> sa.Select[Any]:
    return sa.select(sa.func.max(memories.c.id))


@cache
def _since() -> sa.Select[Any]:
    new = sa.select(memories.c.id, memories.c.channel, memories.c.search)
    return (
        new.where(memories.c.id > sa.bindparam("last", type_=sa.Integer))
        .order_by(memories.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


@cache
def _newest_of() -> sa.Select[Any]:
    some = sa.select(memories.c.channel, memories.c.search).where(
        memories.c.channel == sa.bindparam("place", type_=memories.c.channel.type), ~memories.c.gone
    )
    return some.order_by(memories.c.message_id.desc()).limit(sa.bindparam("most", type_=sa.Integer))


@cache
def _size() -> sa.Select[Any]:
    # With those that are gone: to tell them apart each would be read.
    return sa.select(sa.func.count()).where(memories.c.channel == sa.bindparam("place", type_=memories.c.channel.type))
