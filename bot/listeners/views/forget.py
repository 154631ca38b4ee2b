"""The form of `/recall forget` is sent."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.forms.forget import CALLBACK, read_forget
from bot.parts import Parts
from integrations.form import Form
from integrations.post import Paragraph
from integrations.slack.forms import read_form, render_form


def register(app: AsyncApp, parts: Parts) -> None:
    """Forget what was chosen, and say what that was."""

    async def sent(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        said = await _forget(parts, str(body["user"]["id"]), read_forget(read_form(view)))
        done = Form(callback=CALLBACK, title="Forgotten", fields=(Paragraph(text=(said,)),))
        await ack({"response_action": "update", "view": render_form(done)})

    app.view(CALLBACK)(sent)


async def _forget(parts: Parts, user: str, note: tuple[str, str] | None) -> str:
    if note is not None:
        released = await parts.memory.forget_note(user, *note)
        return "That note is gone." if released else "That note was gone already."
    erased = await parts.personal_data.forget(user)
    return (
        f"Erased: {erased.messages} messages of yours, {erased.notes} notes that you had made of other people's"
        f" words, {erased.answers} answers of mine, and {erased.records} entries of yours elsewhere: standup answers,"
        " plans, blockers, absences, accounts."
    )
