"""What pulses and other counted questions came to: how people feel, and what they chose."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.tools.arguments import OfDays
from bot.tools.days import dated, days_of, named, today_of
from bot.tools.scope import channels_of, more
from bot.tools.tool import Asking, Audience, Finding, tool
from integrations.database import Database
from integrations.enumerated import counted
from integrations.post import Block, Bold, InChannel, Link, Paragraph, SmallPrint, Span, Text, When
from jobs.people.directory import Directory
from jobs.roster.rituals import Rituals
from jobs.standup.digest_posts import moods
from jobs.standup.model import Board
from jobs.standup.round_lookup import RoundLookup
from jobs.standup.tallies import tallies

MOST = 3
"""Rounds of which an answer tells what came of them; the others are counted."""
LOOKED_BACK = timedelta(days=92)
"""How long ago the last one may have been."""
_DAY = timedelta(days=1)


@tool(Audience.BY_PLACE)
async def pulse_results(
    asking: Asking, wanted: OfDays, db: Database, team: Directory, rituals: Rituals, round_lookup: RoundLookup
) -> Finding:
    """Tell what the last pulse or poll came to, or those of some days: averages, how often what was chosen, moods.

    Of the channel where it is asked; in a direct message of the asker's channels. It tells of rounds that are closed
    what their summary shows: what was asked anonymously has no names, and nothing where too few answered.
    """
    every = await rituals.roster.listed(kinds=["standup"])
    scope = await channels_of(asking, db, team, {each.ritual.channel for each in every})
    where = "here" if scope == [asking.place] else "in your channels"
    now = await today_of(asking)
    some_days = wanted.first is not None or wanted.last is not None
    days = await days_of(asking, wanted)
    found: list[Board] = []
    if some_days:
        found = await round_lookup.of_days(scope, days.first, days.last)
    else:
        for each in every:
            if each.ritual.channel in scope:
                found += await round_lookup.latest(each.ritual.id, each.ritual.channel, 1)
        found += [] if any(map(_counts, found)) else await round_lookup.of_days(scope, now - LOOKED_BACK, now)
    boards = _worth_telling(found)
    boards = boards if some_days else _newest_of_each(boards)
    open_ = [
        each for each in await round_lookup.of_days(scope, now - _DAY, now + _DAY) if each.round.is_open and _asks(each)
    ]
    small: list[Block] = [
        SmallPrint(
            text=(
                Bold(text=each.round.title),
                " is still open, until ",
                When(at=each.round.closes_at, style="date_time", zone=asking.zone),
                "; what it came to is told then.",
            )
        )
        for each in open_
    ]
    if not boards:
        when = f" {named(days, now)}" if some_days else ""
        return Finding((f"No pulse or poll was closed {where}{when}.",), tuple(small), as_of=asking.at)
    urls = await round_lookup.urls([each.round for each in boards[:MOST]])
    told = [_told(each, asking, now, urls.get(each.round.key)) for each in boards[:MOST]]
    people = tuple(sorted({answer.person for each in boards[:MOST] for answer in each.answered}))
    if len(boards) == 1:
        headline, blocks = told[0]
        return Finding(headline, (*blocks, *small), as_of=asking.at, people=people)
    blocks = [block for headline, blocks in told for block in (Paragraph(text=headline), *blocks)]
    whole = f"This came of {len(boards)} rounds of questions."
    return Finding((whole,), (*blocks, *more(len(boards) - MOST), *small), as_of=asking.at, people=people)


def _asks(board: Board) -> bool:
    """Whether something is asked that can be counted, or anonymously."""
    return any(question.answers or question.anonymous for question in board.round.questions)


def _counts(board: Board) -> bool:
    return _asks(board) and bool(tallies(board))


def _worth_telling(found: Sequence[Board]) -> Sequence[Board]:
    """Those that are closed and have something counted; without any, those where people said how they feel."""
    closed = sorted(
        (each for each in found if not each.round.is_open and not each.round.is_imported),
        key=lambda each: each.round.opened_at,
        reverse=True,
    )
    return [each for each in closed if _counts(each)] or [each for each in closed if moods(each)]


def _newest_of_each(boards: Sequence[Board]) -> Sequence[Board]:
    """The newest of each ritual in its channel; they are the newest first."""
    newest: dict[tuple[int, str], Board] = {}
    for each in boards:
        newest.setdefault((each.round.ritual, each.round.channel), each)
    return list(newest.values())


def _told(board: Board, asking: Asking, now: date, url: str | None) -> tuple[Text, list[Block]]:
    """What one came to, in a sentence and its blocks."""
    which: list[str | Span] = [Bold(text=board.round.title), f" of {dated(board.round.local_date, now)}"]
    if board.round.channel != asking.place:
        which += [" in ", InChannel(channel=board.round.channel)]
    many = counted(len(board.answered), "person answered", "people answered")
    blocks = tallies(board)
    if felt := moods(board):
        blocks.append(SmallPrint(text=(felt,)))
    if url:
        blocks.append(SmallPrint(text=(Link(url=url, label="the round"),)))
    return (*which, f": {many}."), blocks
