"""Who is away, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import absences
from integrations.slack.types import Person

ON_LEAVE = frozenset({":palm_tree:", ":face_with_thermometer:"})
"""The emoji of Slack's own statuses "Vacationing" and "Out sick"."""


def is_on_leave(person: Person) -> bool:
    """Whether somebody's own status says that they are away just now."""
    return person.status_emoji in ON_LEAVE


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which somebody is away, first and last included."""

    person: str
    first: date
    last: date
    note: str = ""


class Absences:
    """The team's absences."""

    def __init__(self, db: Database) -> None:
        """Keep them in `db`."""
        self._db = db

    async def away(self, user: str, day: date) -> bool:
        """Whether `user` is away on `day`."""
        return user in await self.who(day)

    async def who(self, day: date) -> frozenset[str]:
        """Everybody who is away on `day`."""
        query = sa.select(absences.c.person).where(absences.c.first <= day, absences.c.last >= day)
        async with self._db.read() as tx:
            return frozenset((await tx.execute(query)).scalars())

    async def of(self, user: str, since: date) -> Sequence[Absence]:
        """The absences of `user` that are not over on `since`, in order."""
        query = (
            sa.select(absences).where(absences.c.person == user, absences.c.last >= since).order_by(absences.c.first)
        )
        async with self._db.read() as tx:
            return [Absence(row.person, row.first, row.last, row.note) for row in (await tx.execute(query)).all()]

    async def add(self, tx: Tx, user: str, first: date, last: date, note: str = "") -> None:
        """Keep that `user` is away from `first` to `last`, both included; it replaces what it overlaps.

        Raises ValueError where the last day is before the first.
        """
        if last < first:
            raise ValueError("an absence that ends before it begins")
        await tx.execute(_overlapping(user, first, last))
        await tx.execute(absences.insert().values(person=user, first=first, last=last, note=note))

    async def end(self, tx: Tx, user: str, back: date) -> bool:
        """Keep that `user` is back on `back`; whether that changed anything."""
        yesterday = date.fromordinal(back.toordinal() - 1)
        cut = await tx.execute(
            absences.update()
            .where(absences.c.person == user, absences.c.first < back, absences.c.last >= back)
            .values(last=yesterday)
        )
        gone = await tx.execute(absences.delete().where(absences.c.person == user, absences.c.first >= back))
        return bool(cut.rowcount or gone.rowcount)


def _overlapping(user: str, first: date, last: date) -> sa.Delete:
    return absences.delete().where(absences.c.person == user, absences.c.first <= last, absences.c.last >= first)
