"""How well a message answers: by its own words, and by those of the messages around it.

Nothing of a message is kept with another: what is around one is looked up when somebody asks, in
the same place and thread, so that an edit or a deletion is heard at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import combinations
from typing import Any

import sqlalchemy as sa

from bot.memory.asked import KIN, Asked, Term
from bot.memory.stems import stem
from bot.memory.stop_words import strong
from integrations.database import Tx
from integrations.database.tables.memory import memories

Row = sa.Row[Any]

_SATURATION, _LONG, _USUAL = 1.2, 0.4, 20
"""Of BM25: how much is left to gain by a longer message's other words, and what is a usual length."""
_AROUND = {-1: 0.5, 1: 0.3, -2: 0.25, 2: 0.15}
"""What a word counts in a message so many before or after, beside one in the message itself."""
_WITHIN = timedelta(hours=8)
"""A message that was said longer before or after is none of the same talk."""
_BY_THEM, _NAMED = 1.8, 0.3
_THAT_DAY = 0.6
_CARRIES = 1.0
_SOMETHING = 0.01
"""What it counts that somebody said anything at all."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a message answers."""

    score: float
    carried: bool
    """Whether enough of what was asked is there to tell it as an answer."""


class Relevance:
    """Scores messages for one question; the terms have their weights."""

    def __init__(self, asked: Asked, weighed: Sequence[Term]) -> None:
        """Prepare."""
        self._asked = asked
        self._terms = weighed
        self._means: dict[str, list[tuple[int, float]]] = {}
        for at, term in enumerate(weighed):
            self._note(term.forms, at, _NAMED if term.is_name else 1)
            self._note(term.kin, at, KIN)
        # Words of every day carry an answer only where all of the question is there.
        carrying = strong(asked.said)
        self._carrying = [term.word in carrying for term in weighed]
        self._whole = frozenset() if carrying else frozenset(asked.said)
        self._known: dict[str, Sequence[tuple[int, float]]] = {}
        self._split: dict[int, list[str]] = {}
        self._had: dict[int, dict[int, float]] = {}

    def _note(self, words: Iterable[str], at: int, weight: float) -> None:
        for word in words:
            if all(term != at for term, _ in self._means.setdefault(stem(word), [])):
                self._means[stem(word)].append((at, weight))

    def alone(self, row: Row) -> float:
        """How well a message answers by itself."""
        return self.fit(row, {}, {}).score

    def fit(self, row: Row, rows: Mapping[int, Row], near: Mapping[int, int]) -> Fit:
        """How well a message answers; `near` has those of `rows` around it, by how far before or after they are."""
        own = self._having(row)
        length = 1 + _SATURATION * (1 - _LONG + _LONG * len(self._words(row)) / _USUAL)
        score = sum(self._terms[at].weight * weight for at, weight in own.items()) * (1 + _SATURATION) / length
        score += sum(self._terms[at].weight * weight for at, weight in self._near(row, rows, near).items())
        if row.person in self._asked.authors:
            score = score * _BY_THEM + _SOMETHING
        score *= 1 + _THAT_DAY * self._asked.fits_days(row.said_at)
        if self._whole:
            return Fit(score, carried=self._whole.issubset(self._words(row)))
        return Fit(score, carried=sum(weight for at, weight in own.items() if self._carrying[at]) >= _CARRIES)

    def _near(self, row: Row, rows: Mapping[int, Row], near: Mapping[int, int]) -> dict[int, float]:
        """The terms that the messages around it have, with how much each counts here."""
        found: dict[int, float] = {}
        for other, distance in near.items():
            if other in rows and abs(rows[other].said_at - row.said_at) <= _WITHIN:
                for at, weight in self._having(rows[other]).items():
                    found[at] = max(found.get(at, 0), weight * _AROUND[distance])
        return found

    def _having(self, row: Row) -> dict[int, float]:
        """The terms that a message has, with how much each counts."""
        if (found := self._had.get(row.id)) is None:
            found = self._had[row.id] = {}
            for word in self._words(row):
                if word not in self._known:
                    self._known[word] = self._means.get(stem(word), ())
                for at, weight in self._known[word]:
                    found[at] = max(found.get(at, 0), weight)
        return found

    def _words(self, row: Row) -> list[str]:
        if (found := self._split.get(row.id)) is None:
            found = self._split[row.id] = row.search.split()
        return found


async def around(tx: Tx, of: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each message the ids of those around it, and of these in turn, by how many before or after they are."""
    if not of:
        return {}
    query = _query().where(memories.c.id.in_(of))
    found: dict[int, dict[int, int]] = {}
    for row in (await tx.execute(query)).all():
        before = [each for each in (row.before_2, row.before_1) if each is not None]
        before = ([] if row.opening is None or row.opening in before else [row.opening]) + before
        talk = [*before[-2:], row.id, *(each for each in (row.after_1, row.after_2) if each is not None)]
        thread = [row.id, *(each for each in (row.reply_1, row.reply_2) if each is not None)]
        for line in (talk, thread):
            for one, other in _pairs(line):
                found.setdefault(one[0], {})[other[0]] = other[1] - one[1]
                found.setdefault(other[0], {})[one[0]] = one[1] - other[1]
    return found


def _pairs(line: Sequence[int]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Those with their places that are near enough to each other."""
    places = [(each, at) for at, each in enumerate(line)]
    return ((one, other) for one, other in combinations(places, 2) if other[1] - one[1] in _AROUND)


@cache
def _query() -> sa.Select[Any]:
    alone = memories.c.thread_ts.is_(None)
    columns = [
        sa.case((alone, _beside(way, nth, inside=False)), else_=_beside(way, nth, inside=True)).label(f"{way}_{nth}")
        for way in ("before", "after")
        for nth in (1, 2)
    ]
    other = memories.alias()
    opening = sa.select(other.c.id).where(
        other.c.channel == memories.c.channel, other.c.ts == memories.c.thread_ts, ~other.c.gone
    )
    replies = [_nth_reply(nth).label(f"reply_{nth}") for nth in (1, 2)]
    return sa.select(memories.c.id, *columns, opening.scalar_subquery().label("opening"), *replies)


def _beside(way: str, nth: int, *, inside: bool) -> sa.ScalarSelect[Any]:
    """The id of the message so many before or after in the same thread, or outside of threads."""
    other = memories.alias()
    where = other.c.thread_ts == memories.c.thread_ts if inside else other.c.thread_ts.is_(None)
    earlier = way == "before"
    when = other.c.said_at < memories.c.said_at if earlier else other.c.said_at > memories.c.said_at
    order = other.c.said_at.desc() if earlier else other.c.said_at
    query = sa.select(other.c.id).where(other.c.channel == memories.c.channel, where, ~other.c.gone, when)
    return query.order_by(order).limit(1).offset(nth - 1).scalar_subquery()


def _nth_reply(nth: int) -> sa.ScalarSelect[Any]:
    other = memories.alias()
    query = sa.select(other.c.id).where(
        other.c.channel == memories.c.channel, other.c.thread_ts == memories.c.ts, ~other.c.gone
    )
    return query.order_by(other.c.said_at).limit(1).offset(nth - 1).scalar_subquery()
