"""The same question answered anew, at its asker's wish."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.conversation.asked import Asked, asked_of
from jobs.delivery.growing import BegunAnswer, GrowingMessages
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError

EVENT = "answer_again"
"""Our own event: it waits in the inbox like what the chat tells, and is never lost."""
MOST = 20
"""Answers to one question."""


class Again:
    """Takes the wish, and hands it over as an event."""

    def __init__(
        self, messages: GrowingMessages, outbox: Outbox, accept: Callable[[Mapping[str, Any]], Awaitable[None]]
    ) -> None:
        """`accept` keeps an event until it is handled."""
        self._messages = messages
        self._outbox = outbox
        self._accept = accept

    async def ask(self, answer: BegunAnswer) -> None:
        """Have it answered anew, once, however often it is asked while that goes on. Raises `UserError`."""
        first = asked_of(answer.question, again=0).key
        for number in range(1, MOST):
            if await self._outbox.state_of(asked_of(answer.question, number).key) is None:
                key = {"key": answer.key, "again": number}
                await self._accept({"event_id": f"{EVENT}:{first}:{number}", "event": {"type": EVENT, **key}})
                return
        raise UserError("I have answered this often enough. Ask me in other words.")

    async def read(self, body: Mapping[str, Any]) -> Asked | None:
        """Return what is to be answered anew; None for every other event, and where it was erased meanwhile."""
        event = body.get("event")
        if not isinstance(event, Mapping) or event.get("type") != EVENT:
            return None
        answer = await self._messages.of(str(event["key"]))
        return asked_of(answer.question, int(event["again"])) if answer else None
