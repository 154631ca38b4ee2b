"""The days that a question is about, and what people call them."""

from datetime import date, datetime, timedelta

from bot.tools.arguments import OfDays, OfHours
from bot.tools.tool import Asking
from jobs.calendar import moment_of, zone_of
from jobs.dates import DateSpan
from jobs.standup.words import day as called
from jobs.standup.zone_dates import today

_DAY = timedelta(days=1)


async def today_of(asking: Asking) -> date:
    """Return the date on the asker's wall."""
    return await today(asking.at, asking.zone)


async def days_of(asking: Asking, wanted: OfDays) -> DateSpan:
    """Return the days that are asked for; today where none are."""
    first = wanted.first or wanted.last or await today_of(asking)
    last = wanted.last or first
    return DateSpan(min(first, last), max(first, last))


async def since_hour(asking: Asking, wanted: OfDays) -> tuple[datetime, str] | None:
    """Return from which moment on it is asked, and what that is called; None where no hour is named."""
    if not isinstance(wanted, OfHours):
        return None
    if wanted.last_hours is not None:
        count = "hour" if wanted.last_hours == 1 else f"{wanted.last_hours} hours"
        return asking.at - timedelta(hours=wanted.last_hours), f"in the last {count}"
    if wanted.since is None:
        return None
    day, now = (await days_of(asking, wanted)).first, await today_of(asking)
    moment = moment_of(day, wanted.since, zone_of(asking.zone))
    on = "" if day == now else f"{'yesterday' if day == now - _DAY else dated(day, now)}, "
    return moment, f"since {on}{wanted.since:%H:%M}"


def named(span: DateSpan, now: date) -> str:
    """Return `today`, `tomorrow`, `on Friday 27 November`, `from Monday 30 November to Friday 4 December`."""
    if span.first == span.last:
        near = {now - _DAY: "yesterday", now: "today", now + _DAY: "tomorrow"}
        return near.get(span.first) or f"on {dated(span.first, now)}"
    return f"from {dated(span.first, now)} to {dated(span.last, now)}"


def dated(day: date, now: date) -> str:
    """Return `Friday 27 November`, with its year where that is not this one."""
    return called(day) if day.year == now.year else f"{called(day)} {day.year}"
