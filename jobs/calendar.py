"""Zones, working days, quiet hours: pure arithmetic on dates, for whoever schedules.

A *wall time* is what a clock on a wall of the zone shows; a *moment* is aware and in UTC.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from integrations.deferred import dataclass

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days by name, Monday first, as everywhere in Rolecall."""
EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
MIDNIGHT = time(0)
HORIZON = timedelta(days=366 * 5)
"""How far ahead an occurrence is looked for. Every 52 weeks, minus holidays, fits well in."""

Holiday = Callable[[date], bool]
Hours = tuple[time, time]
"""From and until, in wall time. Where the end is not after the start it is tomorrow's."""
_DAY = timedelta(days=1)


def no_holiday(_day: date) -> bool:
    """A calendar without holidays."""
    return False


def read_time(text: str) -> time:
    """`HH:MM`, 00:00 to 23:59. Raises ValueError for anything else."""
    hour, colon, minute = text.partition(":")
    if not (colon and len(hour) == len(minute) == 2 and text.isascii() and hour.isdigit() and minute.isdigit()):
        raise ValueError(f"no time of day: {text!r}")
    return time(int(hour), int(minute))


def read_hours(hours: tuple[str, str]) -> Hours:
    """Two `HH:MM`. Raises ValueError."""
    return read_time(hours[0]), read_time(hours[1])


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as problem:
        raise ValueError(f"no time zone: {name!r}") from problem


def read_days(days: tuple[str, ...] | list[str]) -> frozenset[int]:
    """Weekday numbers of names, Monday 0. Raises ValueError for a name that is no day."""
    return frozenset(WEEKDAYS.index(day) for day in days)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the wall at a moment."""
    return moment.astimezone(zone).date()


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the wall first shows `at` on `day`, as a moment in UTC.

    A wall time that comes twice counts the first time. One that never comes, because the
    clocks go forward over it, counts at the first instant after the gap.
    """
    wall = datetime.combine(day, at)
    after = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(after, zone) == wall:
        return after
    # In a gap the two folds are either side of the change of offset, one gap's length apart.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if _wall(middle, zone) < wall:
            before = middle
        else:
            after = middle
    return after


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def has_date(zone: ZoneInfo, day: date) -> bool:
    """Whether the date exists in the zone. Samoa went from 2011-12-29 to 2011-12-31."""
    return local_date(moment_of(day, MIDNIGHT, zone), zone) == day


@dataclass(frozen=True, slots=True)
class Rule:
    """On which dates, and when on them."""

    at: time
    days: frozenset[int] = WORKING_DAYS
    every: int = 1
    """Every how many weeks, counted from the week of `anchor`."""
    anchor: date = date(2024, 1, 1)
    begins: int = 0
    """The weekday with which weeks begin, Monday 0."""

    def falls_on(self, day: date, holiday: Holiday = no_holiday) -> bool:
        """Whether a date is one of the rule's, in any zone that has it."""
        if day.weekday() not in self.days or holiday(day):
            return False
        weeks = (self._week(day) - self._week(self.anchor)).days // 7
        return weeks % self.every == 0

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.begins) % 7)


@lru_cache(maxsize=128)
def week_begins(days: frozenset[int]) -> int:
    """The working day after the longest rest of a week; Monday where every day is like the others."""
    rests = {day: next((gap for gap in range(7) if (day - 1 - gap) % 7 in days), 6) for day in sorted(days)}
    return max(rests, key=lambda day: rests[day], default=0)


@dataclass(frozen=True, slots=True)
class Due:
    """A local date, and the moment that something is due on it."""

    day: date
    at: datetime


def dues(rule: Rule, zone: ZoneInfo, after: date, holiday: Holiday = no_holiday) -> Iterator[Due]:
    """The rule's dates later than `after`, in order, each once; up to `HORIZON` ahead."""
    day = after
    while day - after < HORIZON:
        day += _DAY
        if rule.falls_on(day, holiday) and has_date(zone, day):
            yield Due(day, moment_of(day, rule.at, zone))


def next_due(
    rule: Rule,
    zone: ZoneInfo,
    *,
    after: date | None = None,
    since: datetime | None = None,
    holiday: Holiday = no_holiday,
) -> Due | None:
    """The first of the rule's dates that is later than `after` and due later than `since`.

    At least one of the two is given. None where there is no such date within `HORIZON`.
    """
    starts = [after] if after is not None else []
    if since is not None:
        # A day back: in a gap before midnight a date's moment is on the next date.
        starts.append(local_date(since, zone) - 2 * _DAY)
    for due in dues(rule, zone, max(starts), holiday):
        if since is None or due.at > since:
            return due
    return None


def day_is_over(due: Due, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the date of something due is past on the wall."""
    return local_date(now, zone) > max(due.day, local_date(due.at, zone))


# --- working hours -----------------------------------------------------------------


def window(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments between which the hours of a date lie; hours over midnight end the day after."""
    start, end = hours
    return moment_of(day, start, zone), moment_of(day if end > start else day + _DAY, end, zone)


def working_days(first: date, last: date, *, days: frozenset[int] = WORKING_DAYS, holiday: Holiday = no_holiday) -> int:
    """How many working days lie after `first`, up to and including `last`; 0 where there are none.

    From Friday to Monday it is one.
    """
    span = (last - first).days
    return sum(
        1
        for number in range(1, span + 1)
        if (first + timedelta(days=number)).weekday() in days and not holiday(first + timedelta(days=number))
    )


def working_time(
    start: datetime,
    end: datetime,
    hours: Hours,
    zone: ZoneInfo,
    *,
    days: frozenset[int] = WORKING_DAYS,
    holiday: Holiday = no_holiday,
) -> timedelta:
    """How much of the time between two moments was working time; weekends age nothing."""
    total = timedelta()
    day, last = local_date(start, zone) - _DAY, local_date(end, zone)
    while day <= last:
        if day.weekday() in days and not holiday(day) and has_date(zone, day):
            opens, closes = window(day, hours, zone)
            total += max(timedelta(), min(closes, end) - max(opens, start))
        day += _DAY
    return total


def next_open(
    now: datetime,
    hours: Hours,
    quiet: Hours | None,
    zone: ZoneInfo,
    *,
    days: frozenset[int] = WORKING_DAYS,
    holiday: Holiday = no_holiday,
) -> datetime:
    """The first moment, `now` or later, within working hours and outside quiet hours.

    Quiet hours that leave nothing of the working hours count for nothing.
    """
    day = local_date(now, zone) - _DAY
    end = day + timedelta(days=400)
    fallback: datetime | None = None
    while day < end:
        if day.weekday() in days and not holiday(day) and has_date(zone, day):
            opens, closes = window(day, hours, zone)
            moment = max(now, opens)
            if moment < closes:
                fallback = fallback or moment
                moment = after_quiet(moment, quiet, zone)
                if moment < closes:
                    return moment
        day += _DAY
    return fallback or now


def after_quiet(now: datetime, quiet: Hours | None, zone: ZoneInfo) -> datetime:
    """`now`, or the end of the quiet hours that it lies in."""
    if quiet is None or quiet[0] == quiet[1]:
        return now
    today = local_date(now, zone)
    for day in (today - _DAY, today):
        start, end = window(day, quiet, zone)
        if start <= now < end:
            return end
    return now
