"""How well a message answers: by its own words, and by those of the messages around it.

Nothing of a message is kept with another: what is around one is looked up when somebody asks, in
the same place and thread, so that an edit or a deletion is heard at once.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import timedelta
from functools import cache
from itertools import chain
from typing import Any

import sqlalchemy as sa

from bot.memory.asked import Asked, Term
from bot.memory.engines import Candidate, Engine
from bot.memory.frequencies import Counted
from bot.memory.questions import ends_asking
from bot.memory.stems import stem
from bot.memory.stop_words import empty_in
from integrations.database import Tx
from integrations.database.tables.memory import memories

_SATURATION, _LONG, _USUAL = 1.2, 0.2, 20
"""Of BM25: how much is left to gain by a longer message's other words, and what is a usual length."""
_FURTHEST = 4
_AROUND = {
    far * after: beside * 0.7 ** (far - 1) for far in range(1, _FURTHEST + 1) for after, beside in ((-1, 0.8), (1, 0.6))
}
"""What a word counts in a message so many before or after, beside one in the message itself."""
_ANSWERS = 1.15
"""How much more the words of a question count in what somebody else says next."""
_WITHIN = timedelta(hours=8)
"""A message that was said longer before or after is none of the same talk."""
BY_THEM = 2.0
"""How much more those say who are named in the question."""
_NAMED = 0.3
"""What somebody's name counts that a message has, beside another word."""
_THAT_DAY = 1.0
"""What is added to the score of what was said on the days that are asked for."""
_ENOUGH_SAID = 8
"""Different words that say something; a message that has them says twice as much as one that has none."""
_CARRIES, _CARRIED_SHARE = 1.0, 0.25
"""How many of the question's telling words a message has to have itself to be told as its answer, and of a long
question which share of them: one word of many is no answer."""
_KIN_CARRY = 0.5
"""What of that a word does that is said for another."""
_TELLS, _TELLING_WORDS, _RAREST = 2.0, 3, 8.0
"""What is added to the score of a message for its rarest so many words, where each is as rare as that: who asks, asks
for what is not said every day."""
_LETTERS = 3
"""Of a word that can be rare; a number says nothing alone."""
_SOMETHING = 0.01
"""What it counts that somebody said anything at all."""


class Relevance:
    """Scores messages for one question; the terms have their weights."""

    def __init__(self, asked: Asked, weighed: Sequence[Term], counted: Counted) -> None:
        """Weigh messages for a question by these terms of it; in how many messages other words are is `counted`."""
        self._counted = counted
        self._rare: dict[str, float] = {}
        self._telling: dict[int, float] = {}
        self._asked = asked
        self._terms = weighed
        self._means: dict[str, list[tuple[int, float]]] = {}
        for at, term in enumerate(weighed):
            for form in term.forms:
                self._note(form, at, _NAMED if term.is_name else 1)
            for word, share in term.kin.items():
                self._note(word, at, share)
        self._begins = frozenset(stemmed[0] for stemmed in self._means)
        carrying, self._only_whose = asked.carrying, asked.only_whose
        self._carrying = [term.word in carrying for term in weighed]
        # Where words have no spaces between them there are pairs of letters, many to a word.
        self._counting = frozenset(at for at, term in enumerate(weighed) if self._carrying[at] and len(term.word) > 2)
        self._read: set[int] = set()
        # Words of every day carry an answer only where all of the question is there.
        self._whole = frozenset() if carrying else frozenset(asked.said)
        self._met: set[str] = set()
        self._written: dict[str, Sequence[tuple[int, float]]] = {}
        self._split: dict[int, list[str]] = {}
        self._had: dict[int, dict[int, float]] = {}
        self._empty = empty_in("en")

    def _note(self, word: str, at: int, weight: float) -> None:
        if all(term != at for term, _ in self._means.setdefault(stem(word), [])):
            self._means[stem(word)].append((at, weight))

    def read(self, rows: Collection[Candidate]) -> None:
        """Take in what messages say, each before it is scored."""
        split = {row.id: row.search.split() for row in rows}
        # A stem begins as its word does: most need none.
        words = {word for word in set(chain.from_iterable(split.values())) - self._met if word[0] in self._begins}
        self._split |= split
        self._met |= words
        for word, stemmed in zip(words, map(stem, words), strict=True):
            if (means := self._means.get(stemmed)) is not None:
                self._written[word] = means
        had = {each: self._having(said) for each, said in split.items()}
        self._read.update(chain.from_iterable(had.values()))
        self._had |= had

    def alone(self, row: Candidate) -> float:
        """How well a message answers by itself."""
        return self.score(row, {}, {})

    def score(self, row: Candidate, rows: Mapping[int, Candidate], near: Mapping[int, int]) -> float:
        """How well a message answers; `near` has those of `rows` around it, by how far before or after they are.

        0 for one that has nothing of what was asked, nor any around it.
        """
        own = self._had[row.id]
        around_it = self._near(row, rows, near) if near else {}
        by_them = row.person in self._asked.authors
        if not (own or around_it or by_them):
            return 0
        words, terms, score = self._split[row.id], self._terms, 0.0
        for at, weight in own.items():
            score += terms[at].weight * weight
        score *= (1 + _SATURATION) / (1 + _SATURATION * (1 - _LONG + _LONG * len(words) / _USUAL))
        for at, weight in around_it.items():
            if weight > own.get(at, 0):
                score += terms[at].weight * weight
        if by_them:
            score = score * BY_THEM + _SOMETHING
        score *= 1 + _THAT_DAY * self._asked.fits_days(row.said_at)
        if (answers := self._asked.answers) is not None and answers.told_by(words):
            score *= answers.worth
        if (telling := self._telling.get(row.id)) is None:
            telling = self._telling[row.id] = self._tells(set(words))
        return score * telling

    def _tells(self, words: Set[str]) -> float:
        """How much more a message of these words says than one that says nothing."""
        rare, counted = self._rare, self._counted
        for word in [word for word in words if word not in rare]:
            telling = len(word) >= _LETTERS and not word.isdigit()
            number = max(counted.number(stem(word)), 1) if telling else math.inf
            rare[word] = min(math.log1p(counted.messages / number), _RAREST)
        rarest = sum(sorted([rare[word] for word in words])[-_TELLING_WORDS:])
        return (1 + _TELLS * rarest / (_TELLING_WORDS * _RAREST)) * (
            1 + min(len(words - self._empty), _ENOUGH_SAID) / _ENOUGH_SAID
        )

    def carries(self, row: Candidate) -> bool:
        """Whether a message has enough of what was asked to be told as its answer."""
        asked = self._asked
        if self._only_whose and row.person in asked.authors and asked.fits_days(row.said_at) == 1:
            return True
        if self._whole:
            return self._whole.issubset(self._split[row.id])
        if not (having := self._had[row.id]):
            return False
        had = 0.0
        for at, weight in having.items():
            if self._carrying[at]:
                had += 1 if weight == 1 or self._terms[at].is_name else _KIN_CARRY
        # Words that are in nothing that was read do not count: they may have been said where it may not be told.
        return had >= max(_CARRIES, _CARRIED_SHARE * len(self._counting & self._read))

    def _near(self, row: Candidate, rows: Mapping[int, Candidate], near: Mapping[int, int]) -> dict[int, float]:
        """The terms that the messages around it have, with how much each counts here."""
        found: dict[int, float] = {}
        for other, distance in near.items():
            having = self._had.get(other)
            if not having or abs(rows[other].said_at - row.said_at) > _WITHIN:
                continue
            share = _AROUND[distance]
            if distance == -1 and rows[other].person != row.person and ends_asking(rows[other].text):
                share *= _ANSWERS
            for at, weight in having.items():
                if weight * share > found.get(at, 0):
                    found[at] = weight * share
        return found

    def _having(self, words: Sequence[str]) -> dict[int, float]:
        """The terms that a message of these words has, with how much each counts."""
        found: dict[int, float] = {}
        written = self._written
        if not written.keys().isdisjoint(words):
            for at, weight in chain.from_iterable([written[word] for word in words if word in written]):
                if weight > found.get(at, 0):
                    found[at] = weight
        return found


async def around(tx: Tx, engine: Engine, of: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each message the ids of those around it, and of these in turn, by how many before or after they are."""
    if not of:
        return {}
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in (await tx.execute(_around(engine), {"of": engine.listed(of)})).all():
        before, after, replies = (list(engine.spread(each)) for each in (row.earlier, row.later, row.replies))
        if row.opening is not None and row.opening not in before:
            before.append(row.opening)
        for line in ([*reversed(before), row.id, *after], [row.id, *replies]):
            for place, one in enumerate(line, 1):
                beside = found[one]
                for further, other in enumerate(line[place : place + _FURTHEST], 1):
                    beside[other] = further
                    found[other][one] = -further
    return found


@cache
def _around(engine: Engine) -> sa.Select[Any]:
    alone, other = memories.c.thread.is_(None), memories.alias()
    beside = [
        sa.case(
            (alone, engine.gathered(_beside(earlier=earlier, inside=False))),
            else_=engine.gathered(_beside(earlier=earlier, inside=True)),
        ).label("earlier" if earlier else "later")
        for earlier in (True, False)
    ]
    opening = sa.select(other.c.id).where(
        other.c.channel == memories.c.channel, other.c.message_id == memories.c.thread, ~other.c.gone
    )
    replies = engine.gathered(_replies()).label("replies")
    around_them = sa.select(memories.c.id, *beside, opening.scalar_subquery().label("opening"), replies)
    return around_them.where(engine.among(memories.c.id, "of"))


def _beside(*, earlier: bool, inside: bool) -> sa.Select[Any]:
    """The ids of the next messages, earlier or later, in the same thread or outside of threads."""
    other = memories.alias()
    where = other.c.thread == memories.c.thread if inside else other.c.thread.is_(None)
    when = other.c.said_at < memories.c.said_at if earlier else other.c.said_at > memories.c.said_at
    query = sa.select(other.c.id).where(other.c.channel == memories.c.channel, where, ~other.c.gone, when)
    # In the order of the index, `thread` too: PostgreSQL sorts the whole channel where that is only said to be null.
    order = [each.desc() if earlier else each.asc() for each in (other.c.thread, other.c.said_at)]
    return query.order_by(*order).limit(_FURTHEST).correlate(memories)


def _replies() -> sa.Select[Any]:
    """The ids of the first replies to a message."""
    other = memories.alias()
    query = sa.select(other.c.id).where(
        other.c.channel == memories.c.channel, other.c.thread == memories.c.message_id, ~other.c.gone
    )
    return query.order_by(other.c.said_at).limit(_FURTHEST).correlate(memories)
