"""The buttons of a list of rituals."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.ritual import EDIT, SETUP, edit_form
from bot.listeners.commands.ritual import setup_for
from bot.parts import Parts
from integrations.chat import ChatError
from integrations.form import Form
from integrations.post import Post
from jobs.errors import UserError


def register(app: AsyncApp, parts: Parts) -> None:
    """Change one, set up the day. Both open a form; a `UserError` is told instead of it."""

    async def opened(ack: AsyncAck, body: dict[str, Any], form: Form | UserError) -> None:
        await ack()
        if isinstance(form, Form):
            await parts.chat.open_form(body["trigger_id"], form)
            return
        with contextlib.suppress(ChatError):
            await parts.chat.respond(body["response_url"], Post(headline=(str(form),)))

    async def edit(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await opened(ack, body, await _or_trouble(edit_for(parts, body["user"]["id"], action["value"])))

    async def setup(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await opened(ack, body, await _or_trouble(setup_for(parts, body["user"]["id"], action["value"])))

    app.action(EDIT)(edit)
    app.action(SETUP)(setup)


async def edit_for(parts: Parts, user: str, name: str) -> Form:
    """The form of one ritual. Raises `UserError` for who may not change it."""
    listed = await parts.rituals.roster.changeable(user, name)
    return edit_form(listed, parts.rituals.kinds)


async def _or_trouble(making: Any) -> Form | UserError:
    try:
        form: Form = await making
    except UserError as problem:
        return problem
    return form
