"""The search: what was said about a question, best first, within what may be told.

The engine finds and weighs the words; recency, place and notes are weighed here, over the
best `CANDIDATES` of them.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.memory.asked import Asked, understood
from bot.memory.engines import COLUMNS, Candidate, Condition, Engine, Given, having_most_of, most_of
from bot.memory.frequencies import Counted
from bot.memory.fusing import by_meaning, fused, may_be_told
from bot.memory.narrowed import Narrowed
from bot.memory.questions import asks_unmarked, ends_asking, states_nothing
from bot.memory.relevance import BY_THEM, Relevance, around
from bot.memory.spelling import BEGINNING, LEAST, meant_by
from bot.memory.stems import stem
from bot.memory.told import Told
from bot.memory.weighing import Weighed
from bot.memory.words import terms
from integrations.database import Tx
from integrations.database.chunks import chunks
from integrations.database.tables.memory import citations, memories
from integrations.deferred import dataclass, pattern

if TYPE_CHECKING:
    from bot.memory.meaning import Meant

TURN = "turn:"
"""How the key of our answer to a message begins; its channel and id follow."""
CANDIDATES = 100
_MORE = 600
"""From so many the candidates are chosen."""
_DEEP = 3 * _MORE
"""So many that weigh most are looked at for them at first, and all where fewer of these may be told."""
_LOOKED_AROUND = 40
"""Of the candidates so many are looked around: what was said before and after them counts, and is found, too."""
MOST = 100
"""Results at most, whatever limit is asked for."""

_HARDLY = 2
"""Messages with a word that may be a slip, that which asks among them."""
_MOST_SLIPS, _LOOKED_THROUGH = 3, 200
"""Words of a question in which a slip is looked for, and the newest messages with a word that begins alike."""
_PLAIN = pattern("[a-z]+")
_HALF_LIFE = timedelta(days=90)
_OLDEST_SHARE = 0.6
"""What is left of the score of something very old."""
_IN_THREAD, _IN_CHANNEL, _NOTED, _A_QUESTION = 1.15, 2.0, 1.6, 0.6
_SAME = 0.8
"""Two messages that share this much of their words say the same."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something that was said before. A higher `score` fits better; scores of one question compare."""

    channel: str
    message_id: str
    user: str
    text: str
    score: float
    thread: str | None
    said_at: datetime
    noted: bool
    """Somebody asked us to remember it."""


@dataclass(frozen=True, slots=True)
class RecallPlace:
    """Where a question was asked; what is near it comes first among equals."""

    channel: str
    thread: str | None = None


async def search(
    tx: Tx,
    question: str,
    *,
    within: sa.Select[Any],
    place: RecallPlace,
    now: datetime,
    limit: int,
    besides: Sequence[str] = (),
    loosely: bool = False,
    meant: "Meant | None" = None,
    only: Narrowed | None = None,
    engine: Engine,
) -> list[Recalled]:
    """The best `limit` messages of the channels `within`, without those of `place` whose id is in `besides`.

    Of `only` some people's or days where that is given: the newest, where nothing else is asked for.
    `loosely`: with those behind them that have little of what was asked, or are only near it. Where it is known
    what the question `meant`, what is near that counts as much as what has its words.
    """
    asked = await understood(tx, question, now)
    if limit < 1 or not (asked.said or only):
        return []
    told = Told(engine, (await tx.execute(within)).scalars().all(), place.channel, besides, only)
    if only is not None and not asked.said:
        rows_of_theirs = await _rows(tx, _newest(told.condition), told.given)
        return [_recalled(row, 1) for row in await _answering(tx, rows_of_theirs, frozenset(), min(limit, MOST))]
    weighed = await engine.weighed(tx, asked.terms, told.places)
    counted = engine.counted(told.places)
    if spelt := await _spelt(tx, asked, told, counted):
        asked = await understood(tx, _respelt(question, spelt), now)
        weighed = await engine.weighed(tx, asked.terms, told.places)
    if not weighed.telling and not (asked.authors and asked.days) and meant is None:
        return []
    rows: dict[int, Candidate] = {}
    searched = weighed
    while searched.telling and not rows:  # what may not be told counts for nothing: as if it had not been said
        rows |= {row.id: row for row in await _matching(tx, searched, told, asked)}
        searched = searched.without_telling()
    if asked.authors and asked.days:
        rows |= {row.id: row for row in await _rows(tx, _theirs(asked).where(told.condition), told.given)}
    relevance = Relevance(asked, weighed.terms, counted)
    relevance.read(rows.values())
    best = sorted(rows.values(), key=lambda row: -relevance.alone(row) * _standing(row, place, now))[:_LOOKED_AROUND]
    near = await around(tx, engine, [row.id for row in best])
    if others := sorted(near.keys() - rows.keys()):
        beside = await _read(tx, others, told)
        relevance.read(beside)
        rows |= {row.id: row for row in beside}
    chosen = [row for row in rows.values() if loosely or meant is not None or relevance.carries(row)]
    scores = {row.id: relevance.score(row, rows, near.get(row.id, {})) * _standing(row, place, now) for row in chosen}
    if meant is not None:
        likeness = await meant.near(tx, within, place.channel)
        rows |= {row.id: row for row in await _read(tx, sorted(likeness.keys() - rows.keys()), told)}
        nearest = by_meaning(list(rows.values()), likeness, asked, lambda row: _standing(row, place, now))
        words = {each: score for each, score in scores.items() if score > 0}
        scores = fused(sorted(words, key=lambda each: -words[each]), nearest)
        if not loosely:
            carried = {row.id for row in chosen if row.id in words and relevance.carries(row)}
            scores = {each: scores[each] for each in may_be_told(words, carried, nearest)}
        chosen = [rows[each] for each in scores]
    ranked = sorted(
        (row for row in chosen if scores[row.id] > 0),
        key=lambda row: (-scores[row.id], -row.said_at.timestamp(), row.message_id),
    )
    best = await _answering(tx, ranked, frozenset(asked.said), min(limit, MOST))
    return [_recalled(row, scores[row.id]) for row in best]


async def _matching(tx: Tx, weighed: Weighed, told: Told, asked: Asked) -> Sequence[Candidate]:
    """The best `CANDIDATES` that may be told of what has any of the telling words."""
    engine = told.engine
    common = len(weighed.telling) if weighed.common else 0
    query = _best(engine, told.condition, common)
    given = {**told.given, "authors": engine.listed(sorted(asked.authors)), "candidates": CANDIDATES}
    if common:
        return await _rows(tx, query, given | most_of(engine, weighed.telling))
    found = (await tx.execute(query, given | engine.looked_for(weighed, _MORE, _DEEP))).all()
    if not found or found[0].left:  # much of what weighs most may not be told
        found = (await tx.execute(query, given | engine.looked_for(weighed, _MORE, -1))).all()
    return _candidates(found)


async def _spelt(tx: Tx, asked: Asked, told: Told, counted: Counted) -> Mapping[str, str]:
    """What is meant by the words of a question that nobody said but to ask, where that is a slip away.

    What may not be told counts for nothing: else one would see by the answer that a word was said there.
    """
    strange = [
        term.word
        for term in asked.terms
        if not (term.is_name or term.kin)  # a word with kin is one of every day, and no slip
        and len(term.word) >= LEAST
        and _PLAIN.fullmatch(term.word)
        and counted.met(stem(term.word)) <= _HARDLY  # of the others nothing is asked: most words are often said
    ]
    if not strange:
        return {}
    engine, found = told.engine, dict[str, str]()
    given = {**told.given, "strange": engine.listed(strange)}
    for row in (await tx.execute(_having(engine, told.condition), given)).all():
        word, texts = row.value, engine.spread(row.texts)
        if len(found) < _MOST_SLIPS and len(texts) <= _HARDLY and all(map(ends_asking, texts)):
            given = {**told.given, "begins": word[:BEGINNING]}
            found[word] = meant_by(word, (await tx.execute(_beginning(engine, told.condition), given)).scalars())
    return {word: other for word, other in found.items() if other}


@cache
def _having(engine: Engine, told: Condition) -> sa.Select[Any]:
    """Each of the strange words, with the texts of a few messages that have it."""
    strange = engine.each("strange")
    having = engine.having(strange.c.value).where(told).limit(_HARDLY + 1).correlate(strange)
    return sa.select(strange.c.value, engine.gathered(having).label("texts"))


@cache
def _beginning(engine: Engine, told: Condition) -> sa.Select[Any]:
    query = sa.select(memories.c.search).where(engine.beginning("begins"), told)
    return query.order_by(memories.c.id.desc()).limit(_LOOKED_THROUGH)


async def _read(tx: Tx, ids: Sequence[int], told: Told) -> Sequence[Candidate]:
    """Those of the messages that may be told."""
    given = {"those": told.engine.listed(ids), **told.given}
    return await _rows(tx, _those(told.engine, told.condition), given)


async def _rows(tx: Tx, query: sa.Select[Any], given: Given) -> Sequence[Candidate]:
    return _candidates((await tx.execute(query, given)).all())


def _candidates(rows: Sequence[sa.Row[Any]]) -> Sequence[Candidate]:
    return [Candidate(*row[: len(COLUMNS)]) for row in rows]


@cache
def _those(engine: Engine, told: Condition) -> sa.Select[Any]:
    return sa.select(*COLUMNS).where(engine.among(memories.c.id, "those"), told)


def _respelt(question: str, spelt: Mapping[str, str]) -> str:
    """The question with other words in place of those."""
    return re.sub(r"\w+", lambda word: spelt.get(word[0].casefold(), word[0]), question)


async def _answering(tx: Tx, ranked: Sequence[Candidate], said: frozenset[str], most: int) -> list[Candidate]:
    """The first `most` of these that say something, and not what another does."""
    found: list[Candidate] = []
    seen: list[frozenset[str]] = []
    for some in chunks(ranked, 3 * most):
        asked_us = await _asked_us(tx, some)
        for row in some:
            words = frozenset(row.search.split())
            if row.id in asked_us or _only_asks(row, said) or any(_alike(words, other) for other in seen):
                continue
            seen.append(words)
            found.append(row)
            if len(found) == most:
                return found
    return found


@cache
def _best(engine: Engine, told: Condition, common: int) -> sa.Select[Any]:
    """The best of what matches: what was said where it is asked first, and by those who are named.

    Where the words are `common` it is what has the most of so many; else what has any of the words.
    """
    more = (having_most_of(engine, common, told) if common else engine.matching(told)).subquery()
    here = sa.case(
        (more.c.channel == sa.bindparam("told_place", type_=memories.c.channel.type), _IN_CHANNEL), else_=1.0
    )
    by_them = sa.case((engine.among(more.c.person, "authors"), BY_THEM), else_=1.0)
    worth = (more.c.relevance * here * by_them).label("worth")
    ranked = sa.select(more.c.id, worth, more.c.left).order_by(worth.desc(), more.c.id.desc())
    best = ranked.limit(sa.bindparam("candidates", type_=sa.Integer)).subquery()
    rows = sa.select(*COLUMNS, best.c.left).join(best, best.c.id == memories.c.id)
    return rows.order_by(best.c.worth.desc(), best.c.id.desc())


@cache
def _newest(told: Condition) -> sa.Select[Any]:
    newest = sa.select(*COLUMNS).where(told)
    return newest.order_by(memories.c.said_at.desc(), memories.c.message_id).limit(CANDIDATES)


def _theirs(asked: Asked) -> sa.Select[Any]:
    """What those who are named said on the days that are named, newest first."""
    spans = [each.span for each in asked.days]
    within = sa.or_(*(sa.and_(memories.c.said_at >= first, memories.c.said_at < last) for first, last in spans))
    theirs = sa.select(*COLUMNS).where(memories.c.person.in_(sorted(asked.authors)), within)
    return theirs.order_by(memories.c.said_at.desc()).limit(CANDIDATES)


def _standing(row: Candidate, place: RecallPlace, now: datetime) -> float:
    """What a message's age and place, and who noted it, make of its score."""
    age = max((now - row.said_at) / _HALF_LIFE, 0)
    factor = _OLDEST_SHARE + (1 - _OLDEST_SHARE) * math.exp2(-age)
    if row.noted_by is not None:
        factor *= _NOTED
    elif ends_asking(row.text):
        factor *= _A_QUESTION
    if row.channel == place.channel:
        factor *= _IN_CHANNEL
        if place.thread is not None and place.thread in (row.thread, row.message_id):
            factor *= _IN_THREAD
    return factor


def _only_asks(row: Candidate, asked: frozenset[str]) -> bool:
    """Whether the message is a question, and answers none. What somebody noted is never taken for one."""
    if row.noted_by is None and states_nothing(row.text):
        return True
    return ends_asking(row.text) and frozenset(terms(row.text)) <= asked


async def _asked_us(tx: Tx, rows: Sequence[Candidate]) -> set[int]:
    """Questions without a mark that somebody asked us, and we answered. What was noted is no such."""
    keys = {
        f"{TURN}{row.channel}:{row.message_id}": row.id
        for row in rows
        if row.noted_by is None and asks_unmarked(row.text)
    }
    if not keys:
        return set()
    query = sa.select(citations.c.message_key).where(citations.c.message_key.in_(list(keys))).distinct()
    return {keys[each] for each in (await tx.execute(query)).scalars()}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * len(one | other)


def _recalled(row: Candidate, score: float) -> Recalled:
    return Recalled(
        channel=row.channel,
        message_id=row.message_id,
        user=row.person,
        text=row.text,
        score=round(score, 6),
        thread=row.thread,
        said_at=row.said_at,
        noted=row.noted_by is not None,
    )
