"""A pull request is put off."""

from typing import Any, cast

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.reviews import CALLBACK, PAUSES, read_snooze, said_form
from bot.parts import Parts
from bot.slack.outcomes import Outcomes
from integrations.form import Form
from integrations.slack.forms import form_errors, read_form
from jobs.delivery.submissions import Submissions
from jobs.errors import UserError
from jobs.reviews.reviews import Pause


def register(app: AsyncApp, parts: Parts) -> None:
    """Take the form; what came of it is shown in its place."""
    outcomes = Outcomes(parts.chat, parts.outbox, Submissions(parts.db, parts.clock))

    async def sent(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            repo, number, pause = read_snooze(read_form(view))
        except ValueError:  # the form had nothing to choose
            await ack()
            return
        if pause not in dict(PAUSES):
            await ack(form_errors({"pause": "Choose one of these."}))
            return

        user, channel = body["user"]["id"], view["private_metadata"]

        async def put_off() -> Form:
            try:
                pull, _ = await parts.reviews.snooze(user, channel, repo, number, cast(Pause, pause))
            except UserError as problem:
                return said_form(channel, str(problem))
            return said_form(channel, f"{pull.ref} is put off, and the channel is told.")

        # GitHub is asked what its last push was, and that may take longer than Slack waits.
        await outcomes.show(ack, user, view["id"], said_form(channel, "Asking GitHub …"), put_off)

    app.view(CALLBACK)(sent)
