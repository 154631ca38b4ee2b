"""A pull request is put off."""

from typing import Any, cast

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.reviews import CALLBACK, PAUSES, read_snooze
from bot.parts import Parts
from integrations.slack.forms import form_errors, read_form
from jobs.errors import Trouble
from jobs.reviews.reviews import Pause


def register(app: AsyncApp, parts: Parts) -> None:
    """Take the form; what is wrong is shown in it."""

    async def sent(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            repo, number, pause = read_snooze(read_form(view))
        except ValueError:  # the form had nothing to choose
            await ack()
            return
        if pause not in dict(PAUSES):
            await ack(form_errors({"pause": "Choose one of these."}))
            return
        try:
            await parts.reviews.snooze(body["user"]["id"], view["private_metadata"], repo, number, cast(Pause, pause))
        except Trouble as problem:
            await ack(form_errors({"pull": str(problem)}))
            return
        await ack()

    app.view(CALLBACK)(sent)
