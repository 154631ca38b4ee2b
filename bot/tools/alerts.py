"""What fires, and what fired."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Literal

from pydantic import Field

from bot.settings import Settings
from bot.tools.answers import MOST, Past, listed, past, small_print
from bot.tools.arguments import About, OfDays, OfHours
from bot.tools.days import dated, today_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.chat import ChatLinks
from integrations.enumerated import counted
from integrations.post import Text, When
from integrations.time import Clock
from jobs.alerts import Alerts
from jobs.alerts.lives import latest, spells
from jobs.alerts.model import Incident
from jobs.alerts.names import names
from jobs.alerts.pieces import duration, paged, titled
from jobs.alerts.posts import about, firing_first, firing_line, overnight
from jobs.alerts.runbooks import Search, runbooks
from jobs.calendar import moment_of, zone_of
from jobs.delivery.retention import INCIDENTS
from jobs.drafts.addresses import address_of
from jobs.drafts.drafts import Drafts
from jobs.drafts.kinds import RUNBOOK
from jobs.errors import UserError
from jobs.people.working_age import WorkingAge
from jobs.reviews import Reviews

_DAY = timedelta(days=1)
LOOKS_BACK = timedelta(days=30)
"""An alert that has fired for longer without a word of its source is not called firing."""
_SECTION = 5
"""Lines of what still fires, and of the services where it is over."""
_LATELY = 3
"""Alerts that are over, of those that are asked about."""
_FAR = "as far as my sources have told me"
_NOBODY = "Nobody can send me alerts yet, so I know of none: ROLECALL_ALERT_TOKEN is not set."


_EVENING, _MORNING = time(20), time(8)
"""From when to when it is night."""


class SomeAlerts(About):
    """What fires; with words only what has them in the name of its service or rule."""

    severity: Literal["critical", "warning"] | None = Field(None, description="Only those that are so bad.")


class AlertsOfDays(OfHours, SomeAlerts):
    """What fired on some days; with words only what has them in the name of its service or rule."""

    paged: bool = Field(False, description="Only what called somebody.")

    night: bool = Field(False, description="Only of the night that begins on the first day; else of the last night.")


@tool(Audience.FULL_MEMBERS, told_by="standup")
async def alerts_now(
    asking: Asking,
    wanted: SomeAlerts,
    alerts: Alerts,
    drafts: Drafts,
    chat: ChatLinks,
    clock: Clock,
    settings: Settings,
) -> Finding:
    """Tell which alerts fire now, worst first: service, what it is about, severity, for how long, and the runbook.

    With words only those of a service or a rule that has these words in its name.
    """
    now = clock.now()
    heard = await alerts.between(now - LOOKS_BACK, now)
    if not heard and not settings.rolecall_alert_token:
        return Finding((_NOBODY,), found=False, blind=True)
    every = firing_first(latest(heard))
    firing = [each for each in about(every, wanted.words) if wanted.severity in (None, each.severity)]
    of = f" about “{wanted.words}”" if wanted.words else ""
    what = f"{wanted.severity} alert" if wanted.severity else "alert"
    ended = [each for each in about(latest(heard), wanted.words) if not each.firing] if wanted.words else []
    lately = [_over(each, now, asking.zone) for each in reversed(ended[-_LATELY:])]
    if not firing:
        others = f"; {_are(len(every), 'other')}" if every else ""
        return Finding((f"No {what}{of} is firing, {_FAR}{others}.",), tuple(listed(lately)), as_of=now)
    shown = firing[:MOST]
    which, again = names(shown), {spell[-1].id: spell for spell in spells(heard)}
    helpful = await runbooks(
        shown, _search(asking, drafts), partial(address_of, drafts=drafts, chat=chat), asking.origins
    )
    lines = [firing_line(each, which.get(each.id, ""), helpful, now, again[each.id]) for each in firing]
    critical = sum(each.severity == "critical" for each in firing)
    worst = f", {critical:,} of them critical" if 0 < critical < len(firing) else ""
    # "What's up with orders?" wants what was there an hour ago, too.
    blocks = (*listed(lines), *listed([each for each in lately if len(firing) + len(lately) <= MOST]))
    return Finding((f"{_are(len(firing), what)} firing{of}{worst}.",), blocks, as_of=now)


@tool(Audience.FULL_MEMBERS, told_by="standup")
async def alerts_since(
    asking: Asking,
    wanted: AlertsOfDays,
    alerts: Alerts,
    drafts: Drafts,
    chat: ChatLinks,
    reviews: Reviews,
    settings: Settings,
) -> Finding:
    """Tell what fired on some days, in a night, or since the last working evening: what still does, then by service.

    With words only what has them in the name of its service or rule.
    """
    ages = await reviews.ages()
    asked = await (_night if wanted.night else past)(wanted, asking, ages)
    heard = await alerts.between(asked.since, asked.until)
    if not (heard or settings.rolecall_alert_token or await alerts.between(ages.now - LOOKS_BACK, ages.now)):
        return Finding((_NOBODY,), found=False, blind=True)
    fired = [
        each
        for each in about(heard, wanted.words)
        if wanted.severity in (None, each.severity) and (each.paged or not wanted.paged)
    ]
    if not fired:
        of = f" about “{wanted.words}”" if wanted.words else ""
        if heard and (wanted.paged or wanted.severity):
            what = f"{wanted.severity} alert" if wanted.severity else "alert"
            did = "called anybody" if wanted.paged else "fired"
            others = f"; {counted(len(about(heard, wanted.words)), 'other alert')} did fire"
            return Finding((f"No {what}{of} {did} {asked.words}, {_FAR}{others}.",), as_of=ages.now)
        swept = ages.now - asked.since > INCIDENTS
        known = [f"What was over more than {INCIDENTS.days} days ago I have forgotten."] if swept else []
        return Finding((f"No alert{of} fired {asked.words}, {_FAR}.",), tuple(small_print(known)), as_of=ages.now)
    helpful = await runbooks(
        fired, _search(asking, drafts), partial(address_of, drafts=drafts, chat=chat), asking.origins
    )
    if wanted.paged:
        lines = [(*_when(each, ages.now, asking.zone), *paged(each)) for each in reversed(latest(fired))]
        headline = f"{counted(len(latest(fired)), 'alert')} called somebody {asked.words}."
        return Finding((headline,), tuple(listed(lines)), as_of=ages.now)
    post = overnight(fired, helpful, ages.now, asked.words, shown=_SECTION)
    return Finding((*post.headline, "."), post.blocks, as_of=ages.now)


async def _night(wanted: OfDays, asking: Asking, ages: WorkingAge) -> Past:
    """Return the night that is asked about; the last one where it has not begun."""
    today, zone = await today_of(asking), zone_of(asking.zone)
    day = wanted.first or today
    if day > today:
        raise UserError("That is still to come; I only know what happened.")
    if moment_of(day, _EVENING, zone) > ages.now:
        day -= _DAY
    words = (
        "tonight" if day == today else "last night" if day == today - _DAY else f"in the night of {dated(day, today)}"
    )
    return Past(moment_of(day, _EVENING, zone), min(ages.now, moment_of(day + _DAY, _MORNING, zone)), words)


def _over(incident: Incident, now: datetime, zone: str) -> Text:
    """What it was about, since when it is over, and how long it took."""
    ended = When(at=incident.ended_at or now, style="date_time", zone=zone)
    return (*titled(incident), " · over since ", ended, f", after {duration(incident.lasted(now))}")


def _when(incident: Incident, now: datetime, zone: str) -> Text:
    """What it is about, and whether it is over."""
    if not incident.firing:
        return _over(incident, now, zone)
    since = When(at=incident.started_at, style="date_time", zone=zone)
    return (*titled(incident), " · still firing, since ", since)


def _search(asking: Asking, drafts: Drafts) -> Search:
    """Among the runbooks that all who hear the answer may read."""
    return (
        partial(drafts.search, asking.person, RUNBOOK)
        if asking.private
        else partial(drafts.for_channel, asking.place, RUNBOOK)
    )


def _are(count: int, what: str) -> str:
    return f"1 {what} is" if count == 1 else f"{count:,} {what}s are"
