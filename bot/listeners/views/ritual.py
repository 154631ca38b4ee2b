"""The forms of rituals are sent."""

import json
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.ritual import EDIT, SETUP, field_errors, read_edit
from bot.parts import Parts
from integrations.slack.forms import form_errors, read_form
from jobs.calendar import WEEKDAYS
from jobs.errors import UserError
from jobs.roster.ritual_admin import NotPossible
from jobs.roster.spec import MEMBER


def register(app: AsyncApp, parts: Parts) -> None:
    """Take submissions; what is wrong is shown at its field. The channel is told by the change itself."""
    rituals = parts.rituals

    async def surely_in(user: str, channel: str) -> None:
        """Raise `NotPossible` for who is not in a channel of ours: they may have left it since the form was opened."""
        found = await parts.team.channel(channel)
        if found is None or not found.here:
            return  # the change itself refuses that, and says why
        if not await parts.team.is_member(channel, user):
            raise NotPossible({"channel": "is no channel that you are in"})

    async def set_up(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = read_form(view)
        user, channel = body["user"]["id"], json.loads(view["private_metadata"])["channel"]
        try:
            await surely_in(user, channel)
            await rituals.setup.apply(
                user,
                channel,
                chosen=[int(number) for number in answers.get("tasks", ())],
                days=tuple(day for day in WEEKDAYS if day in answers.get("days", ())),
                each_their_own=answers.get("zone") == MEMBER,
                timezone=str(answers["timezone"]) if answers.get("timezone") else None,
            )
        except NotPossible as problem:
            await ack(form_errors(field_errors(problem.fields, list(answers))))
        except UserError as problem:
            await ack(form_errors({"tasks": str(problem)}))
        else:
            await ack()

    async def changed(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = read_form(view)
        user, name = body["user"]["id"], json.loads(view["private_metadata"])["name"]
        try:
            wanted = read_edit(answers)
            before = await rituals.roster.changeable(user, name)
            if wanted.get("channel", before.ritual.channel) != before.ritual.channel:
                await surely_in(user, str(wanted["channel"]))
            await rituals.roster.edit(user, name, **wanted)
        except NotPossible as problem:
            await ack(form_errors(field_errors(problem.fields, list(answers))))
        except UserError as problem:
            await ack(form_errors({"title": str(problem)}))
        else:
            await ack()

    app.view(SETUP)(set_up)
    app.view(EDIT)(changed)
