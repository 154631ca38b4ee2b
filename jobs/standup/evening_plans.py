"""What people say in the evening that they mean to do next; the next standup fills it in."""

from datetime import datetime

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.standup import AnswerState
from integrations.database.tables.standup import standup_answers as answers
from integrations.database.tables.standup import standup_plans as plans
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.time import Clock
from jobs.errors import UserError
from jobs.people.directory import Directory
from jobs.standup.plans import STALE
from jobs.standup.words import NOT_IN_CHANNEL

LONGEST = 2500
"""Characters of a plan that grows line by line."""


class EveningPlans:
    """The plans of people, each shared with one channel. The newest counts, until its author answers a standup."""

    def __init__(self, db: Database, clock: Clock, team: Directory) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock
        self._team = team

    async def of(self, user: str, channel: str) -> str:
        """Return what `user` means to do next; empty where they said nothing.

        On a Monday morning it is what they said on Friday.
        """
        async with self._db.read() as tx:
            return await _read(tx, channel, user, self._clock.now())

    async def set(self, user: str, channel: str, words: str) -> None:
        """Keep what `user` means to do next. Raise `UserError` for who is not in the channel."""
        await self._check_member(user, channel)
        async with self._db.write() as tx:
            await self._keep(tx, channel, user, words.strip())

    async def add(self, user: str, channel: str, line: str) -> None:
        """Add a line to the plan, once. Raise `UserError` for who is not in the channel."""
        await self._check_member(user, channel)
        now = self._clock.now()
        async with self._db.write() as tx:
            await self._lock(tx, channel, user, now)
            lines = (await _read(tx, channel, user, now)).splitlines()
            if line not in lines:
                await self._keep(tx, channel, user, "\n".join([*lines, line])[:LONGEST])

    async def _check_member(self, user: str, channel: str) -> None:
        if all(member.id != user for member in await self._team.members(channel)):
            raise UserError(NOT_IN_CHANNEL)

    async def _lock(self, tx: Tx, channel: str, person: str, now: datetime) -> None:
        """Make whoever else changes that plan wait for the end of `tx`."""
        mine = sa.and_(plans.c.channel == channel, plans.c.person == person)
        await tx.execute(
            self._db.insert(plans)
            .values(channel=channel, person=person, words="", made_at=now - STALE)
            .on_conflict_do_nothing(index_elements=[plans.c.channel, plans.c.person])
        )
        await tx.execute(sa.select(plans.c.person).where(mine).with_for_update())

    async def _keep(self, tx: Tx, channel: str, person: str, words: str) -> None:
        values = {"words": words, "made_at": self._clock.now()}
        await tx.execute(
            self._db.insert(plans)
            .values(channel=channel, person=person, **values)
            .on_conflict_do_update(index_elements=[plans.c.channel, plans.c.person], set_=values)
        )


async def _read(tx: Tx, channel: str, person: str, now: datetime) -> str:
    answered = (
        sa.select(sa.func.max(answers.c.answered_at))
        .join(rounds, rounds.c.key == answers.c.round)
        .where(rounds.c.channel == channel, answers.c.person == person, answers.c.state == AnswerState.ANSWERED)
        .scalar_subquery()
    )
    query = sa.select(plans.c.words).where(
        plans.c.channel == channel,
        plans.c.person == person,
        plans.c.made_at > now - STALE,
        sa.or_(answered.is_(None), plans.c.made_at > answered),
    )
    return str((await tx.execute(query)).scalar_one_or_none() or "")
