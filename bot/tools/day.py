"""What the team's day has in store."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from bot.memory.stop_words import strong
from bot.memory.words import terms
from bot.tools.arguments import About, OfDays
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.scope import channels_of, more
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.deferred import pattern
from integrations.post import Block, Bold, Bullets, InChannel, SmallPrint, Text, When
from jobs.cadence.ritual import Ritual
from jobs.delivery.quiet_windows import QuietWindows, Window
from jobs.people.directory import Directory
from jobs.roster.day_plan import DayPlan, Planned
from jobs.roster.ritual_store import Listed
from jobs.roster.rituals import Rituals
from jobs.standup.words import joined

MOST = 10
"""Rituals that an answer lists; the others are counted."""
MOST_DAYS = 7
"""Days that an answer looks at."""
_DAY = timedelta(days=1)
_WORD = pattern(r"[^\W_]{3,}")
"""What can name a ritual."""


class OfTheDay(OfDays, About):
    """Some days, and which ritual is meant, where one is."""


@tool(Audience.BY_PLACE, tells_now=True)
async def the_day(
    asking: Asking, wanted: OfTheDay, db: Database, team: Directory, rituals: Rituals, windows: QuietWindows
) -> Finding:
    """Tell what the team's rituals have in store today or on other days, and when; with words, when that ritual comes.

    Of the channel where it is asked; in a direct message of the asker's channels. Holidays of the team, what is
    skipped and what is paused are said too.
    """
    every = await rituals.roster.listed()
    scope = await channels_of(asking, db, team, {each.ritual.channel for each in every})
    mine = [each for each in every if each.ritual.channel in scope]
    where = "this channel" if scope == [asking.place] else "your channels"
    if not mine:
        return Finding((f"No ritual is set up in {where}, so I know of nothing that comes.",), found=False)
    meant = _meant(mine, wanted.words)
    if meant and wanted.first is None and wanted.last is None:
        return _when_they_come(meant, asking, await windows.of_channels(scope))
    if not meant and strong(terms(wanted.words)) and wanted.first is None:
        coming = sorted((each for each in mine if each.next_at), key=lambda each: str(each.next_at))
        small = (SmallPrint(text=("Next ", *_next(coming[0], asking), ".")),) if coming else ()
        return Finding((f"No ritual of {where} is called so.",), small, found=False)
    days, now = await days_of(asking, wanted), await today_of(asking)
    ids = {each.ritual.id for each in meant or mine}
    several, lines, small_print = days.first != days.last, list[Text](), list[str]()
    for number in range(min((days.last - days.first).days + 1, MOST_DAYS)):
        day = days.first + number * _DAY
        plan = await rituals.days.of(scope, day, asking.zone)
        coming_up = [each for each in plan.planned if each.ritual.id in ids]
        lines += [_line(each, asking, several=several) for each in coming_up if _is_to_come(each, asking)]
        small_print += _remarks(plan, coming_up, asking, dated(day, now))
    small_print += _stopped([each for each in meant or mine if each.state is not RitualState.ACTIVE])
    blocks: list[Block] = [SmallPrint(text=(each,)) for each in small_print]
    when = named(days, now)
    if not lines:
        following = min(
            (each for each in meant or mine if each.next_at), key=lambda each: str(each.next_at), default=None
        )
        if following is not None:
            blocks.append(SmallPrint(text=("After that ", *_next(following, asking), ".")))
        return Finding((f"Nothing of {where} is still to come {when}.",), tuple(blocks))
    headline: Text = (f"{len(lines)} {'ritual comes' if len(lines) == 1 else 'rituals come'} {when}:",)
    if days.first == days.last == now:
        headline, lines = ("Next comes ", *lines[0], ", then:" if len(lines) > 1 else "."), lines[1:]
    listed: list[Block] = [Bullets(items=tuple(lines[:MOST])), *more(len(lines) - MOST)] if lines else []
    return Finding(headline, (*listed, *blocks))


def _meant(mine: Sequence[Listed], words: str) -> Sequence[Listed]:
    """The rituals whose titles or kinds have the most of these words; none where none has any."""
    asked = _words(words)
    scores = [len(asked & _words(f"{each.ritual.title} {each.ritual.kind}")) for each in mine]
    best = max(scores, default=0)
    return [each for each, score in zip(mine, scores, strict=True) if best and score == best]


def _words(text: str) -> set[str]:
    """Its words, "stand-up" as one, and those of a kind's name apart."""
    return set(_WORD.findall(text.casefold().replace("-", "")))


def _when_they_come(meant: Sequence[Listed], asking: Asking, window: Window | None) -> Finding:
    """When each of these rituals comes next, and until when one of them goes on now."""
    lines = [_next(each, asking) for each in meant]
    now = next((each for each in meant if window is not None and each.ritual.kind == window.kind.value), None)
    if window is not None and now is not None:
        until = When(at=window.until, zone=asking.zone)
        small = tuple(SmallPrint(text=(*each, ".")) for each in lines)
        return Finding((*_titled(now.ritual, asking), " goes on now, until ", until, "."), small)
    if len(lines) == 1:
        return Finding((*lines[0], "."))
    return Finding(("That is more than one:",), (Bullets(items=tuple(lines[:MOST])), *more(len(lines) - MOST)))


def _next(listed: Listed, asking: Asking) -> Text:
    title = _titled(listed.ritual, asking)
    if listed.state is not RitualState.ACTIVE:
        return (*title, f" is {listed.state.value}{f': {listed.reason}' if listed.reason else ''}")
    if listed.next_at is None:
        return (*title, " has no date to come")
    return (*title, " comes ", When(at=listed.next_at, style="date_time", zone=asking.zone))


def _line(planned: Planned, asking: Asking, *, several: bool) -> Text:
    style: Literal["time", "date_time"] = "date_time" if several else "time"
    own = ", each at their own hour" if planned.own_hour else ""
    return (*_titled(planned.ritual, asking), " at ", When(at=planned.at, style=style, zone=asking.zone), own)


def _titled(ritual: Ritual, asking: Asking) -> Text:
    where: Text = () if ritual.channel == asking.place else (" in ", InChannel(channel=ritual.channel))
    return (Bold(text=ritual.title), *where)


def _is_to_come(planned: Planned, asking: Asking) -> bool:
    return planned.at > asking.at and not planned.skipped


def _remarks(plan: DayPlan, all_of_it: Sequence[Planned], asking: Asking, day: str) -> list[str]:
    """What else there is to say of a day."""
    over = [each.ritual.title for each in all_of_it if not each.skipped and each.at <= asking.at]
    skipped = [each.ritual.title for each in all_of_it if each.skipped]
    found = [f"{day} is a holiday of the team."] if plan.is_holiday else []
    found += [f"The last that is over: {over[-1]}."] if over else []
    return found + ([f"Skipped on {day}: {joined(list(dict.fromkeys(skipped)))}."] if skipped else [])


def _stopped(listed: Sequence[Listed]) -> list[str]:
    """Those that do not run, with why."""
    if not listed:
        return []
    named_ = [
        f"{each.ritual.title} ({each.state.value}{f': {each.reason}' if each.reason else ''})" for each in listed[:MOST]
    ]
    left = f" and {len(listed) - MOST} more" if len(listed) > MOST else ""
    return [f"Not running: {', '.join(named_)}{left}."]
