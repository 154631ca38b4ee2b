"""What whoever owns a standup sees of it: who takes part, how the team feels, and what stands in its way."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from integrations.post import Block, Bold, Bullets, Heading, InChannel, Paragraph, SmallPrint, Text
from jobs.people.working_age import WorkingAge
from jobs.standup import charts
from jobs.standup.model import Board
from jobs.standup.questions import QuestionType
from jobs.standup.words import day, short

if TYPE_CHECKING:
    from bot.parts import Parts

MOST_STANDUPS = 3
ROUNDS = 10
"""Closed rounds that are looked back on."""
MOST_BLOCKERS = 3
MOST_SCALES = 2
_LINE = 120


async def led(parts: "Parts", user: str, _: WorkingAge) -> list[Block]:
    """Return how the standups of `user` go, of the channels that they are in."""
    channels = await parts.team.channels_of(user)
    owned = await parts.rituals.roster.owned_by(user, channels, 100)
    blocks: list[Block] = []
    for each in [each for each in owned if each.ritual.kind == "standup"][:MOST_STANDUPS]:
        # Of where it is held now: they may not be in a channel where it was before.
        latest = await parts.round_lookup.latest(each.ritual.id, each.ritual.channel, ROUNDS)
        boards = [board for board in latest if board.asked]
        if not boards:
            continue
        oldest_first = boards[::-1]
        title: Text = (Bold(text=each.ritual.title), " in ", InChannel(channel=each.ritual.channel))
        blocks += [Paragraph(text=title), charts.took_part([charts.answered(board) for board in oldest_first])]
        blocks += [SmallPrint(text=(in_words(boards),)), *_feelings(oldest_first)]
        blocks += await _in_the_way(parts, each.ritual.channel)
    return [Heading(text="Your team"), *blocks] if blocks else []


def in_words(boards: Sequence[Board]) -> str:
    """Return how many answered in all of these rounds, and in which the fewest did; the newest is the first."""
    every = [charts.answered(each) for each in boards]
    gave, asked = sum(gave for _, gave, _ in every), sum(asked for _, _, asked in every)
    when, some, of = min(every, key=lambda each: each[1] / each[2])
    rounds = "the last round" if len(boards) == 1 else f"the last {len(boards)} rounds"
    worst = f"; the fewest on {day(when)}, {some} of {of}" if some < of and len(boards) > 1 else ""
    return f"In {rounds} {100 * gave / asked:.0f} % answered{worst}."


def _feelings(boards: Sequence[Board]) -> Iterator[Block]:
    """How people feel, of those who shared it, and what they answered on scales; the newest board is the last."""
    scales = {q.name: q for board in boards for q in board.round.questions if q.type is QuestionType.SCALE}
    asked = (charts.scale(each, boards) for each in list(scales.values())[:MOST_SCALES])
    for chart in (charts.moods(boards), *asked):
        if chart is not None:
            yield Paragraph(text=(chart.title,))
            yield chart


async def _in_the_way(parts: "Parts", channel: str) -> list[Block]:
    """How old the open blockers of a channel are, and the oldest of them."""
    found, left = await parts.open_blockers.of([channel], MOST_BLOCKERS)
    if not found:
        return []
    chart = charts.ages(await parts.open_blockers.ages(channel))
    lines: list[Text] = [(f"{one.blocker.owner_name}: {short(one.blocker.words, _LINE)} · {one.age}",) for one in found]
    more: list[Text] = [(f"and {left} more",)] if left else []
    small = SmallPrint(text=("In the way, the oldest first:",))
    return [Paragraph(text=(chart.title,)), chart, small, Bullets(items=(*lines, *more))]
