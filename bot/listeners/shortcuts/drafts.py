"""A message becomes a draft."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.drafting import Drafting
from bot.parts import Parts
from jobs.drafts.kinds import ADR, RUNBOOK

DRAFT_ADR, DRAFT_RUNBOOK = "draft_adr", "draft_runbook"
"""Callback ids of the shortcuts."""


def register(app: AsyncApp, parts: Parts) -> None:
    """Open the form with the message's words. Nothing is kept yet, so it is acked at once."""
    drafting = Drafting(parts.drafts, parts.chat)

    async def adr(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await drafting.from_message(ADR, body)

    async def runbook(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await drafting.from_message(RUNBOOK, body)

    app.shortcut(DRAFT_ADR)(adr)
    app.shortcut(DRAFT_RUNBOOK)(runbook)
