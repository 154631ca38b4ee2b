"""What the answers of several tools are made of."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.tools.arguments import OfDays
from bot.tools.days import dated, days_of, named, since_hour, today_of
from bot.tools.scope import more
from bot.tools.tool import Asking, Finding
from integrations.deferred import dataclass
from integrations.post import Block, Bullets, SmallPrint, Text
from jobs.calendar import moment_of, zone_of
from jobs.errors import UserError
from jobs.people.working_age import WorkingAge

MOST = 8
"""Lines of an answer; a phone shows about as many. The rest is counted."""
LOOK_S = 6
"""Seconds for all that is asked of a source: what answers by then is told, within the limit of a tool."""


def unconnected(why: str) -> Finding:
    """Return that there is nothing to look at; `why` says what to connect, without a full stop."""
    return Finding((f"I can't look that up: {why}.",), found=False, blind=True)


def listed(items: Sequence[Text], most: int = MOST) -> list[Block]:
    """Return the first as a list, and how many more there are."""
    return [Bullets(items=tuple(items[:most])), *more(len(items) - most)] if items else []


def small_print(lines: Sequence[str]) -> list[Block]:
    """Return a quiet line for each, such as for what could not be read."""
    return [SmallPrint(text=(line,)) for line in lines]


@dataclass(frozen=True, slots=True)
class Past:
    """The span of days that a question asks about."""

    since: datetime
    until: datetime
    words: str
    """`since Friday evening`, `today`, `on Monday 23 November`; to end a sentence."""


async def past(wanted: OfDays, asking: Asking, ages: WorkingAge) -> Past:
    """Return the days that are asked about, up to now; since the last working evening where none are named.

    Raises `UserError` for days to come.
    """
    if (hour := await since_hour(asking, wanted)) is not None:
        if hour[0] > ages.now:
            raise UserError("That is still to come; I only know what happened.")
        return Past(hour[0], ages.now, hour[1])
    if wanted.first is None and wanted.last is None:
        return Past(ages.last_evening(), ages.now, ages.since_evening())
    days, now = await days_of(asking, wanted), await today_of(asking)
    if days.first > now:
        raise UserError("That is still to come; I only know what happened.")
    zone = zone_of(asking.zone)
    since = moment_of(days.first, time.min, zone)
    until = min(ages.now, moment_of(days.last + timedelta(days=1), time.min, zone))
    words = f"since {dated(days.first, now)}" if days.first < now <= days.last else named(days, now)
    return Past(since, until, words)
