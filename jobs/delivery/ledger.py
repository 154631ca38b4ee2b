"""The interruption ledger: what a person got of us in a week, what was kept from them, and what came of it.

All of it is read from what the outbox and the answers keep anyway; nothing is written down for it. It is told to
the person alone, in the last hour of their working week, where anything was to be told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.delivery import MessageState, outbox
from integrations.deferred import dataclass
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.calendar import local_date, moment_of, read_hours, week_begins, window, zone_of
from jobs.delivery import ledger_posts
from jobs.delivery.interruption_limits import InterruptionLimits
from jobs.delivery.nudge_hours import Holding, NudgeHours
from jobs.delivery.outbox import UNWANTED
from jobs.delivery.reactions import Interrupting, Reaction, ReactionsTo
from jobs.delivery.worker import outlived
from jobs.messages import DEFERRABLE, Interruption, Outgoing, OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.team import Team

BEFORE_THE_END = timedelta(hours=1)
"""So long before the end of their last working day somebody reads it."""
HELD = timedelta(minutes=1)
"""What goes later than this after it was put in has waited."""
LOOK_S = 300
"""How often it is looked for whom it is time."""
_DAY = timedelta(days=1)


@dataclass(slots=True)
class KindOfWeek:
    """How many messages of one kind somebody got in a week."""

    sent: int = 0
    waiting: int = 0
    spared: int = 0
    """They never came, since their reason was gone."""
    unwanted: int = 0
    """They never came, since the person wants none of them."""
    came_of_it: Counter[Reaction] = field(default_factory=Counter)
    """How many of those that were sent came to what; of others it is not known."""


@dataclass(frozen=True, slots=True)
class Week:
    """Which messages somebody got in a week."""

    last: date
    """The day by which it was asked for."""
    kinds: Mapping[Interruption, KindOfWeek]
    held_by: Mapping[Holding, int]
    limits: Mapping[Interruption, int]

    @property
    def has_nudges(self) -> bool:
        """Return True if there is more to tell than that a standup asked, which they know."""
        return any(kind is not Interruption.QUESTION for kind in self.kinds) or bool(self.held_by)


class Ledger:
    """Everybody's, each for themselves."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        team: Team,
        absences: Absences,
        holidays: Holidays,
        hours: NudgeHours,
        mail: Outgoing,
        reactions: ReactionsTo,
    ) -> None:
        """Read `db`, and send through `mail`. `hours` knows what has held a message, `reactions` what came of it."""
        self._db = db
        self._clock = clock
        self._team = team
        self._absences = absences
        self._holidays = holidays
        self._hours = hours
        self._mail = mail
        self._reactions = reactions
        self.limits = InterruptionLimits(db, clock)

    async def tick(self) -> None:
        """Send it to those for whom it is time. For the heartbeat."""
        now = self._clock.now()
        recent = sa.select(outbox.c.person).where(outbox.c.created_at >= now - 7 * _DAY, _counts()).distinct()
        people = list((await self._db.fetch(recent)).scalars())
        for person in people:
            with outlived("ledger_not_sent", person=person):  # one who cannot be read costs the others nothing
                await self._send(person, now)

    async def week(self, person: str, day: date | None = None) -> Week:
        """Return the week of a person that has a day of theirs in it; without one, this week."""
        zone = zone_of(await self._team.zone(person))
        last = day or local_date(self._clock.now(), zone)
        first = self._first(last, (await self._team.settings()).days)
        begins = moment_of(first, datetime.min.time(), zone)
        ends = moment_of(first + 7 * _DAY, datetime.min.time(), zone)
        query = (
            sa.select(outbox)
            .where(outbox.c.person == person, _counts(), outbox.c.created_at >= begins, outbox.c.created_at < ends)
            .order_by(outbox.c.id)
        )
        kinds: dict[Interruption, KindOfWeek] = {}
        held_by: Counter[Holding] = Counter()
        async with self._db.read() as tx:
            rows = (await tx.execute(query)).all()
            came = {row.id: await self._reaction(tx, row) for row in rows if row.sent_at is not None}
        for row in rows:
            if row.state is MessageState.FAILED and row.sent_at is None:
                continue
            _count(kinds.setdefault(row.kind, KindOfWeek()), row, came.get(row.id))
            if _was_held(row):
                held_by[await self._hours.holding(person, row.created_at)] += 1
        return Week(last, kinds, held_by, await self.limits.of(person))

    async def _reaction(self, tx: Tx, row: sa.Row[Any]) -> Reaction | None:
        """What its person did about a message that was sent; None where that is not known."""
        known = self._reactions.get(row.kind)
        return await known(tx, record_of(Interrupting, row)) if known else None

    async def _send(self, person: str, now: datetime) -> None:
        zone = zone_of(await self._team.zone(person))
        hours, date_now = read_hours((await self._team.settings()).working_hours), local_date(now, zone)
        for today in (date_now, date_now - _DAY):  # hours over midnight are of the day on which they begin
            _, ends = window(today, hours, zone)
            if ends - BEFORE_THE_END <= now < ends:
                break
        else:
            return
        if not await self.is_the_last_day(today):
            return
        if (await self.limits.of(person)).get(Interruption.LEDGER) == 0 or await self._absences.away(person, today):
            return
        key = f"ledger:{person}:{today.isoformat()}"
        async with self._db.read() as tx:
            if (await tx.execute(sa.select(outbox.c.id).where(outbox.c.key == key))).first() is not None:
                return
        week = await self.week(person, today)
        if not week.has_nudges:
            return
        post = ledger_posts.weekly(week)
        message = OutgoingMessage(
            key, person, post, Priority.NUDGE, person=person, kind=Interruption.LEDGER, expires_at=ends
        )
        async with self._db.write() as tx:
            await self._mail.put(tx, message)

    async def is_the_last_day(self, today: date) -> bool:
        """Return True for the last day of its week on which the team works."""
        settings = await self._team.settings()
        await self._holidays.load(settings.holidays, [today.year, today.year + 1])
        holiday = self._holidays.of(settings.holidays)
        first = self._first(today, settings.days)
        days = [first + number * _DAY for number in range(7)]
        return today == max((day for day in days if day.weekday() in settings.days and not holiday(day)), default=None)

    @staticmethod
    def _first(day: date, days: frozenset[int]) -> date:
        """The first day of the week that a day lies in."""
        return day - timedelta(days=(day.weekday() - week_begins(days)) % 7)


def _counts() -> sa.ColumnElement[bool]:
    """Whether a message interrupts its person; the ledger itself is not told of."""
    told = [kind for kind in Interruption if kind is not Interruption.LEDGER]
    return sa.and_(outbox.c.person.is_not(None), outbox.c.kind.in_(told), outbox.c.replaces.is_(None))


def _count(this: KindOfWeek, row: sa.Row[Any], came: Reaction | None) -> None:
    late = row.state is MessageState.WAITING and row.expires_at is not None and row.expires_at <= row.not_before
    if row.sent_at is not None:
        this.sent += 1
        if came is not None:
            this.came_of_it[came] += 1
    elif row.problem == UNWANTED:
        this.unwanted += 1
    elif late or row.state in (MessageState.EXPIRED, MessageState.WITHDRAWN):
        this.spared += 1
    else:
        this.waiting += 1


def _was_held(row: sa.Row[Any]) -> bool:
    """Return True if a message waited, or waits, for a better hour of its person."""
    if row.priority not in DEFERRABLE or row.not_before <= row.created_at:
        return False
    went: datetime = row.tried_at or row.not_before
    return bool(went - row.created_at > HELD)
