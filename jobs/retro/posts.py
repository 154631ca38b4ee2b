"""What a retrospective says. Facts by code; people's words as plain strings, always literal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from integrations.ballot_box import LEAST_SHOWN
from integrations.database.tables.retro import RetroState
from integrations.enumerated import counted, in_a_row
from integrations.post import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Heading,
    Paragraph,
    Person,
    Post,
    SmallPrint,
    Span,
    Text,
    When,
)
from jobs.retro.action_posts import action_line
from jobs.retro.model import Item, Note, Retro, RetroBoard

WRITE, START_VOTE, VOTE = "retro_write", "retro_start_vote", "retro_vote"
MINE, ARRANGE, END, ADD = "retro_my_votes", "retro_arrange", "retro_end", "retro_add_action"
"""Action ids of the buttons."""
ON_A_PAGE = 20
"""Topics of one message of the thread."""
_OF_A_TOPIC, _OF_A_NOTE = 500, 220
"""Characters that each takes beside its words: its button, its author, how it is set."""
MOST_TOP = 5
"""What the result lists."""
MOST_ALIKE = 10
"""Notes of one topic that are shown; more are counted."""
_LONGEST = 300


def messages(board: RetroBoard, room: int) -> Iterator[tuple[str, Post]]:
    """Every message of a retrospective as it looks now, by what its key ends with; "" is the one in the channel.

    Each has `room` for so many characters.
    """
    yield "", main(board)
    if board.retro.state is RetroState.COLLECTING:
        return
    for number in range(len(board.retro.categories)):
        some = [each for each in board.items if each.category == number]
        for page, shown in enumerate(_pages(some, room)):
            yield f"{number}.{page}", topics(board, number, shown, goes_on=page > 0)
    if board.retro.state is RetroState.CLOSED and board.items:
        yield "result", result(board)


def main(board: RetroBoard) -> Post:
    """Return the message of a retrospective in its channel."""
    retro = board.retro
    lead: list[Block] = [Paragraph(text=(retro.opening_line,))] if retro.opening_line else []
    headline: list[str | Span] = [Bold(text=retro.title)]
    match retro.state:
        case RetroState.COLLECTING:
            headline += [
                ": write your notes until ",
                _when(retro, retro.notes_until),
                *((" (late)",) if retro.late else ()),
            ]
            return Post(headline=tuple(headline), blocks=(*lead, *_collecting(board)))
        case RetroState.VOTING:
            headline += [": vote in the thread until ", _when(retro, retro.votes_until)]
            return Post(headline=tuple(headline), blocks=tuple(_voting(board)))
        case RetroState.CLOSED:
            headline.append(f": {came_to(board)}")
            return Post(headline=tuple(headline), blocks=tuple(_closed(board)))


def _collecting(board: RetroBoard) -> Iterator[Block]:
    retro = board.retro
    yield Bullets(items=tuple((each,) for each in retro.categories))
    if board.people and retro.anonymous:
        yield Paragraph(text=(f"{counted(len(board.people), 'person has', 'people have')} written so far.",))
    elif board.people:
        yield Paragraph(
            text=("Written so far: ", *in_a_row([Person(user=user, name=name) for user, name in board.people]))
        )
    yield Buttons(
        buttons=(
            Button(action=WRITE, label="Write notes", value=str(retro.id), style="primary"),
            Button(
                action=START_VOTE,
                label="Go on to the vote",
                value=str(retro.id),
                confirm="After that nobody can write notes any more.",
            ),
        )
    )
    how = (
        f"Notes are anonymous, and shown only if {LEAST_SHOWN} people or more have written."
        if retro.anonymous
        else "Notes come into this thread, with your name, when the time is up."
    )
    yield SmallPrint(text=(how, " Then everybody votes on what matters most.", *_led(board)))


def _voting(board: RetroBoard) -> Iterator[Block]:
    retro, notes = board.retro, sum(len(each.notes) for each in board.items)
    given = sum(each.votes for each in board.items)
    about = f"{counted(notes, 'note')} about {counted(len(board.items), 'topic')}."
    each = counted(retro.votes, "vote")
    yield Paragraph(text=(f"{about} Everybody has {each}, one a topic; {given} given so far.",))
    yield Buttons(
        buttons=(
            Button(action=MINE, label="My votes", value=str(retro.id)),
            Button(action=ARRANGE, label="Merge or rename", value=str(retro.id)),
            Button(
                action=END,
                label="End the vote",
                value=str(retro.id),
                confirm="After that nobody can vote any more.",
            ),
        )
    )
    yield SmallPrint(text=("Press Vote again to take yours back.", *_led(board)))


def _closed(board: RetroBoard) -> Iterator[Block]:
    if board.items:
        yield from top(board.ranked[:3])
        if board.actions:
            left = sum(each.is_open for each in board.actions)
            how = f"{left} still to settle" if left else "all settled"
            yield Paragraph(text=(f"{counted(len(board.actions), 'action')}, {how}.",))
        yield _add(board.retro)
        yield SmallPrint(text=("The notes and votes are in the thread.",))


def came_to(board: RetroBoard) -> str:
    """Return what the title of a closed one goes on with: its votes, or why there are none."""
    if board.items:
        return f"{counted(sum(each.votes for each in board.items), 'vote')} on {counted(len(board.items), 'topic')}"
    if not board.people:
        return "nobody wrote a note this time."
    if board.retro.anonymous:
        few = len(board.people) < LEAST_SHOWN
        if few:
            return f"fewer than {LEAST_SHOWN} people wrote notes, so none of them is kept or shown."
        return "the notes were lost when the machine was started anew, so there is nothing to show."
    return "nothing is left of the notes."


def topics(board: RetroBoard, category: int, items: Sequence[Item], *, goes_on: bool) -> Post:
    """Return the message with the topics of one category, and their votes so far."""
    retro = board.retro
    blocks: list[Block] = []
    none = "no vote yet" if retro.state is RetroState.VOTING else "no vote"
    for item in items:
        button = None
        if retro.state is RetroState.VOTING:
            button = Button(action=VOTE, label="Vote", value=str(item.id))
        alone = item.notes[0] if len(item.notes) == 1 and not item.renamed else None
        votes = f" · {counted(item.votes, 'vote')}" if item.votes else f" · {none}"
        head = (Bold(text=_cut(item.title)), *(_by(alone) if alone else ()), votes)
        blocks.append(Paragraph(text=head, button=button))
        if alone is None:
            blocks.append(Bullets(items=tuple(_notes(item))))
    more = " (more)" if goes_on else ""
    return Post(headline=(Bold(text=f"{retro.categories[category]}{more}"),), blocks=tuple(blocks))


def _notes(item: Item) -> Iterator[Text]:
    """The notes that are one topic."""
    for note in item.notes[:MOST_ALIKE]:
        yield (_cut(note.words), *_by(note))
    if (left := len(item.notes) - MOST_ALIKE) > 0:
        yield (f"and {left} more",)


def _pages(items: Sequence[Item], room: int) -> Iterator[Sequence[Item]]:
    """Topics by the message that they are in."""
    page: list[Item] = []
    left = room
    for item in items:
        takes = len(_cut(item.title)) + _OF_A_TOPIC
        takes += sum(len(_cut(note.words)) + _OF_A_NOTE for note in item.notes[:MOST_ALIKE])
        if page and (takes > left or len(page) >= ON_A_PAGE):
            yield page
            page, left = [], room
        page.append(item)
        left -= takes
    if page:
        yield page


def _by(note: Note) -> Iterator[str | Span]:
    if note.person:
        yield " ("
        yield Person(user=note.person, name=note.name or "somebody")
        yield ")"


def result(board: RetroBoard) -> Post:
    """What it came to, for the thread: the topics with most votes, and what is to be done."""
    blocks: list[Block] = [*top(board.ranked[:MOST_TOP])]
    if board.actions:
        blocks.append(Heading(text="Actions"))
        blocks.append(Bullets(items=tuple(action_line(each) for each in board.actions)))
    blocks.append(_add(board.retro))
    blocks.append(
        SmallPrint(
            text=("Actions come back in the standup of this channel, where it has one, until they are settled.",)
        )
    )
    return Post(headline=(Bold(text=f"{board.retro.title}: {came_to(board)}"),), blocks=tuple(blocks))


def top(items: Sequence[Item]) -> Iterator[Block]:
    """Return what got the most votes, with how many."""
    if not items:
        yield Paragraph(text=("Nobody has voted.",))
        return
    yield Heading(text="Most wanted")
    yield Bullets(items=tuple((_cut(each.title), f" · {counted(each.votes, 'vote')}") for each in items), numbered=True)


def _add(retro: Retro) -> Buttons:
    return Buttons(buttons=(Button(action=ADD, label="Add an action", value=str(retro.id), style="primary"),))


def mine(board: RetroBoard, chosen: set[int]) -> Post:
    """What somebody has voted for, for them alone."""
    own = [each for each in board.items if each.id in chosen]
    left = board.retro.votes - len(own)
    head = f"You have {counted(left, 'vote')} left" if left else f"You have given all your {board.retro.votes} votes"
    if not own:
        return Post(headline=(f"{head}: press Vote in the thread.",))
    items: tuple[Text, ...] = tuple((_cut(each.title),) for each in own)
    return Post(headline=(f"{head}. You voted for:",), blocks=(Bullets(items=items),))


def already(retro: Retro, link: Text) -> Post:
    """What somebody hears who begins one while one is open."""
    return Post(headline=(f"{retro.title} is open already", *link))


def _led(board: RetroBoard) -> Text:
    if not board.retro.lead:
        return ()
    return (" ", Person(user=board.retro.lead, name=board.lead_name or "somebody"), " leads it.")


def _when(retro: Retro, at: datetime) -> When:
    return When(at=at, style="date_time", zone=retro.zone)


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
