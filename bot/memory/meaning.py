"""Recall by meaning, beside recall by words: what a question's vector is near to.

It is an addition: where the server is down, slow, or answers with anything but vectors, what is found by words is the
answer, and the server is not asked again for a while.
"""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot.memory.embedding import Embedding
from bot.memory.vector_index import VectorIndex
from bot.memory.vectors import cosine, packed
from integrations.database import Database, Tx
from integrations.database.chunks import chunks
from integrations.database.tables.vectors import memory_vectors
from integrations.deferred import dataclass
from integrations.embeddings import EmbeddingModel, EmbeddingProblem
from jobs.delivery.heartbeat import Again
from jobs.delivery.worker import Recurring
from jobs.people.spending import Purse

WITHIN_S = 2.0
"""How long a question waits for its vector."""
REST_S = 30.0
"""How long a server is left alone that gave none."""
_LEAST = 0.001
"""How near a message counts that is no nearer than any: where there are few, all may be about the same."""
_LONGEST = 2_000
"""Characters of a question that are sent."""
_KNOWN = 100
"""Questions whose vectors are known: each is wanted twice, for who may hear its answer and for its answer."""


class Meaning:
    """Knows what messages mean, and which are near to a question."""

    def __init__(
        self,
        db: Database,
        model: EmbeddingModel,
        *,
        channels: Collection[str],
        lease_s: float,
        purse: Purse | None = None,
    ) -> None:
        """Where there are `channels`, neither what is said nor what is asked anywhere else is sent to the model.

        With a `purse` a question costs whoever asks it.
        """
        self._model = model
        self._channels = frozenset(channels)
        self._index = VectorIndex(model.name)
        self._embedding = Embedding(db, model, self._index, channels=self._channels, lease_s=lease_s)
        self._trouble = Recurring("question_not_embedded")
        self._rests_until = 0.0
        self._purse = purse
        self._asked_tokens = 0
        self._known: dict[str, bytes] = {}

    @property
    def tokens(self) -> Mapping[str, int]:
        """What `questions` and `messages` cost since the start."""
        return {"questions": self._asked_tokens, "messages": self._embedding.tokens}

    async def step(self) -> Again:
        """Give a batch of messages their vectors. Raises `EmbeddingProblem` where they get none."""
        return await self._embedding.step()

    async def of(self, question: str, *, channel: str, asker: str) -> "Meant | None":
        """Return what a question means that is asked in `channel`; None where that is not to be had in time.

        Nor where `asker` has no tokens left today, unless it was asked lately.
        """
        if self._channels and channel not in self._channels:
            return None
        asked = question[:_LONGEST]
        if asked not in self._known:
            vector = await self._vector(asked, asker)
            if vector is None:
                return None
            self._known[asked] = vector
            while len(self._known) > _KNOWN:
                del self._known[next(iter(self._known))]
        vector = self._known[asked]
        return Meant(vector, self._model.name, self._channels, self._index) if vector else None

    async def _vector(self, asked: str, asker: str) -> bytes | None:
        """The vector of a question, nothing in it where it has no length; None where it is not to be had in time."""
        if time.monotonic() < self._rests_until or (self._purse is not None and await self._purse.used_up(asker)):
            return None
        try:
            given = await self._model.embedded([asked], within_s=WITHIN_S)
        except EmbeddingProblem as problem:
            self._rests_until = time.monotonic() + REST_S
            self._trouble.failed(problem)
            return None
        self._trouble.worked()
        self._asked_tokens += given.tokens
        if self._purse is not None:
            await self._purse.spent(asker, given.tokens)
        (vector,) = given.vectors
        self._embedding.seen(len(vector))
        return packed(vector) if any(vector) else b""

    async def close(self) -> None:
        """Close the connections."""
        await self._model.close()


@dataclass(frozen=True, slots=True)
class Meant:
    """The vector of a question, and which messages are near to it."""

    vector: bytes
    model: str
    channels: frozenset[str]
    """The only ones of which anything is compared, where there are any."""
    index: VectorIndex

    async def near(self, tx: Tx, within: sa.Select[Any], place: str) -> Mapping[int, float]:
        """Return how near messages are to it, by their numbers, beside how near one of any sort is.

        Only those of the channels `within` are compared; of `place` there are as many as of all.
        """
        told = set((await tx.execute(within)).scalars())
        likely, usual = await self.index.nearest(
            tx, self.vector, told & self.channels if self.channels else told, place
        )
        vectors = await self._vectors(tx, [*likely, *usual])
        return await asyncio.to_thread(self._above, vectors, likely, usual)

    async def _vectors(self, tx: Tx, ids: Sequence[int]) -> Mapping[int, bytes]:
        of, found = memory_vectors.c, dict[int, bytes]()
        for some in chunks(list(dict.fromkeys(ids))):
            query = sa.select(of.memory, of.vector).where(of.memory.in_(some), of.model == self.model)
            rows = (await tx.execute(query.where(sa.func.length(of.vector) == len(self.vector)))).all()
            found |= {row.memory: row.vector for row in rows}
        return found

    def _above(self, vectors: Mapping[int, bytes], likely: Sequence[int], usual: Sequence[int]) -> Mapping[int, float]:
        near = {memory: cosine(self.vector, vector) for memory, vector in vectors.items()}
        of_any = [near[memory] for memory in usual if memory in near]
        least = sum(of_any) / len(of_any) if of_any else 0.0
        return {memory: max(near[memory] - least, _LEAST) for memory in likely if memory in near}
