"""What people told in rounds that are closed, to be looked through for words."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.records import record_of
from integrations.database.tables.standup import AnswerState, RoundState
from integrations.database.tables.standup import standup_answers as answers
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """Somebody's answer in a round, and which round that was."""

    round: str
    local_date: date
    channel: str
    person: str
    name: str
    words: Mapping[str, str]
    answered_at: datetime


async def told_in(tx: Tx, channels: Collection[str], beginnings: Collection[str], most: int) -> list[ToldAnswer]:
    """Return the newest answers of these channels, newest first, and as many older ones with a word in question.

    One is in question where it begins as one of `beginnings`, which are of lower case.
    """
    query: sa.Select[Any] = (
        sa.select(
            answers.c.round,
            rounds.c.local_date,
            rounds.c.channel,
            answers.c.person,
            answers.c.name,
            answers.c.words,
            answers.c.answered_at,
        )
        .join(rounds, rounds.c.key == answers.c.round)
        .where(
            rounds.c.channel.in_(channels), rounds.c.state == RoundState.CLOSED, answers.c.state == AnswerState.ANSWERED
        )
        .order_by(answers.c.answered_at.desc())
        .limit(most)
    )
    found = [record_of(ToldAnswer, row) for row in await tx.execute(query)]
    if len(found) == most:
        said = sa.func.lower(sa.cast(answers.c.words, sa.Text))
        may_have = sa.or_(sa.false(), *(said.contains(each, autoescape=True) for each in sorted(beginnings)))
        older = query.where(answers.c.answered_at < found[-1].answered_at, may_have)
        found += [record_of(ToldAnswer, row) for row in await tx.execute(older)]
    return found
