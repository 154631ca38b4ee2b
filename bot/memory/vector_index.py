"""The bits of all vectors, in this process: read once, and what is new again with each question."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from bot.memory.vectors import Centre, Codes, nearest
from integrations.database import Tx
from integrations.database.tables.memory import memories
from integrations.database.tables.vectors import memory_vectors

_PART = 1_000
"""Vectors that are read at once; what is usual is taken from the first part, once there is a whole one."""
_NEAREST = 150
"""Messages of a place, and of all, that are compared exactly."""
_USUAL = 60
"""Messages of anywhere that are compared too, to know how near one is to anything."""


class VectorIndex:
    """Finds the messages of some places that are nearest to a question."""

    def __init__(self, model: str) -> None:
        """For the vectors of that model."""
        self._model = model
        self._width = self._last = 0
        self._centre: Centre | None = None
        self._places: dict[str, Codes] = {}
        self._busy = asyncio.Lock()

    async def nearest(
        self, tx: Tx, vector: bytes, places: Collection[str], first: str
    ) -> tuple[Sequence[int], Sequence[int]]:
        """Return the messages of `places`, and of no other, that may be nearest to a question, and some of any sort.

        As many of the place `first` as of all are among them. One that was deleted a moment ago may be, too:
        it is looked up by whoever tells of it.
        """
        async with self._busy:
            await self._read(tx, len(vector))
            codes = {place: self._places[place] for place in places if place in self._places}
            return await asyncio.to_thread(self._nearest, vector, codes, first)

    async def refresh(self, tx: Tx) -> None:
        """Read what is new; where vectors are gone, read all anew."""
        async with self._busy:
            if not (width := self._width or await self._newest_width(tx)):
                return
            await self._read(tx, width)
            there = sa.select(sa.func.count()).where(*self._ours(), memory_vectors.c.id <= self._last)
            having = sum(len(codes.ids) for codes in self._places.values())
            rough = self._centre is not None and self._centre.of < _PART <= having
            if rough or (await tx.execute(there)).scalar_one() != having:
                self._forget(width)
                await self._read(tx, width)

    def _nearest(self, vector: bytes, codes: dict[str, Codes], first: str) -> tuple[Sequence[int], Sequence[int]]:
        if self._centre is None:
            return (), ()
        every = [each.ids for each in codes.values()]
        step = max(sum(map(len, every)) // _USUAL, 1)
        usual = [memory for ids in every for memory in ids[::step]][:_USUAL]
        return nearest(codes, self._centre.bits(vector), first, _NEAREST), usual

    async def _newest_width(self, tx: Tx) -> int:
        length = sa.func.length(memory_vectors.c.vector)
        newest = sa.select(length).where(memory_vectors.c.model == self._model, length > 0)
        return (await tx.execute(newest.order_by(memory_vectors.c.id.desc()).limit(1))).scalar() or 0

    async def _read(self, tx: Tx, width: int) -> None:
        if width != self._width:
            self._forget(width)
        query = (
            sa.select(memory_vectors.c.id, memory_vectors.c.memory, memories.c.channel, memory_vectors.c.vector)
            .join(memories, memories.c.id == memory_vectors.c.memory)
            .order_by(memory_vectors.c.id)
            .limit(_PART)
        )
        more = True
        while more:
            part: Sequence[Any] = (await tx.execute(query.where(*self._ours(), memory_vectors.c.id > self._last))).all()
            if part:
                await asyncio.to_thread(self._add, part)
            more = len(part) == _PART

    def _ours(self) -> Sequence[sa.ColumnElement[bool]]:
        return memory_vectors.c.model == self._model, sa.func.length(memory_vectors.c.vector) == self._width

    def _forget(self, width: int) -> None:
        self._width, self._last, self._centre, self._places = width, 0, None, {}

    def _add(self, rows: Sequence[Any]) -> None:
        if self._centre is None:
            self._centre = Centre([row.vector for row in rows])
        for row in rows:
            self._places.setdefault(row.channel, Codes()).add(row.memory, self._centre.bits(row.vector))
        self._last = rows[-1].id
