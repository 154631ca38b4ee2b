"""What people do with the team's memory: `/recall`, its form that forgets, and "Remember this" on a message."""

import re

from bot.conversation import wording
from bot.conversation.by_rule import ByRule
from bot.conversation.quotes import Quotes
from bot.conversation.written_down import WrittenDown
from bot.forms.forget import CALLBACK, forget_form, read_forget
from bot.interactions.channel_memory import keep, listen, read_here, what_is_kept
from bot.interactions.features import command, message_action, submitted
from bot.memory.erasures import Erasures, said
from bot.memory.keeping import Keeping, days_in
from bot.memory.narrowed import NOWHERE, Narrowed, Narrowing, narrowing
from bot.memory.plain_words import PlainWords
from bot.memory.reading_back import ReadingBack
from bot.memory.store import Memory
from bot.tools.days import today_of
from bot.tools.tool import Asking
from integrations.chat import ChatSelf
from integrations.database import Database
from integrations.form import Form
from integrations.interaction import Command, Done, MessageAction, Opens, Outcome, Redraws, Says, Submission, Waits
from integrations.post import Paragraph, Post
from integrations.time import Clock
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import Hearable
from jobs.people.audience_check import AudienceCheck
from jobs.people.kept_team import names_of_people
from jobs.people.team import Team

MOST = 5
"""Messages of one answer."""
_CHANNEL = re.compile(r"#([\w-]+)")


@command("/recall")
async def recall(
    typed: Command,
    memory: Memory,
    reading_back: ReadingBack,
    keeping: Keeping,
    team: Team,
    quotes: Quotes,
    written_down: WrittenDown,
    outbox: Outbox,
    db: Database,
    by_rule: ByRule,
    clock: Clock,
) -> Outcome:
    """Answer a question privately, listen or not listen to a channel, or offer to forget."""
    word, _, rest = typed.words.partition(" ")
    match word.lower(), rest.strip():
        case ("" | "help", ""):
            return Says(wording.recall_help())
        case (("listen" | "mute"), ""):
            return await listen(typed, memory, reading_back, team, outbox, db, on=word.lower() == "listen")
        case "read", "":
            return await read_here(typed, memory, reading_back, team, outbox, db)
        case "keep", "":
            return await what_is_kept(typed, keeping, db)
        case "keep", limit if (days := days_in(limit)) is not None:
            return await keep(typed, days, keeping, team, outbox, db)
        case "forget", "":
            return await _forget(memory, typed.person, team.chat_name)
        case "ask", question:
            return _ask(typed, memory, team, quotes, written_down, by_rule, db, clock, question)
    return _ask(typed, memory, team, quotes, written_down, by_rule, db, clock, typed.words)


def _ask(
    typed: Command,
    memory: Memory,
    team: Team,
    quotes: Quotes,
    written_down: WrittenDown,
    by_rule: ByRule,
    db: Database,
    clock: Clock,
    question: str,
) -> Outcome:
    if not question:
        raise UserError("What about? For example /recall ask what did we decide about retries")
    asked, user, channel = " ".join(filter(None, question.split(" "))), typed.person, typed.place

    async def found(asking: Asking) -> Post:
        narrowed = await _narrowing(asked, asking, team, db)
        if narrowed.stranger:
            return wording.stranger(narrowed.stranger, asked)
        if narrowed.to.authors or narrowed.to.channels:
            return await said_of(narrowed.words, narrowed.to, asking)
        if " " in asked:  # a word alone is looked for
            answer = await by_rule.answer(asked, asking)
            if answer is not None and not answer.wishes:
                return answer.post
        return await said_of(narrowed.words, narrowed.to, asking)

    async def said_of(words: str, only: Narrowed, asking: Asking) -> Post:
        narrows = only if only.narrows else None
        await memory.refresh(words, asker=user, channel=channel, alone=True, only=narrows)
        said = await memory.recall(words, asker=user, channel=channel, limit=2 * MOST, alone=True, only=narrows)
        quoted = await quotes.of(said, MOST)
        asking.origins.places.update(quote.said.channel for quote in quoted)
        written = await written_down.about(words, asking, narrows)
        return wording.recalled(asked, quoted, written.lines, zone=asking.zone)

    async def then() -> Outcome:
        place, zone = await team.channel(channel), await team.zone(user)
        asking = Asking(user, channel, place.kind if place else None, clock.now(), zone=zone, alone=True)
        post = await found(asking)
        # Looking it up takes a while, and people are taken out of channels meanwhile.
        told = asking.origins.restriction(user, "", alone=True)
        if told is not None and await AudienceCheck(db, team)(told, channel) is not Hearable.YES:
            return Says(wording.KEPT_BACK)
        return Says(post)

    return Done(then=then)


async def _narrowing(typed: str, asking: Asking, team: Team, db: Database) -> Narrowing:
    """What is looked for, whose words those are to be, where, and since when."""
    named = {name.lower(): await team.find_channel(name) for name in _CHANNEL.findall(typed)}
    # Nothing was said in one that is not there, as in one that they may not read: the answer is the same.
    channels = {name: channel or NOWHERE for name, channel in named.items()}
    async with db.read() as tx:
        people = await names_of_people(tx)
    return narrowing(typed, people, channels, await today_of(asking), asking.zone)


async def _forget(memory: Memory, user: str, chat: str) -> Outcome:
    form = forget_form(await memory.notes(user), chat)

    async def fill() -> Outcome | None:
        await memory.refresh_notes(user)
        more = forget_form(await memory.notes(user), chat)
        return Redraws(more) if more != form else None

    return Opens(form, then=fill)


@submitted(CALLBACK)
async def forget(submission: Submission, memory: Memory, erasures: Erasures) -> Outcome:
    """Forget what was chosen, and say what that was."""
    note = read_forget(submission.values)
    if note is not None:
        released = await memory.forget_note(submission.person, note)
        return Redraws(_forgotten("That note is gone." if released else "That note was gone already."))

    async def work() -> Form:
        return _forgotten(said(await erasures.erase(submission.person)))

    return Waits(_forgotten("Forgetting … You can close this: I write to you when it is done."), work)


def _forgotten(words: str) -> Form:
    return Form(callback=CALLBACK, title="Forget", fields=(Paragraph(text=(words,)),))


@message_action("remember")
async def remember(
    picked: MessageAction, memory: Memory, team: Team, plain_words: PlainWords, chat: ChatSelf
) -> Outcome:
    """Make a note of a message, and tell only the person who asked for it."""
    channel, message = await team.channel(picked.place), picked.message
    if channel is None or not channel.here:
        raise UserError("I am not in this conversation, so I could not tell later who may hear of it. Invite me first.")
    words = await plain_words.of(message.text, (await chat.me()).user)
    if not words:
        raise UserError("There are no words in that message that I could keep.")
    kept = await memory.keep(
        channel.id,
        message.id,
        message.author or picked.person,
        words,
        at=message.at,
        thread=message.thread,
        noted_by=picked.person,
        wanted=True,
    )
    if not kept:
        raise UserError("That message was deleted, so I do not keep it.")
    return Says(wording.noted(words, channel.kind))
