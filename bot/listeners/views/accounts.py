"""The form of who is who elsewhere is sent."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms import accounts as forms
from bot.home.showing import show
from bot.parts import Parts
from integrations.chat import ChatError
from integrations.slack.forms import form_errors, read_form, render_form
from jobs.errors import UserError
from jobs.people.who_is_who import Mistakes


def register(app: AsyncApp, parts: Parts) -> None:
    """Keep what it says; what changed of others is told in the form, a mistake at its field."""

    async def accounts(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        user = body["user"]["id"]
        claims = forms.read_accounts(read_form(view))
        channel, _, thread = str(view["private_metadata"]).partition(" ")
        try:
            changes = await parts.who_is_who.say(user, claims, channel=channel, thread=thread)
        except Mistakes as mistakes:
            await ack(form_errors({forms.field_of(claim): why for claim, why in mistakes.of.items()}))
            return
        except UserError as problem:
            await ack(form_errors({forms.field_of(claims[0]): str(problem)}))
            return
        if all(claim.person == user for claim in claims):
            await ack()
        else:
            await ack({"response_action": "update", "view": render_form(forms.changed_form(changes))})
        with contextlib.suppress(ChatError):  # it is where most people are asked for this, and may be open
            await show(parts, user)

    app.view(forms.ACCOUNTS)(accounts)
