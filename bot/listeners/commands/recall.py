"""`/recall`: what the team said before, for the eyes of whoever asks; and what is kept at all."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.conversation import wording
from bot.forms.forget import forget_form
from bot.parts import Parts
from integrations.chat import ChatError
from integrations.post import Post
from integrations.slack.reading import read_text
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority

MOST = 5
"""Results of one answer."""

Then = Callable[[], Awaitable[object]]


def register(app: AsyncApp, parts: Parts) -> None:
    """Answer `/recall`, privately except for what changes for the whole channel."""

    async def recall(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            then = await _begin(parts, body)
        except UserError as problem:
            then = _say(parts, body, Post(headline=(str(problem),)))
        await ack()
        await then()

    app.command("/recall")(recall)


async def _begin(parts: Parts, body: dict[str, Any]) -> Then:
    """Do what was typed, up to its commit; what it returns is to happen after the ack."""
    text = str(body.get("text") or "").strip()
    word, _, rest = text.partition(" ")
    match word.lower(), rest.strip():
        case ("" | "help", ""):
            return _say(parts, body, wording.recall_help())
        case (("listen" | "mute"), ""):
            return await _listen(parts, body, on=word.lower() == "listen")
        case "forget", "":
            return _forget(parts, body)
        case "ask", question:
            return _ask(parts, body, question)
    return _ask(parts, body, text)


def _forget(parts: Parts, body: dict[str, Any]) -> Then:
    user = str(body["user_id"])

    async def then() -> None:
        form = forget_form(await parts.memory.notes(user))
        view = await parts.chat.open_form(str(body["trigger_id"]), form)
        await parts.memory.refresh_notes(user)
        if (more := forget_form(await parts.memory.notes(user))) != form:
            with suppress(ChatError):  # it is closed, or sent, by now
                await parts.chat.update_form(view, more)

    return then


def _ask(parts: Parts, body: dict[str, Any], question: str) -> Then:
    if not question:
        raise UserError("What about? For example /recall ask what did we decide about retries")
    user, channel = str(body["user_id"]), str(body["channel_id"])

    async def then() -> None:
        asked = await parts.message_handler.words(read_text(question), "")
        await parts.memory.refresh(asked, asker=user, channel=channel, alone=True)
        found = await parts.memory.recall(asked, asker=user, channel=channel, limit=2 * MOST, alone=True)
        quotes = await parts.turn.quote(found, MOST)
        post = wording.recalled(asked, quotes, zone=await parts.team.zone(user))
        await parts.chat.respond(str(body["response_url"]), post)

    return then


async def _listen(parts: Parts, body: dict[str, Any], *, on: bool) -> Then:
    user, channel = str(body["user_id"]), str(body["channel_id"])
    try:
        place = await parts.team.channel(channel)
    except ChatError:
        place = None
    if place is None or not place.here:
        raise UserError("I am not in this conversation, so I hear nothing here anyway.")
    async with parts.db.write() as tx:
        if not await parts.memory.listen(tx, channel, on=on, by=user):
            raise UserError("I listen here already." if on else "I keep nothing of this channel already.")
        line = OutgoingMessage(
            f"listen:{channel}:{body['trigger_id']}", channel, wording.listening(user, on=on), priority=Priority.REPLY
        )
        await parts.outbox.put(tx, line)
    return _say(parts, body, Post(headline=("Done; the channel is told.",)))


def _say(parts: Parts, body: dict[str, Any], post: Post) -> Then:
    return lambda: parts.chat.respond(str(body["response_url"]), post)
