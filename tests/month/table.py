"""What a month has to bring, from wall clocks and the script alone: nothing here is the app's.

The hours are those of `zoneinfo`, the holidays are written down in the script, and the rest
is what docs/rituals.md says in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.month.team import ZONES, Script, Standup

OPEN = timedelta(hours=2)
"""So long after the last of them was asked a round is open, where their working day is as long."""
WORK = (time(9), time(17, 30))


@dataclass(slots=True)
class Expected:
    """A standup of a day."""

    standup: Standup
    day: date
    asked: dict[str, datetime] = field(default_factory=dict)
    """When each is asked."""
    away: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    """Whose hour was past when somebody could have asked them."""
    answers: dict[str, datetime] = field(default_factory=dict)
    closes: datetime | None = None

    @property
    def where(self) -> str:
        """For a line about it."""
        return f"{self.standup.title} of {self.day:%a %Y-%m-%d}"

    @property
    def missing(self) -> list[str]:
        """Who was asked and did not answer."""
        return [each for each in self.asked if each not in self.answers]


def expected(script: Script) -> list[Expected]:
    """Every standup from the beginning to the end, in which somebody is asked."""
    first, last = script.began.date(), script.ends.date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rounds = [_round(script, standup, day) for standup in script.standups for day in days]
    return [each for each in rounds if each is not None and each.asked]


def on_leave(script: Script, person: str, day: date) -> bool:
    """Whether somebody is away on that date."""
    return any(each.person == person and each.first <= day <= each.last for each in script.leaves)


def due(script: Script, standup: Standup, person: str, day: date) -> datetime:
    """When they are to be asked: an hour that is edited after it has come counts from the next day."""
    zone = standup.zone_of(person)
    moment = datetime.combine(day, standup.at, zone)
    for edit in script.edits:
        if edit.standup == standup and edit.moment < moment:
            moment = datetime.combine(day, edit.at, zone)
    return moment


def _round(script: Script, standup: Standup, day: date) -> Expected | None:
    if day.weekday() not in standup.days or day in script.holidays:
        return None
    found = Expected(standup, day)
    for person in standup.people:
        moment = due(script, standup, person, day)
        if moment > script.ends - OPEN or (standup.zone and moment < script.began):
            return None
        if on_leave(script, person, day):
            found.away.append(person)
        elif moment >= script.began and (asked := _after_an_outage(script, person, day, moment)) is not None:
            found.asked[person] = asked
        else:
            found.unasked.append(person)
    if not found.asked:
        return None
    last = max(found.asked, key=lambda each: found.asked[each])
    end = datetime.combine(day, WORK[1], standup.zone_of(last))
    found.closes = min(found.asked[last] + OPEN, end)
    for person, asked in found.asked.items():
        minutes = script.minutes(standup, person, day)
        if minutes is not None:
            found.answers[person] = asked + timedelta(minutes=minutes)
    if not found.missing and not found.unasked:
        found.closes = max(found.answers.values())
    for down in script.down:
        if down.covers(found.closes):
            found.closes = down.until
    return found


def _after_an_outage(script: Script, person: str, day: date, moment: datetime) -> datetime | None:
    """Asked late on the same day where they work then; a day that is over, or an evening, asks nobody."""
    for down in script.down:
        if down.covers(moment):
            local = down.until.astimezone(ZoneInfo(ZONES[person]))
            return down.until if local.date() == day and WORK[0] <= local.time() < WORK[1] else None
    return moment


def actions(rounds: list[Expected]) -> Iterator[tuple[datetime, Expected, str]]:
    """Who answers what, in the order of time."""
    answers = [(moment, each, person) for each in rounds for person, moment in each.answers.items()]
    yield from sorted(answers, key=lambda each: each[0])
