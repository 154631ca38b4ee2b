"""What somebody hears who spoke to us when their message could not be handled, however often it was tried."""

from datetime import datetime

from bot.conversation import wording
from bot.memory import TURN
from integrations.chat import ChatSelf, PlaceKind
from integrations.chat_events import Said
from integrations.database import Database
from jobs.messages import Outgoing, OutgoingMessage, Priority


async def give_up_message(db: Database, outbox: Outgoing, chat: ChatSelf, said: Said, number: int) -> None:
    """Say under which number the log has it, where somebody spoke to us.

    It takes the place of the answer: where one was on its way already, this says nothing.
    """
    us = (await chat.me()).user
    if said.user == us or not (said.kind == PlaceKind.DIRECT or us in said.text.people):
        return
    thread = said.thread or (None if said.kind == PlaceKind.DIRECT else said.id)
    key = f"{TURN}{said.channel}:{said.id}"
    await give_up(db, outbox, key, said.channel, thread, number, person=said.user, answers_at=said.at)


async def give_up(
    db: Database,
    outbox: Outgoing,
    key: str,
    channel: str,
    thread: str | None,
    number: int,
    *,
    person: str,
    answers_at: datetime | None = None,
) -> None:
    """Say it in the place of the answer of that key, to `person`, who said at that moment what it replies to."""
    message = OutgoingMessage(
        key,
        channel,
        wording.gave_up(number),
        priority=Priority.REPLY,
        thread=thread,
        turn=True,
        person=person,
        answers_at=answers_at,
    )
    async with db.write() as tx:
        await outbox.put(tx, message)
