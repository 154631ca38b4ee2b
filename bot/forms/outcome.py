"""Answers a form with what came of it, however long that takes."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from slack_bolt.async_app import AsyncAck

from integrations.form import Form
from integrations.slack.chat import Chat
from integrations.slack.forms import render_form

ACK_WITHIN_S = 2
"""Slack waits three seconds for the answer to a form; one is left to the way."""
SETTLE_S = 0.5
"""An update right behind an answer may overtake it, and would be lost under it."""


async def show_outcome(ack: AsyncAck, chat: Chat, view: str, waiting: Form, outcome: Coroutine[Any, Any, Form]) -> None:
    """Show what `outcome` returns in the place of the form `view`; until then `waiting`, where it takes long.

    Raises what `outcome` raises, and `ChatError` where the form cannot be updated any more.
    """
    work = asyncio.create_task(outcome)
    await asyncio.wait({work}, timeout=ACK_WITHIN_S)
    if work.done():
        await ack({"response_action": "update", "view": render_form(work.result())})
        return
    await ack({"response_action": "update", "view": render_form(waiting)})
    await asyncio.wait({work, asyncio.create_task(asyncio.sleep(SETTLE_S))})
    await chat.update_form(view, work.result())
