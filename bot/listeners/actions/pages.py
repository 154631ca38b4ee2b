"""The buttons that turn the pages of a list."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.drafting import Drafting
from bot.interactions.ritual import list_page
from bot.pages import NEXT, PREVIOUS, place_of
from bot.parts import Parts
from integrations.chat import ChatError
from jobs.drafts.kinds import KINDS


def register(app: AsyncApp, parts: Parts) -> None:
    """Show the page that the button leads to in the place of the one that it is on."""
    drafting = Drafting(parts.drafts, parts.chat)

    async def turned(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        place = place_of(action["value"])
        if place.what == "rituals":
            post = await list_page(parts.rituals, body["channel"]["id"], place)
        else:
            post = await drafting.list_page(KINDS[place.what], body["user"]["id"], place)
        with contextlib.suppress(ChatError):
            await parts.chat.respond(body["response_url"], post, replace=True)

    app.action(PREVIOUS)(turned)
    app.action(NEXT)(turned)
