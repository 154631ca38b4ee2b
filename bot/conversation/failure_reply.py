"""What somebody hears who spoke to us when their message could not be handled, however often it was tried."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.conversation import events, wording
from bot.conversation.events import Said
from bot.memory import TURN
from integrations.chat import Identity
from integrations.database import Database
from integrations.slack.reading import mentions
from jobs.messages import Outgoing, OutgoingMessage, Priority


class Self(Protocol):
    """Who we are. `integrations.slack.chat.Chat` knows."""

    async def me(self) -> Identity:
        """Who the token belongs to."""
        ...


async def give_up(db: Database, outbox: Outgoing, chat: Self, event: Mapping[str, Any], number: int) -> None:
    """Say under which number the log has it, where the event was somebody speaking to us.

    It takes the place of the answer: where one was on its way already, this says nothing.
    """
    said = events.read(event)
    if not isinstance(said, Said):
        return
    us = (await chat.me()).user
    if said.user == us or not (said.kind == "im" or us in mentions(said.text)):
        return
    thread_ts = said.thread_ts or (None if said.kind == "im" else said.ts)
    key = f"{TURN}{said.channel}:{said.ts}"
    async with db.write() as tx:
        await outbox.put(
            tx,
            OutgoingMessage(key, said.channel, wording.gave_up(number), priority=Priority.REPLY, thread_ts=thread_ts),
        )
