"""Which standups, check-ins and pulses can be answered now."""

from datetime import timedelta

from bot.tools.answers import listed
from bot.tools.arguments import Nothing
from bot.tools.days import today_of
from bot.tools.scope import channels_of
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.database.tables.cadence import RitualState
from integrations.post import Block, Bold, Code, InChannel, Link, SmallPrint, Span, Text, When
from jobs.people.directory import Directory
from jobs.roster.rituals import Rituals
from jobs.standup.model import Round
from jobs.standup.round_lookup import RoundLookup

_DAY = timedelta(days=1)
_LOOKED_BACK = 14 * _DAY
"""How long ago a round that is still open may have begun."""


@tool(Audience.BY_PLACE)
async def open_rounds(
    asking: Asking, wanted: Nothing, db: Database, team: Directory, rituals: Rituals, round_lookup: RoundLookup
) -> Finding:
    """List the standups, check-ins and pulses that are open now, until when, and else which comes next.

    Of the channel where it is asked; in a direct message of the asker's channels. What was answered it does not tell.
    """
    every = await rituals.roster.listed(kinds=["standup"])
    scope = await channels_of(asking, db, team, {each.ritual.channel for each in every})
    where = "here" if scope == [asking.place] else "in your channels"
    now = await today_of(asking)
    boards = await round_lookup.of_days(scope, now - _LOOKED_BACK, now + _DAY)
    found = [each.round for each in boards if each.round.is_open]
    urls = await round_lookup.urls(found)
    if found:
        count = "1 round of questions is" if len(found) == 1 else f"{len(found):,} rounds of questions are"
        lines = [_line(each, urls.get(each.key), asking) for each in found]
        return Finding((f"{count} open {where}.",), tuple(listed(lines)))
    coming = [
        each for each in every if each.ritual.channel in scope and each.next_at and each.state is RitualState.ACTIVE
    ]
    blocks: list[Block] = []
    first = min(coming, key=lambda each: str(each.next_at), default=None)
    if first is not None and first.next_at is not None:
        at = When(at=first.next_at, style="date_time", zone=asking.zone)
        blocks.append(SmallPrint(text=("Next comes ", Bold(text=first.ritual.title), ", ", at, ".")))
    if boards:
        late = ("A late answer to the last one is still taken: ", Code(text="/standup answer"), ".")
        blocks.append(SmallPrint(text=late))
    return Finding((f"No standup, check-in or pulse is open {where}.",), tuple(blocks))


def _line(round_: Round, url: str | None, asking: Asking) -> Text:
    line: list[str | Span] = [Bold(text=round_.title)]
    if round_.channel != asking.place:
        line += [" in ", InChannel(channel=round_.channel)]
    line += [" · until ", When(at=round_.closes_at, style="date_time", zone=asking.zone)]
    return (*line, " · ", Link(url=url, label="open")) if url else tuple(line)
