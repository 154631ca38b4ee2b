"""Public holidays by country and subdivision, from the `holidays` package.

The package is imported, and a region computed, in a thread and once.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import date


class Holidays:
    """The public holidays of regions such as `DE` or `US-CA`."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known: dict[tuple[str, int], Mapping[date, str]] = {}

    async def load(self, region: str | None, years: Iterable[int]) -> None:
        """Have these years of a region at hand, so that `of` need not compute them.

        Raises ValueError for a region that nobody knows.
        """
        missing = [year for year in years if region and (region, year) not in self._known]
        if region and missing:
            await asyncio.to_thread(lambda: [self._year(region, year) for year in missing])

    async def knows(self, region: str) -> bool:
        """Return True if there is such a region."""
        try:
            await self.load(region, [2024])
        except ValueError:
            return False
        return True

    def of(self, region: str | None) -> Callable[[date], bool]:
        """Return a test of dates: True for a public holiday of the region. Without a region that is known, none is."""

        def is_holiday(day: date) -> bool:
            if region is None:
                return False
            try:
                return day in self._year(region, day.year)
            except ValueError:
                return False

        return is_holiday

    async def named(self, region: str, year: int) -> Mapping[date, str]:
        """Return the holidays of a region in a year with what they are called there, in order of time.

        Raises ValueError for a region that nobody knows.
        """
        await self.load(region, [year])
        return self._year(region, year)

    def _year(self, region: str, year: int) -> Mapping[date, str]:
        if (region, year) not in self._known:
            self._known[region, year] = _compute(region, year)
        return self._known[region, year]


def _compute(region: str, year: int) -> Mapping[date, str]:
    import holidays

    country, _, part = region.partition("-")
    try:
        return dict(sorted(holidays.country_holidays(country, subdiv=part or None, years=year).items()))
    except (NotImplementedError, AttributeError, TypeError) as problem:
        raise ValueError(region) from problem
