"""In how many messages words are, place by place, in this process: read once, and what is new again with each question.

A word's number is summed over the places of which may be told, and over no other: what is said anywhere else changes
neither what is found nor its order. Only weights are made of it, so that what was edited or deleted may count for a
while as it was.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from functools import cache
from typing import Any
from zlib import crc32

import sqlalchemy as sa

from bot.memory.stems import stem
from integrations.database import Tx
from integrations.database.tables.memory import memories
from integrations.deferred import dataclass

_SAMPLE = 2_000
"""Messages of a place that are read at first, the newest. Of a larger place the numbers are what these make likely."""
_MOST_PLACES = 50
"""Places of which some is read, where a question may be answered from more: these stand for the others."""
_AUDIENCES, _MOST_SUMMED = 8, 20_000
"""Sets of places for which numbers are kept once they are summed, and how many for each."""
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


@dataclass(frozen=True, slots=True)
class Counted:
    """What was read of some places."""

    messages: int
    """How many there are, read or not."""
    having: Mapping[str, Mapping[str, int]]
    """In how many messages of which places stems are, of those that were read."""
    each_is: Mapping[str, float]
    """For how many of all the messages one of a place stands that was read."""
    summed: dict[str, float] = field(default_factory=dict[str, float])
    """Numbers that were asked for before."""

    def met(self, stemmed: str) -> int:
        """Return how many of the messages that were read have a stem."""
        return sum(read for place, read in self.having.get(stemmed, {}).items() if place in self.each_is)

    def number(self, stemmed: str) -> float:
        """Return in how many messages a stem is: 0 where it is in none of those that were read."""
        if (number := self.summed.get(stemmed)) is None:
            each_is, number = self.each_is, 0.0
            for place, read in self.having.get(stemmed, {}).items():
                if place in each_is:
                    number += read * each_is[place]
            if len(self.summed) < _MOST_SUMMED:
                self.summed[stemmed] = number
        return number


class Frequencies:
    """Knows how common words are in each place."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._places: dict[str, _Place] = {}
        self._having: dict[str, dict[str, int]] = {}
        self._last, self._until = 0, 0.0
        self._busy = asyncio.Lock()
        self._summed: dict[frozenset[str], dict[str, float]] = {}

    async def of(self, tx: Tx, words: Collection[str], places: Sequence[str]) -> Numbers:
        """Return in how many messages of these places each of the words is, in any form of the same stem."""
        async with self._busy:
            if time.monotonic() > self._until:
                self._places, self._having, self._summed = {}, {}, {}
                self._until = time.monotonic() + _KNOWN_S
            await self._read_new(tx)
            for place in _some(places):
                if place not in self._places:
                    await self._begin(tx, place)
            counted = self.read(places)
            unseen = _UNSEEN * sum(each for each in counted.each_is.values() if each > 1)
            return Numbers(counted.messages, {word: counted.number(stem(word)) or unseen for word in words})

    def read(self, places: Sequence[str]) -> Counted:
        """Return what was read of these places when they were asked `of` last."""
        some = _some(places)
        read = {place: each for place in some if (each := self._places.get(place)) is not None}
        more = len(places) / max(len(read), 1)
        return Counted(
            round(more * sum(each.size for each in read.values())),
            self._having,
            {place: more * each.size / each.read for place, each in read.items() if each.read},
            self._summed_of(places) if len(read) == len(some) else {},
        )

    def _summed_of(self, places: Sequence[str]) -> dict[str, float]:
        """The numbers that are kept for these places, which are few: mostly it is asked in the same ones."""
        kept = self._summed.pop(key := frozenset(places), {})
        self._summed = dict([*self._summed.items(), (key, kept)][-_AUDIENCES:])
        return kept

    async def _read_new(self, tx: Tx) -> None:
        """Read what came since, of the places that are known."""
        newest = (await tx.execute(_newest())).scalar() or 0
        while self._last < newest and self._places:
            part = (await tx.execute(_since(), {"last": self._last, "most": _PART})).all()
            known = [row for row in part if row.channel in self._places]
            self._add(await asyncio.to_thread(_stems, known))
            for row in known:
                self._places[row.channel].read += 1
                self._places[row.channel].size += 1
            self._last = part[-1].id if len(part) == _PART else newest
        self._last = newest

    async def _begin(self, tx: Tx, place: str) -> None:
        """Read the newest of a place, and how many there are."""
        rows = (await tx.execute(_newest_of(), {"place": place, "most": _SAMPLE})).all()
        self._add(await asyncio.to_thread(_stems, rows))
        every = (await tx.execute(_size(), {"place": place})).scalar_one() if len(rows) == _SAMPLE else len(rows)
        self._places[place] = _Place(len(rows), every)

    def _add(self, read: Mapping[str, Mapping[str, int]]) -> None:
        for place, stems in read.items():
            for word, number in stems.items():
                of_word = self._having.setdefault(word, {})
                of_word[place] = of_word.get(place, 0) + number
            for places, summed in self._summed.items():
                if place in places:
                    for word in stems.keys() & summed.keys():
                        del summed[word]


def _stems(rows: Sequence[sa.Row[Any]]) -> Mapping[str, Mapping[str, int]]:
    """In how many of these messages each stem is, by place."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found[row.channel].update(set(map(stem, row.search.split())))
    return found


def _some(places: Sequence[str]) -> Sequence[str]:
    """The places that are read for these: always the same, and all but one stay where another is opened."""
    if len(places) <= _MOST_PLACES:
        return places
    return sorted(places, key=lambda place: (crc32(place.encode()), place))[:_MOST_PLACES]


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
