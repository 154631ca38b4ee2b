"""The forms of issues and plans are sent."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms import issues as forms
from bot.parts import Parts
from bot.slack.outcomes import Outcomes
from integrations.form import Form
from integrations.slack.forms import form_errors, read_form
from jobs.delivery.submissions import Submissions
from jobs.errors import UserError


def register(app: AsyncApp, parts: Parts) -> None:
    """Take submissions; what came of each is told in its form."""
    issues, outcomes = parts.issues, Outcomes(parts.chat, parts.outbox, Submissions(parts.db, parts.clock))

    async def done(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        answers = read_form(view)
        if not view["private_metadata"]:
            await ack()
            return
        key, way, filled = forms.read_done(answers, view["private_metadata"])
        if missing := forms.missing(way, filled, view["private_metadata"]):
            await ack(form_errors(missing))
            return
        title = f"{key} is done"[:24]

        async def finish() -> Form:
            try:
                return forms.said_form(forms.DONE, title, await issues.finish(body["user"]["id"], key, way, filled))
            except UserError as problem:
                return forms.said_form(forms.DONE, title, str(problem))

        await outcomes.show(ack, body["user"]["id"], view["id"], forms.loading_form(forms.DONE, title), finish)

    def writes(callback: str) -> Any:
        async def sent(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
            key, words = view["private_metadata"], str(read_form(view).get("words", "")).strip()
            if not words:
                await ack(form_errors({"words": "A word or two will do."}))
                return
            title = key[:24]

            async def write() -> Form:
                change = issues.block if callback == forms.BLOCKED else issues.comment
                try:
                    return forms.said_form(callback, title, await change(body["user"]["id"], key, words))
                except UserError as problem:
                    return forms.said_form(callback, title, str(problem), kept=words)

            await outcomes.show(ack, body["user"]["id"], view["id"], forms.loading_form(callback, title), write)

        return sent

    async def plan(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            await parts.standups.set_evening_plan(
                body["user"]["id"], view["private_metadata"], str(read_form(view).get("plan", ""))
            )
        except UserError as problem:
            await ack(form_errors({"plan": str(problem)}))
            return
        await ack()

    app.view(forms.DONE)(done)
    app.view(forms.COMMENT)(writes(forms.COMMENT))
    app.view(forms.BLOCKED)(writes(forms.BLOCKED))
    app.view(forms.PLAN)(plan)
