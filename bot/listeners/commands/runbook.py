"""`/runbook`: runbooks."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.drafting import Drafting
from bot.parts import Parts
from jobs.drafts.kinds import RUNBOOK


def register(app: AsyncApp, parts: Parts) -> None:
    """Answer `/runbook`. It keeps nothing by itself, so it is acked at once."""
    drafting = Drafting(parts.drafts, parts.chat)

    async def runbook(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await drafting.command(RUNBOOK, body)

    app.command(RUNBOOK.command)(runbook)
