"""When things happen in the story, as seen from the clock of the demo."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo import team
from integrations.time import Clock

PAYMENTS, ORDERS = "sample/payments", "sample/orders"
LOGINS = {
    team.ANA.id: "ana-sample",
    team.BEN.id: "ben-sample",
    team.CHIARA.id: "chiara-sample",
    team.DEV.id: "dev-sample",
    team.ELIF.id: "elif-sample",
}
COMMITTERS = {LOGINS[each.id]: each.email for each in team.PEOPLE if each is not team.ELIF}
"""The addresses of commits that GitHub knows whose they are, by login. Elif commits from an address of her own."""
MERGED, DEPLOYED = "11:34", "15:30"
"""The index: into the main branch, and out to production."""


class Story:
    """The story of one day; afterwards everything stays as it was in the evening."""

    def __init__(self, clock: Clock, day: datetime) -> None:
        """Tell it of the date that `day` has in the team's zone."""
        self.clock = clock
        self._day = day.astimezone(ZoneInfo(team.ZONE))

    def now(self) -> datetime:
        """The present moment."""
        return self.clock.now()

    def at(self, clock: str, days: int = 0) -> datetime:
        """`HH:MM` of the story's day, or of the working day that many before (-1) or after it."""
        hour, minute = map(int, clock.split(":"))
        day, step = self._day, 1 if days > 0 else -1
        left = abs(days)
        while left:
            day += timedelta(days=step)
            left -= day.weekday() < 5
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def past(self, clock: str, days: int = 0) -> bool:
        """Return True if that moment of the story has come."""
        return self.now() >= self.at(clock, days)
