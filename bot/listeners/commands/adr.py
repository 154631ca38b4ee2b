"""`/adr`: decision records."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.drafting import Drafting
from bot.parts import Parts
from jobs.drafts.kinds import ADR


def register(app: AsyncApp, parts: Parts) -> None:
    """Answer `/adr`. It keeps nothing by itself, so it is acked at once."""
    drafting = Drafting(parts.drafts, parts.chat)

    async def adr(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await drafting.command(ADR, body)

    app.command(ADR.command)(adr)
