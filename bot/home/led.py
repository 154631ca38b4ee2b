"""What whoever owns a standup sees of it: who takes part, how the team feels, and what stands in its way."""

from collections import Counter
from collections.abc import Sequence

from bot.home.parts import HomeParts
from integrations.post import Block, Bold, Bullets, Heading, InChannel, Paragraph, Preformatted, SmallPrint, Text
from jobs.people.working_age import WorkingAge
from jobs.standup.model import MOODS, Board
from jobs.standup.questions import QuestionType
from jobs.standup.words import day, short

MOST_STANDUPS = 3
ROUNDS = 10
"""Closed rounds that are looked back on."""
MOST_BLOCKERS = 3
_WIDEST = 20
_LINE = 120


async def led(parts: HomeParts, user: str, _: WorkingAge) -> list[Block]:
    """Return how the standups of `user` go, of the channels that they are in."""
    channels = await parts.team.channels_of(user)
    owned = await parts.rituals.roster.owned_by(user, channels, 100)
    blocks: list[Block] = []
    for each in [each for each in owned if each.ritual.kind == "standup"][:MOST_STANDUPS]:
        # Of where it is held now: they may not be in a channel where it was before.
        latest = await parts.rounds.latest(each.ritual.id, each.ritual.channel, ROUNDS)
        boards = [board for board in latest if board.asked]
        if not boards:
            continue
        title: Text = (Bold(text=each.ritual.title), " in ", InChannel(channel=each.ritual.channel))
        blocks += [Paragraph(text=title), Preformatted(text=picture(boards)), SmallPrint(text=(in_words(boards),))]
        if mood := moods(boards):
            blocks.append(SmallPrint(text=(mood,)))
        found, left = await parts.blockers.of([each.ritual.channel], MOST_BLOCKERS)
        lines: list[Text] = [
            (f"{one.blocker.owner_name}: {short(one.blocker.words, _LINE)} · {one.age}",) for one in found
        ]
        if lines:
            more = [(f"and {left} more",)] if left else []
            blocks += [SmallPrint(text=("In the way, the oldest first:",)), Bullets(items=(*lines, *more))]
    return [Heading(text="Your team"), *blocks] if blocks else []


def answered(board: Board) -> tuple[int, int]:
    """Return how many of those who were asked answered, and how many were asked; to skip is to answer."""
    return len(board.asked) - len(board.missing), len(board.asked)


def picture(boards: Sequence[Board]) -> str:
    """Return a line a round, the oldest first, as long as the share of those who answered."""
    lines = []
    for board in reversed(boards):
        gave, asked = answered(board)
        bar = "█" * round(_WIDEST * gave / asked)
        lines.append(f"{board.round.local_date:%d %b}  {bar:░<{_WIDEST}}  {gave} of {asked}")
    return "\n".join(lines)


def in_words(boards: Sequence[Board]) -> str:
    """Return what the picture shows, for those to whom it is read out."""
    every = [answered(each) for each in boards]
    gave, asked = (sum(each) for each in zip(*every, strict=True))
    least = min(boards, key=lambda each: answered(each)[0] / answered(each)[1])
    some, of = answered(least)
    rounds = "the last round" if len(boards) == 1 else f"the last {len(boards)} rounds"
    worst = f"; the fewest on {day(least.round.local_date)}, {some} of {of}" if some < of and len(boards) > 1 else ""
    return f"In {rounds} {100 * gave // asked} % answered{worst}."


def moods(boards: Sequence[Board]) -> str:
    """Return how people said that they feel, and the averages of what they answered on a scale with their name."""
    found: list[str] = []
    shared = [each.mood for board in reversed(boards[:1]) for each in board.answered if each.mood in dict(MOODS)]
    if shared:
        faces = Counter(dict(MOODS)[each] for each in shared)
        told = ", ".join(f"{face} {many}" for face, many in faces.most_common())
        found.append(f"Mood of those who shared it last time: {told}.")
    scales = {q.name: q for board in reversed(boards) for q in board.round.questions if q.type is QuestionType.SCALE}
    for question in scales.values():
        if question.anonymous:
            continue
        shares = []
        for board in reversed(boards):
            given = [each.picks.get(question.name) for each in board.answered]
            numbers = [each for each in given if isinstance(each, int | float)]
            if numbers:
                shares.append(f"{sum(numbers) / len(numbers):.1f}")
        if shares:
            found.append(f"{question.label} On average, round by round: {', '.join(shares)}.")
    return " ".join(found)
