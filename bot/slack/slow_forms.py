"""Answers a form with what came of it, however long that takes: in its place, or by message to who has closed it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from integrations.chat import ChatError, ChatRefused
from integrations.form import Form
from integrations.slack.chat import Chat
from integrations.slack.forms import render_form
from jobs.delivery.form_work import FormWork, Work
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority

ACK_WITHIN_S = 2
"""Slack waits three seconds for the answer to a form; one is left to the way."""
SETTLE_S = 0.5
"""An update right behind an answer may overtake it, and would be lost under it."""
SURE_S = 0.5
"""An answer within this comes in time, also from a busy machine; a later one may find that Slack gave up."""
_FAILED = "That went wrong on my side. I have written to you what the log calls it."

Ack = Callable[[dict[str, Any]], Awaitable[None]]


class SlowForms:
    """Shows in a form that is still open what came of sending it."""

    def __init__(self, chat: Chat, outbox: Outbox, form_work: FormWork) -> None:
        """Show it with `chat` in the form; who has closed it gets a message of `outbox`."""
        self._chat = chat
        self._outbox = outbox
        self._form_work = form_work

    async def show(self, ack: Ack, user: str, view: str, waiting: Form, work: Work) -> None:
        """Show what `work` returns in the place of the form `view`; until then `waiting`, where it takes long.

        A form whose answer was lost on its way to Slack can be sent again: it is answered again,
        and nothing is done twice. Raises what `work` raises.
        """
        task = self._form_work.begin(view, waiting, work)
        begun = asyncio.get_running_loop().time()
        await asyncio.wait({task}, timeout=ACK_WITHIN_S)
        if task.done():
            await ack({"response_action": "update", "view": render_form(task.result())})
            if asyncio.get_running_loop().time() - begun > SURE_S:
                await asyncio.sleep(SETTLE_S)
                with contextlib.suppress(ChatError):
                    await self._chat.update_form(view, task.result())
            return
        await ack({"response_action": "update", "view": render_form(waiting)})
        await asyncio.wait({task, asyncio.create_task(asyncio.sleep(SETTLE_S))})
        if task.exception() is not None:
            with contextlib.suppress(ChatError):
                await self._chat.update_form(view, waiting.saying(_FAILED))
        outcome = task.result()
        try:
            await self._chat.update_form(view, outcome)
        except ChatRefused:  # it is closed
            message = OutgoingMessage(f"outcome:{view}", user, outcome.as_post(), priority=Priority.REPLY)
            await self._outbox.send(message)
