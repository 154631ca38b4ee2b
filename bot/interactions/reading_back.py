"""Having a channel read back: the buttons below our introduction there, and `/recall read`."""

from bot.interactions.features import clicked
from bot.memory.reading_back import ReadingBack
from bot.memory.reading_posts import READ, STOP, asked
from bot.memory.store import Memory
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
    """Stop; what was read stays."""
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


async def _here(click: Click, outbox: Outbox) -> str:
    """The channel of the message with the button."""
    sent = await outbox.sent(click.value)
    if sent is None or sent.channel != click.place:
        raise UserError("I do not know this message any more. /recall read begins anew.")
    return sent.channel


async def _check(memory: Memory, team: Team, user: str, channel: str) -> None:
    if not await team.is_full_member(user):
        raise UserError("Only members of this workspace can have me read a channel; guests cannot.")
    await _is_in(team, user, channel)
    if not await memory.listens(channel):
        raise UserError("This channel is muted, so I read nothing of it. /recall listen changes that.")


async def _is_in(team: Team, user: str, channel: str) -> None:
    if not await team.is_member(channel, user):
        raise UserError("Only somebody who is in the channel, as I am, can say that.")
