"""The search: what was said about a question, best first, within what may be told.

The engine finds and weighs the words; recency, place and notes are weighed here, over the
best `CANDIDATES` of them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.memory.questions import asks_unmarked, ends_asking, states_nothing
from bot.memory.stop_words import strong
from bot.memory.words import terms
from integrations.database import Tx
from integrations.database.tables.memory import citations, memories

TURN = "turn:"
"""How the key of our answer to a message begins; its channel and ts follow."""
CANDIDATES = 200
_COMMON_SQLITE, _COMMON_POSTGRES = 10_000, 3_000
"""A word in more messages than this says little, and costs much: rarer words alone decide what is looked
at, where there are any. PostgreSQL reads each row that it ranks; FTS5 reads its index."""
MOST = 100
"""Results at most, whatever limit is asked for."""

_HALF_LIFE = timedelta(days=90)
_OLDEST_SHARE = 0.6
"""What is left of the score of something very old."""
_IN_THREAD, _IN_CHANNEL, _NOTED, _A_QUESTION = 1.15, 1.1, 1.6, 0.6
_SAME = 0.8
"""Two messages that share this much of their words say the same."""
_INDEX = sa.table("memories_fts", sa.column("rowid"), sa.column("rank"))
_WORDS: sa.ColumnElement[Any] = sa.literal_column("memories.words")


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something that was said before. A higher `score` fits better; scores of one question compare."""

    channel: str
    ts: str
    user: str
    text: str
    score: float
    thread_ts: str | None
    said_at: datetime
    noted: bool
    """Somebody asked us to remember it."""


@dataclass(frozen=True, slots=True)
class RecallPlace:
    """Where a question was asked; what is near it comes first among equals."""

    channel: str
    thread_ts: str | None = None


async def search(
    tx: Tx,
    question: str,
    *,
    within: sa.Select[Any],
    place: RecallPlace,
    now: datetime,
    limit: int,
    besides: Sequence[str] = (),
    sqlite: bool,
) -> list[Recalled]:
    """The best `limit` messages of the channels `within`, without those of `place` whose ts is in `besides`."""
    engine = _Sqlite() if sqlite else _Postgres()
    said = terms(question)
    telling = await engine.telling(tx, said)
    if not telling or limit < 1:
        return []
    query = (
        engine.matching(telling, said)
        .where(memories.c.channel.in_(within), ~memories.c.gone)
        .where(~sa.and_(memories.c.channel == place.channel, memories.c.ts.in_(list(besides))))
        .limit(CANDIDATES)
    )
    rows = (await tx.execute(query)).all()
    ranked = sorted(rows, key=lambda row: (-_score(row, place, now), -row.said_at.timestamp(), row.ts))
    asked = frozenset(said)
    asked_us = await _asked_us(tx, rows)
    found: list[Recalled] = []
    seen: list[frozenset[str]] = []
    for row in ranked:
        words = frozenset(row.search.split())
        if len(found) == min(limit, MOST):
            break
        if row.id in asked_us or _answers_nothing(row, asked) or any(_alike(words, other) for other in seen):
            continue
        seen.append(words)
        found.append(_recalled(row, _score(row, place, now)))
    return found


class _Sqlite:
    """FTS5. Every term is quoted: what is typed is never its query language."""

    async def telling(self, tx: Tx, wanted: list[str]) -> list[str]:
        """The terms worth searching for."""
        return await _rarer(
            tx, wanted, lambda term: sa.select(_INDEX.c.rowid).where(self._match([term])), _COMMON_SQLITE
        )

    def _match(self, wanted: Sequence[str]) -> sa.ColumnElement[bool]:
        query = " OR ".join('"' + term.replace('"', '""') + '"' for term in wanted)
        return sa.literal_column("memories_fts", sa.String).op("MATCH", is_comparison=True)(query)

    def matching(self, telling: Sequence[str], _said: Sequence[str]) -> sa.Select[Any]:
        """The messages with any of the terms, best first, with their `relevance`."""
        return (
            sa.select(memories, (-_INDEX.c.rank).label("relevance"))
            .select_from(_INDEX)
            .join(memories, memories.c.id == _INDEX.c.rowid)
            .where(self._match(telling))
            .order_by(_INDEX.c.rank)
        )


class _Postgres:
    """tsvector. Each term is parsed as plain text, and the parts are joined by OR."""

    async def telling(self, tx: Tx, wanted: list[str]) -> list[str]:
        """The terms worth searching for."""
        # Compiling these queries takes longer than running them, and reading every row longer than the index.
        await tx.execute(sa.text("SET LOCAL jit = off"))
        await tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return await _rarer(
            tx, wanted, lambda term: sa.select(memories.c.id).where(self._match([term])), _COMMON_POSTGRES
        )

    def _query(self, wanted: Sequence[str]) -> sa.ColumnElement[Any]:
        parts: list[sa.ColumnElement[Any]] = [
            sa.func.plainto_tsquery(sa.literal_column(f"'{how}'::regconfig"), term)
            for term in wanted
            for how in ("english", "simple")
        ]
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.op("||")(part)
        return whole

    def _match(self, wanted: Sequence[str]) -> sa.ColumnElement[bool]:
        return _WORDS.op("@@", is_comparison=True)(self._query(wanted))

    def matching(self, telling: Sequence[str], said: Sequence[str]) -> sa.Select[Any]:
        """The messages with any of the telling terms, best first, with their `relevance` to all of them."""
        # 1: a long message is not better for being long.
        relevance = sa.func.ts_rank(_WORDS, self._query(said), 1).label("relevance")
        return (
            sa.select(memories, relevance).where(self._match(telling)).order_by(relevance.desc(), memories.c.id.desc())
        )


async def _rarer(tx: Tx, wanted: list[str], having: Callable[[str], sa.Select[Any]], common: int) -> list[str]:
    """`wanted` without words that too many messages have; the rarest alone where all are such."""
    if len(wanted) < 2:
        return wanted
    counts: dict[str, int] = {}
    for term in wanted:
        some = having(term).limit(common + 1).subquery()
        counts[term] = (await tx.execute(sa.select(sa.func.count()).select_from(some))).scalar_one()
    present = [term for term in wanted if counts[term]]
    return [term for term in present if counts[term] <= common] or present[:1]


def _score(row: sa.Row[Any], place: RecallPlace, now: datetime) -> float:
    age = max((now - row.said_at) / _HALF_LIFE, 0)
    score = float(row.relevance) * (_OLDEST_SHARE + (1 - _OLDEST_SHARE) * math.exp2(-age))
    if row.noted_by is not None:
        score *= _NOTED
    elif ends_asking(row.text):
        score *= _A_QUESTION
    if row.channel == place.channel:
        score *= _IN_CHANNEL
        if place.thread_ts is not None and place.thread_ts in (row.thread_ts, row.ts):
            score *= _IN_THREAD
    return score


def _answers_nothing(row: sa.Row[Any], asked: frozenset[str]) -> bool:
    """Whether the message is a question, or has but a word of every day in common with this one.

    What somebody noted is never taken for a question.
    """
    if row.noted_by is None and states_nothing(row.text):
        return True
    if ends_asking(row.text) and frozenset(terms(row.text)) <= asked:
        return True
    words = frozenset(row.search.split())
    telling = strong(asked)
    if not telling:
        return not asked <= words
    return not any(_same_word(one, other) for one in telling for other in words)


def _same_word(one: str, other: str) -> bool:
    """Whether two words may be forms of one, as the engines' stemmers see it: "retry" and "retries"."""
    shared = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared += 1
    return shared >= max(min(len(one), len(other)) - 2, 3) or one == other


async def _asked_us(tx: Tx, rows: Sequence[sa.Row[Any]]) -> set[int]:
    """Questions without a mark that somebody asked us, and we answered. What was noted is no such."""
    keys = {f"{TURN}{row.channel}:{row.ts}": row.id for row in rows if row.noted_by is None and asks_unmarked(row.text)}
    if not keys:
        return set()
    query = sa.select(citations.c.message_key).where(citations.c.message_key.in_(list(keys))).distinct()
    return {keys[each] for each in (await tx.execute(query)).scalars()}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * len(one | other)


def _recalled(row: sa.Row[Any], score: float) -> Recalled:
    return Recalled(
        channel=row.channel,
        ts=row.ts,
        user=row.person,
        text=row.text,
        score=round(score, 6),
        thread_ts=row.thread_ts,
        said_at=row.said_at,
        noted=row.noted_by is not None,
    )
