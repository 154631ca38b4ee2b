"""What is kept of the rounds of some days: which were held, whom they asked, and what came of it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.look import Query
from integrations.database.records import record_of
from integrations.database.tables.standup import (
    AnswerSource,
    AnswerState,
    AskedState,
    standup_answers,
    standup_asked,
    standup_rounds,
)
from integrations.deferred import dataclass
from jobs.standup.questions import as_typed

_FIRST = 1
"""The number of the round that a day has by itself; somebody asked for those after it."""
RitualDay = tuple[int, date]
"""A ritual, and a day of it."""
Answerer = tuple[int, date, str]
"""A ritual, a day of it, and a person."""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """What somebody did with the question of a day."""

    after: timedelta
    """So long after they were asked."""
    words: Mapping[str, str]
    """What they said, by question."""
    mood: str
    skipped: bool
    ahead: bool
    """Whether it was given before the round opened."""
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Somebody whom a round asks."""

    round: str
    ritual: int
    day: date
    person: str
    asked_at: datetime


def held_between(first: date, last: date) -> Query[RitualDay]:
    """Return the days on which a ritual held its round."""
    query = sa.select(standup_rounds.c.ritual, standup_rounds.c.local_date).where(*_own(first, last))
    return Query(query, lambda row: (row.ritual, row.local_date))


def answers_between(first: date, last: date) -> Query[tuple[Answerer, PastAnswer]]:
    """Return what people answered in the rounds of those days."""
    theirs = sa.and_(
        standup_asked.c.round == standup_answers.c.round, standup_asked.c.person == standup_answers.c.person
    )
    query = (
        sa.select(standup_rounds.c.ritual, standup_rounds.c.local_date, standup_asked.c.asked_at)
        .add_columns(*standup_answers.c)
        .select_from(standup_answers)
        .join(standup_rounds, standup_rounds.c.key == standup_answers.c.round)
        .join(standup_asked, theirs)
        .where(*_own(first, last))
    )
    return Query(query, lambda row: ((row.ritual, row.local_date, row.person), _answer(row)))


async def asked_besides(tx: Tx, known: Collection[str]) -> tuple[set[str], list[AskedPerson]]:
    """Return the rounds, by key, that are not `known` yet, and whom they ask."""
    rounds = standup_rounds
    new = set((await tx.execute(sa.select(rounds.c.key))).scalars()) - set(known)
    if not new:
        return new, []
    query = (
        sa.select(standup_asked, rounds.c.ritual, rounds.c.local_date)
        .join(rounds, rounds.c.key == standup_asked.c.round)
        .where(standup_asked.c.round.in_(new), standup_asked.c.state == AskedState.ASKED)
    )
    return new, [record_of(AskedPerson, row, day=row.local_date) for row in await tx.execute(query)]


def _own(first: date, last: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (standup_rounds.c.number == _FIRST, standup_rounds.c.local_date.between(first, last))


def _answer(row: sa.Row[Any]) -> PastAnswer:
    return PastAnswer(
        max(row.answered_at - row.asked_at, timedelta(0)),
        {**row.words, **{name: as_typed(pick) for name, pick in row.picks.items()}},
        row.mood,
        row.state is AnswerState.SKIPPED,
        row.source is AnswerSource.AHEAD,
        row.answered_at,
    )
