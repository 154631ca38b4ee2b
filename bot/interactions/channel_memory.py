"""What the people of a channel decide about what is remembered of it, with `/recall` or the buttons of a reading."""

from bot.conversation import wording
from bot.interactions.features import clicked
from bot.memory.keeping import LONGEST_DAYS, Keeping
from bot.memory.reading_back import ReadingBack
from bot.memory.reading_posts import READ, STOP, asked
from bot.memory.store import Memory
from integrations.chat import ChatError
from integrations.database import Database
from integrations.interaction import Click, Command, Done, Outcome, Says
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority
from jobs.people.team import Team

_UNDER_WAY = "I am reading it already."


@clicked(READ)
async def read_back(
    click: Click, memory: Memory, reading_back: ReadingBack, team: Team, outbox: Outbox, db: Database
) -> Outcome:
    """Begin, or go on where it was stopped; the message with the button tells how far it is."""
    channel = await _here(click, outbox)
    await _check(memory, team, click.person, channel)
    async with db.write() as tx:
        if not await reading_back.begin(tx, channel, by=click.person, told_in=click.value):
            raise UserError(_UNDER_WAY)
    return Done()


@clicked(STOP)
async def stop_reading(click: Click, reading_back: ReadingBack, team: Team, outbox: Outbox, db: Database) -> Outcome:
    """Stop reading a channel back; what was read stays."""
    channel = await _here(click, outbox)
    await _is_in(team, click.person, channel)
    async with db.write() as tx:
        if not await reading_back.stop(tx, channel, by=click.person):
            raise UserError("I am not reading any more.")
    return Done()


async def read_here(
    typed: Command, memory: Memory, reading_back: ReadingBack, team: Team, outbox: Outbox, db: Database
) -> Outcome:
    """Begin in the channel where that was typed, and tell the channel."""
    await _check(memory, team, typed.person, typed.place)
    key = f"reading:{typed.place}:{typed.id}"
    async with db.write() as tx:
        message = OutgoingMessage(key, typed.place, Post(headline=asked(typed.person)), priority=Priority.REPLY)
        await outbox.put(tx, message)
        if not await reading_back.begin(tx, typed.place, by=typed.person, told_in=key):
            raise UserError(_UNDER_WAY)
    return Says(Post(headline=("I begin to read; the channel sees how far I am.",)))


async def what_is_kept(typed: Command, keeping: Keeping, db: Database) -> Outcome:
    """Say for how long, to who asked."""
    async with db.read() as tx:
        return Says(wording.kept_for(await keeping.days(tx, typed.place)))


async def keep(typed: Command, days: int, keeping: Keeping, team: Team, outbox: Outbox, db: Database) -> Outcome:
    """Keep it for so many days from now on, tell the channel, and let go of what is older."""
    if days < 0:
        raise UserError("At least a day. To keep nothing of what is said here: /recall mute")
    if days > LONGEST_DAYS:
        raise UserError("At most ten years. To keep it for ever: /recall keep everything")
    await _may_decide(team, typed.person, typed.place)
    async with db.write() as tx:
        if await keeping.days(tx, typed.place) == days:
            return Says(wording.kept_for(days))
        await keeping.limit(tx, typed.place, days, by=typed.person)
        key, post = f"keep:{typed.place}:{typed.id}", wording.keeps(typed.person, days)
        await outbox.put(tx, OutgoingMessage(key, typed.place, post, priority=Priority.REPLY))

    async def then() -> None:
        await keeping.sweep()

    return Done(then=then)


async def listen(
    typed: Command,
    memory: Memory,
    reading_back: ReadingBack,
    team: Team,
    outbox: Outbox,
    db: Database,
    *,
    on: bool,
) -> Outcome:
    """Keep what is said from now on, or stop to, and to read."""
    user, channel = typed.person, typed.place
    try:
        place = await team.channel(channel)
    except ChatError:
        place = None
    if place is None or not place.here:
        raise UserError("I am not in this conversation, so I hear nothing here anyway.")
    async with db.write() as tx:
        if not await memory.listen(tx, channel, on=on, by=user):
            raise UserError("I listen here already." if on else "I keep nothing of this channel already.")
        if not on:
            await reading_back.stop(tx, channel, by=user)
        line = OutgoingMessage(
            f"listen:{channel}:{typed.id}", channel, wording.listening(user, on=on), priority=Priority.REPLY
        )
        await outbox.put(tx, line)
    return Says(Post(headline=("Done; the channel is told.",)))


async def _here(click: Click, outbox: Outbox) -> str:
    """The channel of the message with the button."""
    sent = await outbox.sent(click.value)
    if sent is None or sent.channel != click.place:
        raise UserError("I do not know this message any more. /recall read begins anew.")
    return sent.channel


async def _check(memory: Memory, team: Team, user: str, channel: str) -> None:
    await _may_decide(team, user, channel)
    if not await memory.listens(channel):
        raise UserError("This channel is muted, so I read nothing of it. /recall listen changes that.")


async def _may_decide(team: Team, user: str, channel: str) -> None:
    """Raise `UserError` where somebody may not decide what is remembered of a channel."""
    if not await team.is_full_member(user):
        raise UserError("Only members of this workspace decide what I remember of a channel; guests cannot.")
    await _is_in(team, user, channel)


async def _is_in(team: Team, user: str, channel: str) -> None:
    if not await team.is_member(channel, user):
        raise UserError("Only somebody who is in the channel, as I am, can say that.")
