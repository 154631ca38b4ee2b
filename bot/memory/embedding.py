"""Gives every message its vector, newest first, a batch at a time, beside everything else.

What has none is looked for where new messages are, every few seconds, and through all of them at the start and now
and then: so nothing has to be noted of what is done, a process that is killed loses a batch, and what was there
before there was a model is caught up with. Whatever changes a message's words takes its vector away.
"""

import time
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from bot.memory.vector_index import VectorIndex
from bot.memory.vectors import packed
from integrations.database import Database
from integrations.database.tables.memory import memories
from integrations.database.tables.vectors import embedding_turns, memory_vectors
from integrations.deferred import dataclass
from integrations.embeddings import MOST_TEXTS, EmbeddingModel, EmbeddingRefused, Vector
from jobs.delivery.heartbeat import Again
from jobs.delivery.lease import Held, Lease, is_free

log = structlog.get_logger()

WINDOW = 2_000
"""Messages that are looked through at once."""
LOOK_S = 2.0
"""How often it is looked for new messages."""
PACE_S = 0.1
"""Between two batches, or two windows."""
INDEX_S = 60.0
"""How often it is looked whether vectors are gone."""
SWEEP_S = 3600.0
"""How often all messages are looked through: one that was edited long after it was said waits so long at most."""
TELL_S = 30.0
"""How often the log has how far it is."""
WITHIN_S, MARGIN_S = 60.0, 10.0
"""How long a batch may take, for a small machine may have to load the model first, and to write it."""
LONGEST, SHORTEST = 4_000, 400
"""Characters of a message that are sent, and of one of which the server did not take so many."""


def worth_a_vector(channels: Collection[str]) -> sa.ColumnElement[bool]:
    """That a message has words, and may be sent to a model: in one of `channels`, where there are any."""
    words = sa.and_(~memories.c.gone, memories.c.search != "")
    return sa.and_(words, memories.c.channel.in_(sorted(channels))) if channels else words


def progress(model: str, channels: Collection[str]) -> sa.Select[Any]:
    """How many messages have a vector of that model, and how many there are that could; one row."""
    joined = memories.join(memory_vectors, memory_vectors.c.memory == memories.c.id)
    having = sa.select(sa.func.count()).select_from(joined).where(memory_vectors.c.model == model)
    every = sa.select(sa.func.count()).select_from(memories)
    worth = worth_a_vector(channels)
    return sa.select(having.where(worth).scalar_subquery(), every.where(worth).scalar_subquery())


def of_another_width(model: str, width: int) -> sa.Select[Any]:
    """How many vectors of that model have not so many numbers; one row."""
    length = sa.func.length(memory_vectors.c.vector)
    return sa.select(sa.func.count()).where(memory_vectors.c.model == model, length.not_in((0, width)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A message that has no vector yet."""

    memory: int
    text: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """Whose turn it is to ask a model: one process's at a time."""

    model: str
    fence: int


class Embedding:
    """Looks for messages without a vector, and gives them one."""

    def __init__(
        self, db: Database, model: EmbeddingModel, index: VectorIndex, *, channels: Collection[str], lease_s: float
    ) -> None:
        """Nothing but what was said in `channels` is sent to the model, where there are any.

        The `index` is kept in step with what is there.
        """
        self._db = db
        self._model = model
        self._index = index
        self._channels = channels
        # Long enough for a batch; what is given twice all the same is written twice, and the same.
        self._lease = Lease(db, embedding_turns, timedelta(seconds=max(lease_s, WITHIN_S + MARGIN_S)))
        self._width: int | None = None
        self._below: int | None = None
        """The sweep has come down to this number; None between two sweeps."""
        self._sweep_at = self._index_at = 0.0
        self._done = self._tokens_told = 0
        self.tokens = 0
        """What all messages cost since the start, as the server counts."""
        self._told_at = time.monotonic()

    async def step(self) -> Again:
        """Give one batch of messages their vectors, if any want one. Raises `EmbeddingProblem` where they get none."""
        async with self._db.read() as tx:
            newest = (await tx.execute(sa.select(sa.func.max(memories.c.id)))).scalar_one() or 0
            if time.monotonic() >= self._index_at:
                await self._index.refresh(tx)
                self._index_at = time.monotonic() + INDEX_S
        if wanted := await self._wanted(newest - WINDOW, newest):
            return await self._give(wanted)
        if self._below is None and time.monotonic() >= self._sweep_at:
            self._below = newest
        if self._below is None:
            return Again(LOOK_S)
        low = self._below - WINDOW
        await self._take_away(low, self._below)
        if wanted := await self._wanted(low, self._below):
            return await self._give(wanted)
        self._below = low if low > 0 else None
        if self._below is None:
            self._sweep_at = time.monotonic() + SWEEP_S
            await self._tell(always=True)
        return Again(PACE_S)

    def seen(self, width: int) -> None:
        """Hear how many numbers the server's vectors have: others are of another model, whatever its name, and go."""
        if self._width not in (None, width):
            log.warning("embedding_model_changed", model=self._model.name, numbers=width, were=self._width)
        if self._width != width:
            self._width, self._below, self._sweep_at = width, None, 0.0

    async def _wanted(self, low: int, high: int) -> list[_Wanted]:
        """The newest messages above `low`, up to `high`, that want a vector."""
        ours = [memory_vectors.c.memory == memories.c.id, memory_vectors.c.model == self._model.name]
        if self._width is not None:
            ours.append(sa.func.length(memory_vectors.c.vector).in_((0, self._width)))
        query = (
            sa.select(memories.c.id, memories.c.text)
            .where(memories.c.id > low, memories.c.id <= high, worth_a_vector(self._channels))
            .where(~sa.exists().where(*ours))
            .order_by(memories.c.id.desc())
            .limit(MOST_TEXTS)
        )
        async with self._db.read() as tx:
            return [_Wanted(row.id, row.text) for row in (await tx.execute(query)).all()]

    async def _take_away(self, low: int, high: int) -> None:
        """Let go of vectors of messages that may not be sent to a model any more."""
        if not self._channels:
            return
        between = sa.and_(memories.c.id > low, memories.c.id <= high, ~memories.c.channel.in_(sorted(self._channels)))
        having = memory_vectors.c.memory.in_(sa.select(memories.c.id).where(between))
        async with self._db.read() as tx:
            if (await tx.execute(sa.select(memory_vectors.c.id).where(having).limit(1))).first() is None:
                return
        async with self._db.write() as tx:
            await tx.execute(memory_vectors.delete().where(having))

    async def _give(self, wanted: Sequence[_Wanted]) -> Again:
        """Ask for their vectors and keep them, unless another process is at it."""
        held = await self._turn()
        if held is None:
            return Again(LOOK_S)
        try:
            await self._keep(wanted, await self._vectors(wanted))
        finally:
            async with self._db.write() as tx:
                await self._lease.give_back(tx, [held])
        self._done += len(wanted)
        await self._tell()
        return Again(PACE_S)

    async def _turn(self) -> Held | None:
        async with self._db.write() as tx:
            name = {"model": self._model.name}
            await tx.execute(self._db.insert(embedding_turns).values(**name).on_conflict_do_nothing())
            query = sa.select(embedding_turns).where(
                embedding_turns.c.model == self._model.name, is_free(embedding_turns.c.lease_until)
            )
            held = await self._lease.take(tx, await self._lease.offered(tx, query, _Turn))
        return held[0] if held else None

    async def _vectors(self, wanted: Sequence[_Wanted]) -> list[Vector | None]:
        """Their vectors; None for a text that the server does not take, however short."""
        try:
            return list(await self._ask([each.text[:LONGEST] for each in wanted]))
        except EmbeddingRefused as refused:
            if not refused.about_the_texts:
                raise
        # One of them, or all together, may be more than it reads at once.
        found: list[Vector | None] = [await self._one(each.text) for each in wanted]
        if not any(found):
            await self._ask(["hello"])  # one that takes nothing at all has something else to complain of
        return found

    async def _one(self, text: str) -> Vector | None:
        for length in (LONGEST, SHORTEST):
            try:
                (vector,) = await self._ask([text[:length]])
            except EmbeddingRefused as refused:
                if not refused.about_the_texts:
                    raise
            else:
                return vector
        return None

    async def _ask(self, texts: Sequence[str]) -> list[Vector]:
        given = await self._model.embedded(texts, within_s=WITHIN_S)
        self.tokens += given.tokens
        return list(given.vectors)

    async def _keep(self, wanted: Sequence[_Wanted], found: Sequence[Vector | None]) -> None:
        """Keep them, but those of messages that were edited or deleted meanwhile."""
        rows = [
            {"memory": each.memory, "model": self._model.name, "vector": packed(vector) if vector else b""}
            for each, vector in zip(wanted, found, strict=True)
        ]
        texts = {each.memory: each.text for each in wanted}
        for vector in filter(None, found):
            self.seen(len(vector))
        same = sa.select(memories.c.id, memories.c.text).where(memories.c.id.in_(list(texts)), ~memories.c.gone)
        async with self._db.write() as tx:
            there = (await tx.execute(same.with_for_update(read=True))).all()
            still = {row.id for row in there if row.text == texts[row.id]}
            await tx.execute(memory_vectors.delete().where(memory_vectors.c.memory.in_(list(texts))))
            if kept := [row for row in rows if row["memory"] in still]:
                await tx.execute(memory_vectors.insert(), kept)

    async def _tell(self, *, always: bool = False) -> None:
        if not self._done or not (always or time.monotonic() - self._told_at > TELL_S):
            return
        self._told_at = time.monotonic()
        async with self._db.read() as tx:
            having, every = (await tx.execute(progress(self._model.name, self._channels))).one()
        tokens = self.tokens - self._tokens_told
        log.info("messages_embedded", model=self._model.name, done=having, left=every - having, tokens=tokens)
        self._done, self._tokens_told = 0, self.tokens
