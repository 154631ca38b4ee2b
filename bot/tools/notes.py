"""What people ask us to remember, and to forget again: their own notes.

They are made, told and taken back with their author's own words alone, so it takes no button; and no model is offered
that, for its words are not theirs. What it would have kept for the team is shown first, and takes a button.
"""

from pydantic import Field

from bot.conversation import wording
from bot.conversation.history import History
from bot.memory.store import LONGEST, Memory
from bot.tools.arguments import Nothing
from bot.tools.tool import Arguments, Asking, Audience, Effect, Finding, Proposal, tool
from integrations.chat import ChatError, ChatLinks
from integrations.database import Database
from integrations.post import Bullets, Code, InChannel, Link, Person, SmallPrint, Span, Text, When
from jobs.errors import UserError
from jobs.people.directory import Directory, name_of
from jobs.people.told_channels import told_of
from jobs.standup.words import short

LONGEST_FOR_ALL = 1_500
"""Characters of a note that somebody has to allow first."""
MOST = 10
"""Notes that an answer lists."""
MOST_LOOKED_AT = 100
A_LINE = 180
"""Characters of a note."""
_TAKE_BACK = SmallPrint(text=(Code(text="/recall forget"), " takes one back, or all that I know of you."))


class Words(Arguments):
    """Words to remember."""

    words: str = Field("", description="The words; without any what was said just before.", max_length=LONGEST)


@tool(Audience.ANYBODY, effect=Effect.NOTES)
async def remember(asking: Asking, wanted: Words, memory: Memory, history: History) -> Finding:
    """Make a note of words of the asker's, or of what was said just before, for whoever may read it there."""
    if asking.message is None:
        raise UserError("Tell me yourself: remember that …")
    if wanted.words:
        message, author, text, at = asking.message, asking.person, wanted.words, asking.at
    else:
        before = await history.of(asking.place, asking.thread, before=asking.at)
        meant = next((each for each in reversed(before) if each.user is not None), None)
        if meant is None or meant.user is None:
            nothing = wording.nothing_to_note()
            return Finding(nothing.headline, nothing.blocks, found=False)
        message, author, text, at = meant.message_id, meant.user, meant.text, meant.at
    kept = await memory.keep(asking.place, message, author, text, at=at, thread=asking.thread, noted_by=asking.person)
    if not kept:
        raise UserError("That message was deleted, so I do not keep it.")
    noted = wording.noted(text, asking.kind)
    return Finding(noted.headline, noted.blocks, people=(author,))


class NoteForAll(Arguments):
    """What everybody in the place may be told from now on."""

    words: str = Field(description="The note, in whole sentences.", min_length=1, max_length=LONGEST_FOR_ALL)


async def _proposed_note(asking: Asking, wanted: NoteForAll) -> Proposal:
    who = "you alone" if asking.private else "whoever may read this place"
    return Proposal(f"Keep a note, which I may tell {who} from now on.", wanted, (("Note", wanted.words),))


@tool(Audience.BY_PLACE, proposes=_proposed_note)
async def note_for_the_team(asking: Asking, wanted: NoteForAll, memory: Memory) -> Finding:
    """Keep a fact in the team's memory as a note of the asker's, for whoever may read the place where it is asked."""
    if asking.message is None:
        raise UserError("The message in which I asked is gone, so I could not say later where the note is from.")
    kept = await memory.keep(
        asking.place,
        asking.message,
        asking.person,
        wanted.words,
        at=asking.at,
        thread=asking.thread,
        noted_by=asking.person,
    )
    noted = wording.noted(wanted.words, asking.kind)
    return Finding(noted.headline, noted.blocks, people=(asking.person,), found=kept)


@tool(Audience.ANYBODY, effect=Effect.NOTES)
async def forget(asking: Asking, wanted: Nothing, memory: Memory) -> Finding:
    """Take back the last note that the asker made in this thread, or in this channel."""
    note = await memory.last_note(asking.person, asking.place, asking.thread)
    released = await memory.forget_note(asking.person, note.number) if note else None
    post = wording.let_go(released.text if released else None)
    return Finding(post.headline, post.blocks, found=released is not None)


@tool(Audience.BY_PLACE, effect=Effect.NOTES)
async def my_notes(
    asking: Asking, wanted: Nothing, db: Database, memory: Memory, team: Directory, chat: ChatLinks
) -> Finding:
    """List the notes that the asker made, newest first: what they asked to have remembered.

    In a channel only those that everybody who reads it may know; the others are told to them alone.
    """
    await memory.refresh_notes(asking.person)
    every = await memory.notes(asking.person, limit=MOST_LOOKED_AT)
    of = {each.channel for each in every}
    allowed = await told_of(db, team, asking.person, asking.place, of, alone=asking.private)
    notes = [each for each in every if each.text and each.channel in allowed]
    if not notes and asking.private:
        return Finding(("You have made no notes. Tell me: ", Code(text="remember that …")))
    if not notes:
        headline = "I know no notes of yours that I can show to everybody here."
        return Finding((headline,), (SmallPrint(text=("In a direct message I show you all of them.",)), _TAKE_BACK))
    lines: list[Text] = []
    asking.origins.places.update(each.channel for each in notes)
    for each in notes[:MOST]:
        line: list[str | Span] = [When(at=each.said_at, style="date", zone=asking.zone), ": "]
        if each.user != asking.person:
            line += [Person(user=each.user, name=await name_of(team, each.user)), ": "]
        line.append(short(each.text, A_LINE))
        if each.channel != asking.place:
            line += [" · ", InChannel(channel=each.channel)]
        if (url := await _address(chat, each.channel, each.message_id)) is not None:
            line += [" · ", Link(url=url, label="open")]
        lines.append(tuple(line))
    left = f" The newest {MOST} of {len(notes)}{' or more' if len(every) == MOST_LOOKED_AT else ''}."
    headline = f"You asked me to remember this:{left if len(notes) > MOST else ''}"
    alone = () if asking.private else (SmallPrint(text=("These are those that I can show here.",)),)
    people = tuple(dict.fromkeys(each.user for each in notes[:MOST]))
    return Finding((headline,), (Bullets(items=tuple(lines)), *alone, _TAKE_BACK), people=people)


async def _address(chat: ChatLinks, channel: str, message: str) -> str | None:
    try:
        return await chat.permalink(channel, message)
    except ChatError:
        return None
