"""The button of who is who elsewhere."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.accounts import accounts_form
from bot.parts import Parts
from jobs.people.accounts import EDIT


def register(app: AsyncApp, parts: Parts) -> None:
    """Open the form: for an admin it has the people of the channel where the button is."""

    async def who_is_who(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        user = body["user"]["id"]
        channel = str((body.get("channel") or {}).get("id") or "")
        if channel.startswith("D"):  # there they are alone with us
            channel = ""
        message = body.get("message") or {}
        thread = message.get("thread_ts") or message.get("ts") or ""
        sheet = await parts.who_is_who.sheet(user, channel or None)
        carry = f"{channel} {thread}" if channel and thread else ""
        await parts.chat.open_form(body["trigger_id"], accounts_form(user, sheet, carry))

    app.action(EDIT)(who_is_who)
