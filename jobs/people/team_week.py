"""The team's week with its public holidays."""

from datetime import date

from integrations.public_holidays import Holidays
from jobs.dates import Week
from jobs.people.team_settings import TeamSettings


async def week_of(settings: TeamSettings, holidays: Holidays, now: date) -> Week:
    """Return the team's week, which knows the holidays of the year of `now` and of the two after it."""
    try:
        await holidays.load(settings.holidays, [now.year, now.year + 1, now.year + 2])
    except ValueError:  # a region that this version does not know has no holidays
        return Week(settings.days)
    return Week(settings.days, holidays.of(settings.holidays))
