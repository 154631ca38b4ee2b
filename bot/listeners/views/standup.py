"""A standup's form is sent."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.standup import CALLBACK, kept_form, read_entry
from bot.parts import Parts
from integrations.slack.forms import form_errors, read_form, render_form
from jobs.errors import UserError
from jobs.standup import NotAccepted


def register(app: AsyncApp, parts: Parts) -> None:
    """Take submissions; what is wrong is shown at its field, and nothing typed is lost."""

    async def sent(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = read_form(view)
        target, entry = read_entry(answers, view["private_metadata"])
        try:
            taken = await parts.standups.submit(body["user"]["id"], target, entry)
        except NotAccepted as problem:
            await ack(form_errors(problem.fields))
            return
        except UserError as problem:
            await ack(form_errors({next(iter(answers)): str(problem)}))
            return
        if taken is None:
            await ack({"response_action": "update", "view": render_form(kept_form())})
            return
        await ack()
        await parts.standups.settle(taken.board.round.key)

    app.view(CALLBACK)(sent)
