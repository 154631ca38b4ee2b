"""What somebody hears who spoke to us when their message could not be handled, however often it was tried."""

from typing import Protocol

from bot.conversation import wording
from bot.memory import TURN
from integrations.chat import Identity
from integrations.chat_events import Said
from integrations.database import Database
from jobs.messages import Outgoing, OutgoingMessage, Priority


class Self(Protocol):
    """Who we are. `integrations.slack.chat.Chat` knows."""

    async def me(self) -> Identity:
        """Who the token belongs to."""
        ...


async def give_up(db: Database, outbox: Outgoing, chat: Self, said: Said, number: int) -> None:
    """Say under which number the log has it, where somebody spoke to us.

    It takes the place of the answer: where one was on its way already, this says nothing.
    """
    us = (await chat.me()).user
    if said.user == us or not (said.kind == "im" or us in said.text.people):
        return
    thread = said.thread or (None if said.kind == "im" else said.id)
    key = f"{TURN}{said.channel}:{said.id}"
    async with db.write() as tx:
        await outbox.put(
            tx,
            OutgoingMessage(key, said.channel, wording.gave_up(number), priority=Priority.REPLY, thread_ts=thread),
        )
