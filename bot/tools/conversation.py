"""What was said in this channel, or in this thread."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.quotes import Quotes
from bot.memory.conversation import Conversation, Listened, Spoken, together
from bot.memory.gist import Point, gist
from bot.memory.recall import Recalled
from bot.tools.arguments import Nothing, OfHours
from bot.tools.days import days_of, named, since_hour, today_of
from bot.tools.scope import channels_told, may_tell_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.chat import PlaceKind
from integrations.database import Database
from integrations.enumerated import counted
from integrations.post import Block, Bullets, InChannel, Link, Person, SmallPrint, Span, Text, When
from jobs.calendar import MIDNIGHT, local_date, moment_of, zone_of
from jobs.people.directory import Directory, name_of
from jobs.standup.words import joined, short
from jobs.standup.zone_dates import at_hand

MOST = 8
"""Messages that are quoted."""
MOST_NAMED = 6
"""People whose messages are counted by name."""
MOST_PLACES = 12
"""Channels that are looked through for a direct message: those where something was said last."""
A_LINE = 180
"""Characters of a quoted message."""
_DAY = timedelta(days=1)
_NOT_SURE = Finding(("I'm not sure that everybody who reads this may know what was said here.",), found=False)


@tool(Audience.BY_PLACE)
async def this_channel(
    asking: Asking, wanted: OfHours, db: Database, team: Directory, conversation: Conversation, quotes: Quotes
) -> Finding:
    """Sum up what was said in the channel where it is asked, today or on other days: who said how much, what mattered.

    In a direct message that is in all channels of the asker that we are in. Quoted, with links, and only of what is
    kept: since when that is, and when the channel was muted, is said too.
    """
    places = await _places(asking, db, team)
    if not places:
        return _NOT_SURE
    days, now = await days_of(asking, wanted), await today_of(asking)
    await at_hand(asking.zone)
    zone = zone_of(asking.zone)
    since, until = moment_of(days.first, MIDNIGHT, zone), moment_of(days.last + _DAY, MIDNIGHT, zone)
    until = min(until, asking.at)
    when = named(days, now)
    if (hour := await since_hour(asking, wanted)) is not None:
        (since, when), until = hour, asking.at
    here = places == [asking.place]
    spoken_in = places if here else await conversation.where_spoken(places, since, until)
    spoken = together([await conversation.of_channel(each, since, until) for each in spoken_in[:MOST_PLACES]])
    if here:
        remarks = _remarks(await conversation.listened(asking.place, since, until), since, asking)
    else:
        muted = await conversation.muted_in(places, since, until)
        remarks = _of_several([each for each in places if each in muted], len(spoken_in))
    points = gist(spoken.said, MOST, besides={*spoken.to_us, asking.message or ""})
    where = "here" if here else "in your channels"
    spoken = replace(spoken, said=[each for each in spoken.said if each.message_id not in spoken.to_us])
    return await _told(asking, spoken, points, f"{where} {when}", remarks, team, quotes)


@tool(Audience.BY_PLACE)
async def this_thread(
    asking: Asking, wanted: Nothing, db: Database, team: Directory, conversation: Conversation, quotes: Quotes
) -> Finding:
    """Sum up the thread where it is asked: who said how much, and what mattered, quoted with links."""
    if asking.thread is None:
        return Finding(("This is no thread yet. Ask me in the one that you mean.",), found=False)
    if not await may_tell_of(asking, db, team, asking.place):
        return _NOT_SURE
    spoken = await conversation.of_thread(asking.place, asking.thread, asking.at)
    begin = min((each.said_at for each in spoken.said), default=asking.at)
    remarks = _remarks(await conversation.listened(asking.place, begin, asking.at), begin, asking)
    points = gist(spoken.said, MOST, besides={asking.message or ""})
    return await _told(asking, spoken, points, "in this thread", remarks, team, quotes)


async def _places(asking: Asking, db: Database, team: Directory) -> Sequence[str]:
    """Of which channels it is told: of this one, and in a direct message of the asker's own; none where nobody may."""
    if asking.kind == PlaceKind.DIRECT and (theirs := await channels_told(asking, db, team)):
        return theirs
    return [asking.place] if await may_tell_of(asking, db, team, asking.place) else []


async def _told(
    asking: Asking,
    spoken: Spoken,
    points: list[Point],
    where: str,
    remarks: list[Block],
    team: Directory,
    quotes: Quotes,
) -> Finding:
    """The messages that mattered, below how many there were and whose."""
    said = [each for each in spoken.said if each.message_id != asking.message]
    if not said:
        apps = f" {counted(spoken.by_apps, 'message')} of apps I leave out." if spoken.by_apps else ""
        return Finding((f"I have kept nothing that people said {where}.{apps}",), tuple(remarks))
    why = {each.said.message_id: each.why for each in points}
    recalled = [
        Recalled(
            each.channel, each.message_id, each.user, each.text, 1, each.thread, each.said_at, each.noted_by is not None
        )
        for each in (point.said for point in points)
    ]
    lines: list[Text] = []
    shown = await quotes.of(recalled, MOST)
    for quote in shown:
        said_by = Person(user=quote.said.user, name=quote.name)
        there = quote.said.channel
        line: list[str | Span] = [said_by]
        line += [" in ", InChannel(channel=there)] if asking.kind == PlaceKind.DIRECT and there != asking.place else []
        line += [": ", short(quote.said.text, A_LINE)]
        line += [f" · {why[quote.said.message_id]}"] if why[quote.said.message_id] else []
        line += [" · ", When(at=quote.said.said_at, style="date_time", zone=asking.zone)]
        line += [" · ", Link(url=quote.permalink, label="open")] if quote.permalink else []
        lines.append(tuple(line))
    number = f"{'' if spoken.whole else 'More than '}{counted(len(said), 'message')}"
    people = Counter(each.user for each in said)
    by = f"{number} {'was' if len(said) == 1 else 'were'} said {where} by {counted(len(people), 'person', 'people')}"
    mattered = "." if not lines else ":" if len(lines) == len(said) else ". These seem to matter most:"
    small: list[Block] = []
    if len(said) > len(lines):
        small = [SmallPrint(text=(await _whose(people, spoken.by_apps, team),))]
    body: list[Block] = [Bullets(items=tuple(lines))] if lines else []
    quoted = tuple(dict.fromkeys(each.said.user for each in shown))
    return Finding((f"{by}{mattered}",), (*body, *small, *remarks), people=quoted)


async def _whose(people: Counter[str], by_apps: int, team: Directory) -> str:
    """How many messages each person said."""
    numbers = [f"{await name_of(team, user)} {times}" for user, times in people.most_common(MOST_NAMED)]
    others = len(people) - MOST_NAMED
    numbers += [f"{others} others"] if others > 0 else []
    apps = f", and {by_apps} of apps" if by_apps else ""
    return f"How many whose: {joined(numbers)}{apps}."


def _of_several(muted: Sequence[str], spoken_in: int) -> list[Block]:
    """What I can't know of several channels, and of how many I did not look."""
    found: list[Text] = []
    if spoken_in > MOST_PLACES:
        more = spoken_in - MOST_PLACES
        found.append((f"Something was said in {counted(more, 'more channel')} of yours. Ask me there what it was.",))
    if muted:
        where = [part for each in muted[:MOST_PLACES] for part in (InChannel(channel=each), ", ")][:-1]
        others = f" and {len(muted) - MOST_PLACES} more" if len(muted) > MOST_PLACES else ""
        found.append(("I was muted for some of that time in ", *where, f"{others}, and kept nothing there then."))
    return [SmallPrint(text=each) for each in found]


def _remarks(listened: Listened, since: datetime, asking: Asking) -> list[Block]:
    """What I can't know: what was said before I came, and while I was muted."""
    found: list[Text] = []
    zone = zone_of(asking.zone)
    if listened.since is not None and local_date(listened.since, zone) > local_date(since, zone):
        found.append(("I know this channel since ", When(at=listened.since, style="date", zone=asking.zone), "."))
    for begin, end in listened.muted:
        until: Text = (" to ", When(at=end, style="date_time", zone=asking.zone)) if end else (" on",)
        from_ = When(at=begin, style="date_time", zone=asking.zone)
        found.append(("I was muted from ", from_, *until, ", and kept nothing then."))
    return [SmallPrint(text=each) for each in found[:3]]
