"""What a round says when it has closed: what is in the way, what people said, who was not heard."""

from collections.abc import Iterator, Sequence

from integrations.enumerated import listed
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Heading,
    InChannel,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
)
from jobs.retro.action_posts import action_line
from jobs.retro.model import Action
from jobs.standup import message_keys
from jobs.standup.blocker_posts import blocker_line
from jobs.standup.digest import NOTHING_BEFORE, DigestLine, Earlier, grouped, lines_of
from jobs.standup.model import MOODS, Board, DigestSentence, Round
from jobs.standup.posts import buttons, closing_facts, counts
from jobs.standup.summing_up import standing
from jobs.standup.tallies import tallies
from jobs.standup.words import day, near_day, people, within

UNASKED, LEFT_OUT = "Not asked, because of the hour", "Not asked, since the rest of it was left out"
MOST_ACTIONS = 10
MOST_BLOCKERS = 20
"""Blockers that a summary lists with a button each."""
_LONGEST, _SHORTEST, _ALL_LINES = 200, 60, 4_000
"""Characters of a line, and of all of them together, by which each is shorter the more there are."""
_FEW, _MANY = 12, 20
"""So many people have room in their lines for what they did too; more than so many may not fit into a message."""


def summary(
    board: Board, earlier: Earlier = NOTHING_BEFORE, *, actions: Sequence[Action] = (), here: bool = True
) -> Post:
    """What a round came to: blockers first, then a line for each person, then who was not heard.

    `actions` are what retrospectives left to do. `here` is False for another channel, whose people cannot press the
    buttons.
    """
    round_ = board.round
    headline: list[str | Span] = [Bold(text=f"{round_.title}, {day(round_.local_date)}:"), f" {counts(board)}"]
    if not here:
        headline += [", in ", InChannel(channel=round_.channel)]
    who = [Person(user=a.person, name=a.name, said=message_keys.answer(round_.key, a.person)) for a in board.answered]
    blocks: list[Block] = [*in_short(standing(board), who)]
    if round_.closing_line and _still_fits(round_, board):
        blocks.append(Paragraph(text=(round_.closing_line,)))
    blocks += _blockers(board, here)
    said = [*who_is_on_what(board, lines_of(board, earlier)), *tallies(board)]
    # A long digest is cut at its end, and who was not heard is not to be what is missing.
    blocks += [*said, *_not_heard(board)] if len(board.answered) <= _MANY else [*_not_heard(board), *said]
    blocks += _actions(board, actions)
    if felt := moods(board):
        blocks.append(SmallPrint(text=(felt,)))
    if here and board.missing:
        blocks.append(buttons(round_))
    return Post(headline=tuple(headline), blocks=tuple(blocks))


def in_short(said: Sequence[DigestSentence], people: Sequence[Person]) -> Iterator[Block]:
    """What a model said: its words are shown as they are, and lead to what each sentence rests on."""
    if not said:
        return
    items = []
    for sentence in said:
        who = [each for each in people if each.user in sentence.on]
        items.append((f"{sentence.words} (", *listed(who), ")"))
    yield Bullets(items=tuple(items))
    yield SmallPrint(text=("Summed up by a model. Each name leads to an answer that the sentence rests on.",))


def _blockers(board: Board, here: bool) -> Iterator[Block]:
    room = MOST_BLOCKERS
    for title, some in (("New blockers", board.raised), ("Carried over", board.carried)):
        if some:
            yield Heading(text=title)
            yield from (blocker_line(blocker, board.round, button=here) for blocker in some[:room])
            if len(some) > room:
                yield SmallPrint(text=(f"and {len(some) - room} more",))
            room = max(0, room - len(some))
    if not board.blockers and board.round.asks_blockers:
        yield Paragraph(text=("Nothing is in the way.",))


def _actions(board: Board, some: Sequence[Action]) -> Iterator[Block]:
    if some:
        yield Heading(text="From retrospectives, still to do")
        yield Bullets(items=tuple(action_line(each, board.round.local_date) for each in some[:MOST_ACTIONS]))
        if len(some) > MOST_ACTIONS:
            yield SmallPrint(text=(f"and {len(some) - MOST_ACTIONS} more",))


def _not_heard(board: Board) -> Iterator[Block]:
    for title, named in (
        ("Missing", [(each.person, each.name) for each in board.missing]),
        ("Skipped", [(each.person, each.name) for each in board.skipped]),
        ("Away", [(each.person, each.name) for each in board.away]),
        (UNASKED, [(each.person, each.name) for each in board.unasked if not each.left_out]),
        (LEFT_OUT, [(each.person, each.name) for each in board.unasked if each.left_out]),
        ("Late", [(each.person, each.name) for each in board.answered if each.late]),
    ):
        if named:
            yield Paragraph(text=(Bold(text=f"{title}: "), *people(named)))


def who_is_on_what(board: Board, lines: Sequence[DigestLine]) -> Iterator[Block]:
    """Return a line for each person, below the name of what several of them work on."""
    if not lines:
        return
    yield Heading(text="Who is on what")
    room = min(_LONGEST, max(_SHORTEST, _ALL_LINES // len(lines)))
    for group in grouped(lines):
        said = tuple(_line(line, board.round, room, with_done=len(lines) <= _FEW) for line in group.lines)
        if group.about:
            yield Bullets(items=((Bold(text=group.about),),))
        yield Bullets(items=said, depth=1 if group.about else 0)


def _line(line: DigestLine, round_: Round, room: int, *, with_done: bool) -> Text:
    who = Person(user=line.person, name=line.name, said=message_keys.answer(round_.key, line.person))
    text: list[str | Span] = [who, ": "]
    today = round_.local_date
    planned = [(each.words, f"since {near_day(each.since, today)}" if each.since else "") for each in line.planned]
    text += within(planned, room)
    if line.done and (with_done or not planned):
        text.append(" · done: " if planned else "done: ")
        text += within([(each, "") for each in line.done], room // 2 if planned else room)
    return tuple(text)


def _still_fits(round_: Round, board: Board) -> bool:
    """Whether the line of the close fits what came after it; one about what is stuck does not once nothing is."""
    then, now = (round_.closing_facts or {}).get("blockers"), closing_facts(board)["blockers"]
    return not (then and not now)


def moods(board: Board) -> str:
    """Return how many felt how, of those who shared it; "" where nobody did."""
    given = [each.mood for each in board.answered if each.mood]
    return " · ".join(f"{label} {given.count(mood)}" for mood, label in MOODS if mood in given)
