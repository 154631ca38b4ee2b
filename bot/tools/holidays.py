"""The team's public holidays."""

from datetime import date

from bot.tools.arguments import OfDays
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.post import Bold, Bullets, Code, Text
from integrations.public_holidays import Holidays
from jobs.people.team import Team

MOST = 5
"""Holidays that an answer lists."""
_YEARS = 2
"""This one and those after it that are looked at: somebody asks in December as well."""


@tool(Audience.ANYBODY)
async def public_holidays(asking: Asking, wanted: OfDays, team: Team, holidays: Holidays) -> Finding:
    """Tell the public holidays of the team's region: the next ones, or those of the days that are asked for."""
    region = (await team.settings()).holidays
    if not region:
        how = (" An admin sets the region with ", Code(text="/ritual team"), ".")
        return Finding(("I don't know which public holidays the team has.", *how), found=False)
    now = await today_of(asking)
    asks_for_days = wanted.first is not None or wanted.last is not None
    days = await days_of(asking, wanted)
    first, last = (days.first, days.last) if asks_for_days else (now, date(now.year + _YEARS, 12, 31))
    found: list[tuple[date, str]] = []
    try:
        for year in range(first.year, min(last.year, first.year + _YEARS) + 1):
            found += [each for each in (await holidays.named(region, year)).items() if first <= each[0] <= last]
    except ValueError:
        return Finding((f"I know no public holidays of “{region}”.",), found=False)
    if not found:
        return Finding((f"There is no public holiday in {region} {named(days, now)}.",))
    lines: list[Text] = [(Bold(text=dated(day, now)), f": {name}") for day, name in found[:MOST]]
    if asks_for_days or len(lines) == 1:
        return Finding(
            (f"Public holidays in {region} {named(days, now) if asks_for_days else ''}".rstrip() + ":",),
            (Bullets(items=tuple(lines)),),
        )
    then: tuple[Bullets, ...] = (Bullets(items=tuple(lines[1:])),)
    return Finding((f"The next public holiday in {region} is ", *lines[0], ". Then:"), then)
