"""How old something is in working time: a weekend ages nothing."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from integrations.public_holidays import Holidays
from jobs.calendar import (
    Holiday,
    Hours,
    local_date,
    moment_of,
    read_hours,
    window,
    working_days,
    working_time,
    zone_of,
)
from jobs.people.team import Team
from jobs.people.team_settings import TeamSettings

_HOUR = timedelta(hours=1)


class WorkingAge:
    """The team's working time as of a moment; `WorkingAge.of_team` reads the settings."""

    def __init__(self, now: datetime, settings: TeamSettings, holiday: Holiday) -> None:
        """Count up to `now`."""
        self.now = now
        self.zone = zone_of(settings.timezone)
        self._hours: Hours = read_hours(settings.working_hours)
        self._days = settings.days
        self._holiday = holiday

    @classmethod
    async def of_team(cls, team: Team, holidays: Holidays, now: datetime) -> "WorkingAge":
        """With the team's zone, hours and holidays."""
        settings = await team.settings()
        with contextlib.suppress(ValueError):  # a region that this version does not know has no holidays
            await holidays.load(settings.holidays, range(now.year - 2, now.year + 2))
        return cls(now, settings, holidays.of(settings.holidays))

    @property
    def today(self) -> date:
        """The date on the team's wall."""
        return local_date(self.now, self.zone)

    @property
    def works_today(self) -> bool:
        """Whether today is a working day of the team."""
        return self.today.weekday() in self._days and not self._holiday(self.today)

    def since(self, moment: datetime) -> timedelta:
        """The working time since a moment; no more than the last two years' are counted."""
        earliest = self.now - timedelta(days=731)
        since = max(moment, earliest)
        return working_time(since, self.now, self._hours, self.zone, days=self._days, holiday=self._holiday)

    def days_since(self, moment: datetime) -> int:
        """How many working days have begun since the day of a moment; from Friday to Monday it is one."""
        earliest = self.now - timedelta(days=731)
        first = local_date(max(moment, earliest), self.zone)
        return working_days(first, self.today, days=self._days, holiday=self._holiday)

    def words(self, moment: datetime) -> str:
        """`40 min`, `3 h` or `2 days` of working time since a moment."""
        age = self.since(moment)
        start, end = window(self.today, self._hours, self.zone)
        day = max(end - start, _HOUR)
        if age < _HOUR:
            return f"{age // timedelta(minutes=1)} min"
        if age < day:
            return f"{age // _HOUR} h"
        days = age // day
        return "1 day" if days == 1 else f"{days} days"

    def last_evening(self) -> datetime:
        """The end of the last working day before today."""
        day = self.today - timedelta(days=1)
        while day.weekday() not in self._days or self._holiday(day):
            day -= timedelta(days=1)
            if self.today - day > timedelta(days=30):
                break
        return window(day, self._hours, self.zone)[1]

    def since_evening(self) -> str:
        """`since Friday evening`, of `last_evening`."""
        return f"since {self.last_evening().astimezone(self.zone):%A} evening"

    def midnight(self) -> datetime:
        """Return when the team's day began."""
        return moment_of(self.today, datetime.min.time(), self.zone)


AgesNow = Callable[[], Awaitable[WorkingAge]]
"""Reads the team's working time up to now."""
