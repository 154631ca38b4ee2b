"""What came of retrospectives: what was voted for, and the actions that followed."""

from collections.abc import Sequence
from datetime import time, timedelta

from bot.tools.answers import listed
from bot.tools.arguments import OfDays
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.scope import channels_of, more
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.database.tables.retro import RetroState
from integrations.enumerated import counted
from integrations.post import Block, Bold, Heading, InChannel, Link, Paragraph, SmallPrint, Span, Text, When
from jobs.calendar import local_date, moment_of, zone_of
from jobs.people.directory import Directory
from jobs.retro import RetroLookup
from jobs.retro.action_posts import action_line
from jobs.retro.model import RetroBoard
from jobs.retro.posts import MOST_TOP, came_to, top

MOST = 3
"""Retrospectives of which an answer tells what came of them; the others are counted."""


@tool(Audience.BY_PLACE)
async def retro_results(
    asking: Asking, wanted: OfDays, db: Database, team: Directory, retro_lookup: RetroLookup
) -> Finding:
    """Tell what came of the last retrospective, or of those of some days: what got the most votes, and the actions.

    Of the channel where it is asked; in a direct message of the asker's channels. It tells what the messages of the
    retrospective show everybody in its channel: of an anonymous one never who wrote or voted.
    """
    scope = await channels_of(asking, db, team, await retro_lookup.held_in())
    where = "here" if scope == [asking.place] else "in your channels"
    now = await today_of(asking)
    if wanted.first is None and wanted.last is None:
        every = await retro_lookup.opened(scope)
        boards, when = _last(every), ""
    else:
        days, zone = await days_of(asking, wanted), zone_of(asking.zone)
        since = moment_of(days.first, time.min, zone)
        until = moment_of(days.last + timedelta(days=1), time.min, zone)
        boards, when = await retro_lookup.opened(scope, since, until), f" {named(days, now)}"
    if not boards:
        return Finding((f"No retrospective was held {where}{when}.",), as_of=asking.at)
    told: list[tuple[Text, list[Block]]] = []
    for board in boards[:MOST]:
        told.append(_told(board, asking, await retro_lookup.url(board.retro)))
    people = tuple(sorted({each for board in boards[:MOST] for each in board.authors}))
    if len(boards) == 1:
        headline, blocks = told[0]
        return Finding(headline, tuple(blocks), as_of=asking.at, people=people)
    every_block = [block for headline, blocks in told for block in (Paragraph(text=headline), *blocks)]
    whole = f"This came of {len(boards)} retrospectives{when}."
    return Finding((whole,), (*every_block, *more(len(boards) - MOST)), as_of=asking.at, people=people)


def _last(boards: Sequence[RetroBoard]) -> Sequence[RetroBoard]:
    """The newest of each ritual that is over, and what is under way; they are the newest first."""
    seen: set[tuple[int, str]] = set()
    found = []
    for board in boards:
        of = (board.retro.ritual, board.retro.channel)
        if of not in seen:
            found.append(board)
        if board.retro.state is not RetroState.COLLECTING:  # of which nothing is to be told yet
            seen.add(of)
    return found


def _told(board: RetroBoard, asking: Asking, url: str | None) -> tuple[Text, list[Block]]:
    """What one came to, in a sentence and its blocks."""
    retro = board.retro
    day = dated(local_date(retro.opened_at, zone_of(retro.zone)), local_date(asking.at, zone_of(asking.zone)))
    which: list[str | Span] = [Bold(text=retro.title), f" of {day}"]
    if retro.channel != asking.place:
        which += [" in ", InChannel(channel=retro.channel)]
    blocks: list[Block] = []
    match retro.state:
        case RetroState.COLLECTING:
            until = When(at=retro.notes_until, style="date_time", zone=asking.zone)
            headline: Text = (*which, " still takes notes, until ", until, ".")
        case RetroState.VOTING:
            until = When(at=retro.votes_until, style="date_time", zone=asking.zone)
            given = counted(sum(each.votes for each in board.items), "vote")
            headline = (*which, f" is being voted on: {given} so far, until ", until, ".")
        case RetroState.CLOSED:
            headline = (*which, f": {came_to(board).rstrip('.')}.")
    if board.items:
        blocks += top(board.ranked[:MOST_TOP])
        blocks += more(len(board.ranked) - MOST_TOP)
    if board.actions:
        blocks.append(Heading(text="Actions"))
        blocks += listed([action_line(each) for each in board.actions])
    if url:
        blocks.append(SmallPrint(text=(Link(url=url, label="the retrospective"),)))
    return headline, blocks
