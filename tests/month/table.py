"""What a month has to bring, from wall clocks and the script alone: nothing here is the app's.

The hours are those of `zoneinfo`, the holidays are written down in the script, and the rest
is what docs/rituals.md says in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.month.team import MON_TO_FRI, ZONES, Script, Standup

OPEN = timedelta(hours=2)
"""So long after the last of them was asked a round is open, where their working day is as long."""
LEAST_OPEN = timedelta(minutes=15)
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
    left_out: list[str] = field(default_factory=list)
    """Whose hour was still to come when the rest of the day was left out."""
    answers: dict[str, datetime] = field(default_factory=dict)
    skips: dict[str, datetime] = field(default_factory=dict)
    late: bool = False
    """Whether the whole team is asked, after its hour."""
    closes: datetime | None = None

    @property
    def where(self) -> str:
        """For a line about it."""
        return f"{self.standup.title} of {self.day:%a %Y-%m-%d}"

    @property
    def missing(self) -> list[str]:
        """Who was asked and said nothing."""
        return [each for each in self.asked if each not in self.answers and each not in self.skips]


def expected(script: Script) -> list[Expected]:
    """Every standup from the beginning to the end, in which somebody is asked."""
    first, last = script.began.date(), script.ends.date()
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rounds = [_round(script, standup, day) for standup in script.standups for day in days]
    return [each for each in rounds if each is not None and each.asked]


def is_over(script: Script, standup: Standup, day: date) -> bool:
    """Whether a standup of that day would be over when the script is."""
    return all(due(script, standup, person, day) <= script.ends - OPEN for person in standup.people)


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
    hours = {person: due(script, standup, person, day) for person in standup.people}
    begins_before = standup.zone and min(hours.values()) < script.began
    if begins_before or not is_over(script, standup, day):
        return None
    found.away = [person for person in hours if on_leave(script, person, day)]
    there = {person: moment for person, moment in hours.items() if person not in found.away}
    told = next((each.told for each in script.left_out if (each.standup, each.day) == (standup, day)), None)
    found.left_out = [person for person, moment in there.items() if told is not None and told < moment]
    begun = {person: _begun(script, standup, person, day, moment) for person, moment in there.items()}
    reached = {
        person: moment
        if moment is not None and (standup.zone or _works_from(script, person, moment) == moment)
        else hours[person]
        for person, moment in begun.items()
    }
    last = max(there, key=lambda each: reached[each])
    found.closes = _closes(standup, last, day, reached[last])
    found.late = bool(standup.zone) and begun[last] != hours[last]
    if found.late and (begun[last] or found.closes) >= _closes(standup, last, day, hours[last]):
        return None
    for person in there.keys() - {*found.left_out}:
        asked = begun[person]
        if asked is not None and asked > hours[person]:
            asked = _works_from(script, person, asked)
        if asked is None or asked >= found.closes:
            found.unasked.append(person)
        else:
            found.asked[person] = asked
    if not found.asked:
        return None
    for person, asked in found.asked.items():
        minutes = script.minutes(standup, person, day)
        if minutes is None:
            continue
        moment = asked + timedelta(minutes=minutes)
        # Nobody answers a bot that does not run.
        if moment < found.closes and not any(down.covers(moment) for down in script.down):
            how = found.skips if script.skips(standup, person, day) else found.answers
            how[person] = moment
    if not found.missing and not found.unasked and not found.left_out:
        found.closes = max([*found.answers.values(), *found.skips.values()])
    for down in script.down:
        if down.covers(found.closes):
            found.closes = down.until
    return found


def _begun(script: Script, standup: Standup, person: str, day: date, moment: datetime) -> datetime | None:
    """When their part of a standup begins, whose hour is at `moment`; None where their day is over by then."""
    if moment < script.began:  # it was not there yet
        return None
    begun = max([moment, *(down.until for down in script.down if down.covers(moment))])
    return begun if begun.astimezone(standup.zone_of(person)).date() == day else None


def _closes(standup: Standup, last: str, day: date, begun: datetime) -> datetime:
    """Two hours after the last one's part has begun, or when their working day ends, if that is not at once."""
    end = datetime.combine(day, WORK[1], standup.zone_of(last))
    return begun + OPEN if end < begun + LEAST_OPEN else min(begun + OPEN, end)


def _works_from(script: Script, person: str, moment: datetime) -> datetime:
    """The moment, or the next one at which somebody works."""
    local = moment.astimezone(ZoneInfo(ZONES[person]))
    while local.weekday() not in MON_TO_FRI or local.date() in script.holidays or local.time() >= WORK[1]:
        local = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    return max(moment, datetime.combine(local.date(), WORK[0], local.tzinfo))


def notices(script: Script) -> list[tuple[datetime, str, str]]:
    """What is said of a standup of the whole team that nobody is asked in: when, where, and in which words."""
    found = []
    for each in script.left_out:
        words = f"skipped {each.standup.title} on {each.day:%A} {each.day.day} {each.day:%B}"
        found.append((each.told, each.standup.channel, words))
    asked = {(each.standup, each.day) for each in expected(script)}
    for standup in script.standups:
        for down in script.down:
            day = down.since.date()
            while standup.zone and day <= down.until.date():
                moment = due(script, standup, standup.people[0], day)
                works = day.weekday() in standup.days and day not in script.holidays
                if works and down.covers(moment) and (standup, day) not in asked:
                    found.append((down.until, standup.channel, f"this did not happen: {standup.title} of"))
                day += timedelta(days=1)
    return found


def actions(rounds: list[Expected]) -> Iterator[tuple[datetime, Expected, str]]:
    """Who answers or skips what, in the order of time."""
    every = [(moment, each, who) for each in rounds for who, moment in {**each.answers, **each.skips}.items()]
    yield from sorted(every, key=lambda each: each[0])
