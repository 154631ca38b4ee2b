"""Answers a form with what came of it, however long that takes, and does what it asks once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from integrations.chat import ChatError, ChatRefused
from integrations.form import Form
from integrations.post import Paragraph, Post, SmallPrint
from integrations.slack.chat import Chat
from integrations.slack.forms import render_form
from jobs.delivery.outbox import Outbox
from jobs.delivery.submissions import Submissions
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority

ACK_WITHIN_S = 2
"""Slack waits three seconds for the answer to a form; one is left to the way."""
SETTLE_S = 0.5
"""An update right behind an answer may overtake it, and would be lost under it."""
SURE_S = 0.5
"""An answer within this comes in time, also from a busy machine; a later one may find that Slack gave up."""
REMEMBERED = 200
"""Forms whose outcome is known, in case they come again."""

OTHERS_S = 30
"""How long another process may take for it: longer than any system that it asks."""
LOOK_EVERY_S = 0.25
_UNKNOWN = (
    SmallPrint(text=("This was sent already, and what came of it I cannot say. Please look before you send it anew.",)),
)
_FAILED = (SmallPrint(text=("That went wrong on my side. I have written to you what the log calls it.",)),)


Ack = Callable[..., Awaitable[Any]]


class Outcomes:
    """Shows what came of forms."""

    def __init__(self, chat: Chat, outbox: Outbox, submissions: Submissions) -> None:
        """Show it with `chat` in the form; who has closed it gets a message of `outbox`."""
        self._chat = chat
        self._outbox = outbox
        self._submissions = submissions
        self._works: dict[str, asyncio.Task[Form]] = {}

    async def show(self, ack: Ack, user: str, view: str, waiting: Form, work: Callable[[], Awaitable[Form]]) -> None:
        """Show what `work` returns in the place of the form `view`; until then `waiting`, where it takes long.

        A form whose answer was lost on its way to Slack can be sent again, to another process too:
        it gets the same outcome, and nothing is done twice. Raises what `work` raises.
        """
        task = self._works.get(view)
        if task is None or (task.done() and task.exception() is not None):
            task = self._works[view] = asyncio.create_task(self._once(view, waiting, work))
            while len(self._works) > REMEMBERED:
                self._works.pop(next(iter(self._works)))
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
                await self._chat.update_form(view, waiting.model_copy(update={"fields": _FAILED}))
        outcome = task.result()
        try:
            await self._chat.update_form(view, outcome)
        except ChatRefused:  # it is closed
            await self._outbox.send(OutgoingMessage(f"outcome:{view}", user, as_post(outcome), priority=Priority.REPLY))

    async def _once(self, view: str, waiting: Form, work: Callable[[], Awaitable[Form]]) -> Form:
        """What came of `work`, here or in another process."""
        if await self._submissions.claim(view):
            try:
                outcome = await work()
            except UserError as problem:
                outcome = waiting.model_copy(update={"fields": (SmallPrint(text=(str(problem),)),)})
            except BaseException:
                await asyncio.shield(self._submissions.release(view))
                raise
            await self._submissions.finish(view, outcome)
            return outcome
        for _ in range(int(OTHERS_S / LOOK_EVERY_S)):
            if (known := await self._submissions.outcome(view)) is not None:
                return known
            await asyncio.sleep(LOOK_EVERY_S)
        return waiting.model_copy(update={"fields": _UNKNOWN})


def as_post(form: Form) -> Post:
    """The words of a form that asks nothing any more."""
    first, *rest = (each for each in form.fields if isinstance(each, Paragraph | SmallPrint))
    return Post(headline=first.text, blocks=tuple(rest))
