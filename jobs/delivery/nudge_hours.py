"""When a person may be nudged, and how often a day. The outbox asks."""

import contextlib
from datetime import datetime, timedelta
from enum import Enum

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.delivery import MessageState, outbox
from integrations.database.tables.team import people
from integrations.public_holidays import Holidays
from jobs.calendar import local_date, moment_of, next_open, read_hours, zone_of
from jobs.delivery.quiet_windows import LONGEST, after, holding
from jobs.messages import DEFERRABLE
from jobs.people import team_settings
from jobs.people.team import Team


class Holding(Enum):
    """What keeps a nudge from somebody."""

    HOURS = "outside your hours"
    WINDOW = "in focus or lunch"
    CAP = "over what you get in a day"


class NudgeHours:
    """The working hours of whoever is nudged, in their own zone, without focus and lunch; and the team's daily cap."""

    def __init__(self, db: Database, team: Team, holidays: Holidays) -> None:
        """Read people's zones and working days from `team`."""
        self._db = db
        self._team = team
        self._holidays = holidays

    async def next_open(self, person: str | None, now: datetime) -> datetime:
        """When `person` may next be nudged; for None, when the team may. `now` where that is at once."""
        settings = await self._team.settings()
        zone = zone_of(await self._team.zone(person) if person else settings.timezone)
        with contextlib.suppress(ValueError):  # a region that this version does not know has no holidays
            await self._holidays.load(settings.holidays, [now.year, now.year + 1])
        hours = read_hours(settings.working_hours)
        quiet = read_hours(settings.quiet_hours) if settings.quiet_hours else None
        holiday = self._holidays.of(settings.holidays)
        opens = next_open(now, hours, quiet, zone, days=settings.days, holiday=holiday)
        if person is None:
            return opens
        held = await holding(self._db, person, await self._team.channels_of(person), now)
        free = opens
        while (later := next_open(after(free, held), hours, quiet, zone, days=settings.days, holiday=holiday)) != free:
            free = later
        # A focus until the evening holds until the morning; windows without end would keep everything from somebody.
        endless = after(opens, held) - opens > LONGEST * 2
        return opens if endless and local_date(free, zone) != local_date(opens, zone) else free

    async def holding(self, person: str, at: datetime) -> Holding:
        """Return what has held a nudge to `person` that was to go at that moment."""
        settings = await self._team.settings()
        zone = zone_of(await self._team.zone(person))
        quiet = read_hours(settings.quiet_hours) if settings.quiet_hours else None
        holiday = self._holidays.of(settings.holidays)
        hours = read_hours(settings.working_hours)
        if next_open(at, hours, quiet, zone, days=settings.days, holiday=holiday) > at:
            return Holding.HOURS
        held = await holding(self._db, person, await self._team.channels_of(person), at)
        return Holding.WINDOW if after(at, held) > at else Holding.CAP

    async def daily_cap(self, tx: Tx, person: str, now: datetime) -> datetime | None:
        """When the next nudge may go, where today's cap is reached; else None. The day is the person's own."""
        settings = await team_settings.read(tx)
        known = (await tx.execute(sa.select(people.c.zone).where(people.c.id == person))).scalar_one_or_none()
        zone = zone_of(known or settings.timezone)
        midnight = moment_of(local_date(now, zone), datetime.min.time(), zone)
        query = (
            sa.select(sa.func.count())
            .select_from(outbox)
            .where(
                outbox.c.person == person,
                outbox.c.priority.in_(DEFERRABLE),
                sa.or_(
                    outbox.c.sent_at >= midnight,
                    sa.and_(
                        outbox.c.state.in_((MessageState.SENDING, MessageState.UNCERTAIN)),
                        outbox.c.tried_at >= midnight,
                    ),
                ),
            )
        )
        if (await tx.execute(query)).scalar_one() < settings.daily_cap:
            return None
        tomorrow = moment_of(local_date(now, zone) + timedelta(days=1), datetime.min.time(), zone)
        return tomorrow
