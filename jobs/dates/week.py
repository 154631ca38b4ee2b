"""A team's week: which days it works, and where its week begins."""

from collections.abc import Callable
from datetime import date, timedelta

from integrations.deferred import dataclass
from jobs.calendar import WORKING_DAYS, no_holiday, week_begins

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """Working days by number, Monday 0, and the public holidays."""

    days: frozenset[int] = WORKING_DAYS
    holiday: Callable[[date], bool] = no_holiday

    @property
    def begins(self) -> int:
        """The weekday after the longest rest; Monday where every day is like the others."""
        return week_begins(self.days)

    def is_worked(self, day: date) -> bool:
        """Return True if the team works on `day`."""
        return day.weekday() in self.days and not self.holiday(day)

    def start_of(self, day: date) -> date:
        """The first day of the week that `day` is in."""
        return day - timedelta(days=(day.weekday() - self.begins) % 7)

    def working(self, start: date) -> tuple[date, date]:
        """The first and the last working day of the week that begins on `start`; holidays are not looked at."""
        found = [day for day in (start + number * _DAY for number in range(7)) if day.weekday() in self.days]
        return (found[0], found[-1]) if found else (start, start + 6 * _DAY)

    def free(self, start: date) -> tuple[date, date]:
        """The weekend of the week that begins on `start`."""
        last = self.working(start)[1]
        return (last + _DAY, start + 6 * _DAY) if last < start + 6 * _DAY else (last, last)

    def counted(self, start: date, number: int) -> tuple[date, date]:
        """The next `number` working days from `start` on: the first and the last of them."""
        found: list[date] = []
        for ahead in range(366 * 2):
            if len(found) == number:
                break
            day = start + ahead * _DAY
            if self.is_worked(day):
                found.append(day)
        return (found[0], found[-1]) if found else (start, start + (number - 1) * _DAY)
