"""A day as somebody named it: exactly, by its weekday, or by numbers of which some are left out."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from integrations.deferred import dataclass

_MONTHS_LOOKED_AT = 12 * 8 + 1
"""29 February may be eight years away."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A day that is known."""

    day: date

    def next(self, _floor: date) -> date | None:
        """Return that day, whether it is past or ahead."""
        return self.day


@dataclass(frozen=True, slots=True)
class Weekday:
    """`friday`: the next that comes."""

    number: int

    def next(self, floor: date) -> date | None:
        """The first on or after `floor`."""
        return floor + timedelta(days=(self.number - floor.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class Numbers:
    """`the 24th`, `24 Dec`: what is left out is found."""

    number: int
    month: int | None = None
    bare: bool = False
    """Whether it was a number like any, which may count something else."""

    def next(self, floor: date) -> date | None:
        """The first that fits, on or after `floor`; None where no month has such a day."""
        return self._look(floor, 1, lambda day: day >= floor)

    def last(self, ceiling: date) -> date | None:
        """The last that fits, on or before `ceiling`; None where no month has such a day."""
        return self._look(ceiling, -1, lambda day: day <= ceiling)

    def _look(self, start: date, step: int, fits: Callable[[date], bool]) -> date | None:
        for away in range(_MONTHS_LOOKED_AT):
            year, month = divmod(start.year * 12 + start.month - 1 + step * away, 12)
            month += 1
            if self.month in (None, month) and 1 <= self.number <= monthrange(year, month)[1]:
                day = date(year, month, self.number)
                if fits(day):
                    return day
        return None


Point = Exact | Weekday | Numbers
