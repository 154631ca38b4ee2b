"""What each person's questions cost a day, in a model's tokens."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.answers import token_use
from integrations.time import Clock
from jobs.people.directory import Directory


class Spending:
    """Counts the tokens, and says when a day's are used up."""

    def __init__(self, db: Database, clock: Clock, a_day: int) -> None:
        """`a_day` is how many each person may use on one day of their own calendar; 0 stands for no limit."""
        self._db = db
        self._insert = db.insert(token_use)
        self._clock = clock
        self._a_day = a_day

    async def used_up(self, person: str, zone: str) -> bool:
        """Return True if a person has none left today."""
        if not self._a_day:
            return False
        mine = sa.and_(token_use.c.person == person, token_use.c.day == _day(self._clock.now(), zone))
        used = (await self._db.fetch(sa.select(token_use.c.tokens).where(mine))).scalar_one_or_none()
        return (used or 0) >= self._a_day

    async def spent(self, person: str, zone: str, tokens: int) -> None:
        """Add tokens to what somebody has spent today."""
        row = {"person": person, "day": _day(self._clock.now(), zone), "tokens": tokens}
        more = self._insert.values(row).on_conflict_do_update(
            index_elements=[token_use.c.person, token_use.c.day], set_={"tokens": token_use.c.tokens + tokens}
        )
        async with self._db.write() as tx:
            await tx.execute(more)


class Purse:
    """The same, for those who know a person and not their zone."""

    def __init__(self, spending: Spending, team: Directory) -> None:
        """`team` knows where a person is."""
        self._spending = spending
        self._team = team

    async def used_up(self, person: str) -> bool:
        """Return True if nothing is left for a person today."""
        return await self._spending.used_up(person, await self._team.zone(person))

    async def spent(self, person: str, tokens: int) -> None:
        """Take tokens from what a person has today."""
        await self._spending.spent(person, await self._team.zone(person), tokens)


def _day(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
