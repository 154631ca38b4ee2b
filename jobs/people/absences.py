"""Who is away, and until when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.chat import Person
from integrations.database import Database, Tx
from integrations.database.tables.cadence import absences
from integrations.database.tables.team import people
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.dates import DateSpan, united
from jobs.people.away_status import AwayStatuses

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of somebody's absences: days that are new, and days on which they are there after all."""

    added: tuple[DateSpan, ...] = ()
    ended: tuple[DateSpan, ...] = ()

    @property
    def undone(self) -> "Changed":
        """The change that takes this one back."""
        return Changed(self.ended, self.added)


class Absences:
    """The team's absences. Each is days in a row; no two of one person overlap or touch."""

    def __init__(self, db: Database, clock: Clock, statuses: AwayStatuses | None = None) -> None:
        """Keep them in `db`. `statuses` says which of people's own statuses mean that they are away."""
        self._db = db
        self._clock = clock
        self._statuses = statuses or AwayStatuses()

    async def away(self, user: str, day: date) -> bool:
        """Return True if `user` is away on `day`, as they said or as their status says now."""
        return user in await self.who(day)

    async def who(self, day: date) -> frozenset[str]:
        """Everybody who is away on `day`, as they said; of about today, also those whose status says so now."""
        said, now = await self.said(day), self._clock.now()
        if abs(day - now.date()) > _DAY:
            return said
        rows = (await self._db.fetch(sa.select(people.c.id, people.c.status))).all()
        return said | {row.id for row in rows if self._says(row.status, now)}

    async def said(self, day: date) -> frozenset[str]:
        """Return everybody who said that they are away on `day`."""
        query = sa.select(absences.c.person).where(absences.c.first <= day, absences.c.last >= day)
        return frozenset((await self._db.fetch(query)).scalars())

    def by_status(self, person: Person, at: datetime) -> bool:
        """Return True if somebody's own status says that they are away, and still stands at `at`."""
        return self._statuses.says(person.status_text, person.status_emoji, person.status_until, at)

    def _says(self, status: Mapping[str, Any], at: datetime) -> bool:
        until = datetime.fromisoformat(status["until"]) if status.get("until") else None
        return self._statuses.says(str(status.get("text", "")), str(status.get("emoji", "")), until, at)

    async def of(self, tx: Tx, user: str, since: date) -> list[DateSpan]:
        """The absences of `user` that are not over on `since`, in order."""
        query = (
            sa.select(absences.c.first, absences.c.last)
            .where(absences.c.person == user, absences.c.last >= since)
            .order_by(absences.c.first)
        )
        return [DateSpan(row.first, row.last) for row in (await tx.execute(query)).all()]

    async def between(self, users: Collection[str], first: date, last: date) -> Mapping[str, Sequence[DateSpan]]:
        """Return what these users said of being away on any of these days: whole absences, in order, by user."""
        query = (
            sa.select(absences.c.person, absences.c.first, absences.c.last)
            .where(absences.c.person.in_(users), absences.c.first <= last, absences.c.last >= first)
            .order_by(absences.c.first)
        )
        found: dict[str, list[DateSpan]] = {}
        async with self._db.read() as tx:
            for row in (await tx.execute(query)).all():
                found.setdefault(row.person, []).append(DateSpan(row.first, row.last))
        return found

    async def change(self, tx: Tx, user: str, wanted: Changed, since: date) -> Changed:
        """Make these changes from `since` on, and return those that were needed."""
        before = await self.of(tx, user, since)
        ends = [DateSpan(max(each.first, since), each.last) for each in wanted.ended if each.last >= since]
        adds = [DateSpan(max(each.first, since), each.last) for each in wanted.added if each.last >= since]
        after = united([*without(before, ends), *adds])
        await tx.execute(absences.delete().where(absences.c.person == user, absences.c.last >= since))
        rows = [{"person": user, "first": each.first, "last": each.last, "note": ""} for each in after]
        if rows:
            await tx.execute(absences.insert(), rows)
        return Changed(tuple(without(after, before)), tuple(without(before, after)))


def without(spans: Sequence[DateSpan], gone: Sequence[DateSpan]) -> list[DateSpan]:
    """The days of `spans` that are not among those of `gone`."""
    left = list(spans)
    for cut in gone:
        kept: list[DateSpan] = []
        for span in left:
            before, after = min(span.last, cut.first - _DAY), max(span.first, cut.last + _DAY)
            kept += [DateSpan(span.first, before)] if before >= span.first else []
            kept += [DateSpan(after, span.last)] if after <= span.last else []
        left = kept
    return left
