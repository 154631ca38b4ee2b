"""What waits for a person elsewhere: reviews, issues, held messages; each section within its own time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot.conversation.doing import step
from bot.home.actions import actions_to_do
from bot.home.led import led
from bot.home.now import away, firing, to_answer
from integrations.enumerated import counted
from integrations.post import (
    Block,
    Bullets,
    Button,
    Buttons,
    Heading,
    Link,
    Paragraph,
    Preformatted,
    SmallPrint,
    Span,
    Text,
    When,
)
from integrations.source import SourceError, System
from integrations.words import columns_wide, one_line
from jobs.calendar import zone_of
from jobs.delivery import ledger_posts
from jobs.people.accounts import who_is_who
from jobs.people.partners import EDIT as EDIT_PARTNERS
from jobs.people.working_age import WorkingAge

if TYPE_CHECKING:
    from bot.parts import Parts

log = structlog.get_logger()

MOST = 5
MOST_PARTNERS = 8
LIMIT_S = 6
"""A section that takes longer says so; the others do not wait for it."""
HOUR = timedelta(hours=1)
HOURS = 24
MOST_SERVICES = 8
LONGEST_NAME = 16
"""Columns of a service's name: a phone shows about forty of a line."""
_SHADES = " ░▒▓█"
"""From nothing to the most, for the picture of the alerts."""
Section = Callable[["Parts", str, WorkingAge], Awaitable[list[Block]]]


async def sections(parts: "Parts", user: str) -> list[Block]:
    """Every section that has something, asked for at once."""
    ages = await parts.reviews.ages()
    # Who somebody is elsewhere is their own word, and a guest's word opens no lists of the team's.
    open_to = SECTIONS if await parts.team.is_full_member(user) else FOR_GUESTS
    made = await asyncio.gather(*(_within(name, make, parts, user, ages) for name, make in open_to))
    blocks = [block for section in made for block in section]
    if open_to is SECTIONS and (parts.reviews.connected or parts.issues.connected):
        blocks.append(_who_is_who())  # a match that is wrong is mended there too
    # One button mends both accounts.
    return [block for place, block in enumerate(blocks) if block != _who_is_who() or block not in blocks[place + 1 :]]


async def _within(name: str, make: Section, parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    try:
        async with asyncio.timeout(LIMIT_S):
            return await make(parts, user, ages)
    except TimeoutError:
        return [SmallPrint(text=(f"{name}: no answer within {LIMIT_S} seconds.",))]
    except SourceError as problem:
        return [SmallPrint(text=(f"{name}: {problem.sentence}",))]
    except Exception:
        log.exception("home_section_failed", section=name)
        return [SmallPrint(text=(f"{name}: a mistake of mine; the log has it.",))]


async def _reviews(parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    if not parts.reviews.connected:
        return []
    waiting = await parts.reviews.waiting_for(user)
    if waiting is None:
        return [_unknown(parts.reviews.system, "reviews"), _who_is_who()]
    pulls = waiting.asked
    unread: list[Block] = [SmallPrint(text=(f"My reviews: {line}",)) for line in waiting.troubles]
    if not pulls:
        return unread
    items: list[Text] = [
        (Link(url=pull.url, label=pull.ref), f" {one_line(pull.title)[:80]} · {ages.words(pull.ready_at)}")
        for pull in pulls[:MOST]
    ]
    return [Heading(text="My reviews"), Bullets(items=tuple(items)), *_more(len(pulls)), *unread]


async def _issues(parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    if not parts.issues.connected:
        return []
    person = await parts.team.person(user)
    if person is None or user not in await parts.issues.known([person]):
        return [_unknown(parts.issues.system, "issues"), _who_is_who()]
    issues = await parts.issues.of(user)
    if not issues:
        return []
    items: list[Text] = [
        (
            Link(url=issue.url, label=issue.key),
            f" {one_line(issue.open_title)[:80]} · {issue.status}",
            f" · blocked: {issue.blocked_by}" if issue.blocked_by else "",
        )
        for issue in issues[:MOST]
    ]
    return [Heading(text="My issues"), Bullets(items=tuple(items)), *_more(len(issues))]


async def _held(parts: "Parts", user: str, _: WorkingAge) -> list[Block]:
    held = await parts.windows.held_for(user)
    if not held:
        return []
    zone = await parts.team.zone(user)
    items: list[Text] = [
        (*each.post.headline, " · comes ", When(at=each.until, style="date_time", zone=zone)) for each in held[:MOST]
    ]
    return [Heading(text="Held for you"), Bullets(items=tuple(items)), *_more(len(held))]


async def _interruptions(parts: "Parts", user: str, _: WorkingAge) -> list[Block]:
    week = await parts.ledger.week(user)
    if not week.has_nudges and not week.limits:
        return []
    return [Heading(text="Interruptions this week"), *ledger_posts.told(week)]


async def _alerts(parts: "Parts", user: str, ages: WorkingAge) -> list[Block]:
    if not set(await parts.team.channels_of(user)) & set(await parts.standups.alert_channels()):
        return []  # they are shown where people see them anyway
    zone = zone_of(await parts.team.zone(user))
    since = _hour_of(ages.now, zone) - (HOURS - 1) * HOUR
    by_hour = await parts.alerts.by_hour(since, since + HOURS * HOUR)
    if not by_hour:
        return []
    return [
        Heading(text="Alerts of the last 24 hours"),
        Preformatted(text=picture(by_hour, since, zone)),
        SmallPrint(text=(in_words(by_hour, since, zone),)),
    ]


def _hour_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the hour began on the clocks there; not every zone is whole hours from UTC."""
    local = moment.astimezone(zone)
    return moment - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def picture(rows: Mapping[str, Sequence[int]], since: datetime, zone: ZoneInfo) -> str:
    """A line a service, a column an hour of `zone` from `since` on, the darker the more."""
    shown = [(one_line(name)[:LONGEST_NAME], counts) for name, counts in list(rows.items())[:MOST_SERVICES]]
    width = max(columns_wide("hour"), *(columns_wide(name) for name, _ in shown))
    most = max(max(counts) for _, counts in shown) or 1
    # From moment to moment in UTC: on a day when the clocks change one hour is missing or twice there.
    hours = [(since + column * HOUR).astimezone(zone).hour for column in range(HOURS)]
    axis = ""
    for column, hour in enumerate(hours):
        if hour % 6 == 0 and column >= len(axis):
            axis = f"{axis:{column}}{hour:02}"
    lines = [f"{'hour':{width}}  {axis}"]
    for name, counts in shown:
        cells = "".join(_SHADES[0 if not count else max(1, round(count / most * 4))] for count in counts)
        lines.append(f"{name}{' ' * (width - columns_wide(name))}  {cells}  {sum(counts):,}")
    if len(rows) > MOST_SERVICES:
        lines.append(f"and {len(rows) - MOST_SERVICES} more services")
    lines.append(f"{'':{width}}  █ is {most:,} in an hour")
    return "\n".join(lines)


def in_words(rows: Mapping[str, Sequence[int]], since: datetime, zone: ZoneInfo) -> str:
    """What the picture shows, for those to whom it is read out."""
    hourly = [sum(counts[column] for counts in rows.values()) for column in range(HOURS)]
    total, most = sum(hourly), max(hourly)
    service, counts = next(iter(rows.items()))
    worst = (since + hourly.index(most) * HOUR).astimezone(zone)
    alerts = counted(total, "alert")
    among = (
        f", {sum(counts):,} of them in {one_line(service)[:60]}" if len(rows) > 1 else f" in {one_line(service)[:60]}"
    )
    busiest = f"; the most in an hour, {most:,}, from {worst:%H:%M}" if total > most else f", from {worst:%H:%M}"
    return f"{alerts} began{among}{busiest}. Hours are those of {zone.key}."


async def _partners(parts: "Parts", _user: str, _ages: WorkingAge) -> list[Block]:
    partners = await parts.partners.all()
    if not partners:
        return []
    told: list[str | Span] = []
    for each in [each for each in partners if each.who][:MOST_PARTNERS]:
        told += [", " if told else "", f"{each.role}: ", *await parts.partners.shown(each.who)]
    if unknown := [each.role for each in partners if not each.who]:
        told.append(f"{'. ' if told else ''}I do not know yet who is: {', '.join(unknown[:MOST_PARTNERS])}")
    button = Button(action=EDIT_PARTNERS, label="Say who they are")
    return [Heading(text="Partners"), Paragraph(text=(*told, "."), button=button)]


async def _opinions(parts: "Parts", user: str, _ages: WorkingAge) -> list[Block]:
    """What people thought of our answers; no words of anybody's are in it."""
    if not await parts.admins.has(user):
        return []
    week = await parts.opinions.summary()
    if not week.helpful + week.not_helpful:
        return []
    items: list[Text] = [
        (f"{step(tool)}: {good} helpful, {bad} not",) for tool, (good, bad) in list(week.by_source.items())[:MOST]
    ]
    said = f"In the last 7 days {week.helpful} were called helpful, and {week.not_helpful} not."
    by_source: list[Block] = [SmallPrint(text=("By what they lean on:",)), Bullets(items=tuple(items))] if items else []
    return [Heading(text="My answers"), Paragraph(text=(said,)), *by_source]


def _unknown(system: System, what: str) -> Block:
    unknown = f"I do not know your {system.account} {system.where}, so I cannot show your {what}."
    return Paragraph(text=(f"{unknown} “Who is who” below mends it.",))


def _who_is_who() -> Block:
    return Buttons(buttons=(who_is_who(),))


def _more(count: int) -> list[Block]:
    return [SmallPrint(text=(f"and {count - MOST} more",))] if count > MOST else []


NOW: Sequence[tuple[str, Section]] = (("You are away", away), ("Your answer", to_answer), ("Firing now", firing))
_FOR_ALL: Sequence[tuple[str, Section]] = (
    ("My actions", actions_to_do),
    ("Held for you", _held),
    ("Interruptions", _interruptions),
    ("Alerts", _alerts),
)
FOR_GUESTS = (*NOW, *_FOR_ALL)
SECTIONS: Sequence[tuple[str, Section]] = (
    *NOW,
    ("My reviews", _reviews),
    ("My issues", _issues),
    *_FOR_ALL,
    ("Your team", led),
    ("Partners", _partners),
    ("My answers", _opinions),
)
