"""The interruption ledger: what a person got of us in a week, what was kept from them, and what came of it.

All of it is read from what the outbox and the answers keep anyway; nothing is written down for it. It is told to
the person alone, in the last hour of their working week, where anything was to be told.
"""

from collections import Counter
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.delivery import MessageState, outbox
from integrations.public_holidays import Holidays
from integrations.time import Clock
from jobs.calendar import local_date, moment_of, read_hours, week_begins, window, zone_of
from jobs.delivery import ledger_posts
from jobs.delivery.interruption_limits import InterruptionLimits
from jobs.delivery.ledger_week import KindOfWeek, LedgerMessage, Week
from jobs.delivery.nudge_hours import Holding, NudgeHours
from jobs.delivery.reactions import Interrupting, Reaction, ReactionsTo
from jobs.delivery.worker import outlived
from jobs.messages import Interruption, Outgoing, OutgoingMessage, Priority
from jobs.people.absences import Absences
from jobs.people.team import Team

BEFORE_THE_END = timedelta(hours=1)
"""So long before the end of their last working day somebody reads it."""
LOOK_S = 300
"""How often it is looked for whom it is time."""
_DAY = timedelta(days=1)


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
            messages = [record_of(LedgerMessage, row) for row in await tx.execute(query)]
            came = [await self._reaction(tx, each) for each in messages]
        for message, reaction in zip(messages, came, strict=True):
            if message.state is MessageState.FAILED and message.sent_at is None:
                continue
            kinds.setdefault(message.kind, KindOfWeek()).count(message, reaction)
            if message.was_held:
                held_by[await self._hours.holding(person, message.created_at)] += 1
        return Week(last, kinds, held_by, await self.limits.of(person))

    async def _reaction(self, tx: Tx, message: LedgerMessage) -> Reaction | None:
        """What its person did about a message that was sent; None where that is not known."""
        known = self._reactions.get(message.kind)
        if known is None or message.sent_at is None:
            return None
        return await known(tx, Interrupting(message.key, message.person, message.asks_round, message.sent_at))

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
