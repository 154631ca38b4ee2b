"""Remember this: somebody picks a message that shall not be forgotten."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.conversation.wording import noted
from bot.parts import Parts
from integrations.post import Post
from integrations.slack.message_text import text_of
from integrations.slack.reading import read_text
from jobs.errors import UserError


def register(app: AsyncApp, parts: Parts) -> None:
    """Make a note of the message, and tell only the person who asked for it."""

    async def remember(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            answer = await _note(parts, body)
        except UserError as problem:
            answer = Post(headline=(str(problem),))
        await ack()
        await parts.chat.respond(str(body["response_url"]), answer)

    app.shortcut("remember")(remember)


async def _note(parts: Parts, body: dict[str, Any]) -> Post:
    message, user = body["message"], str(body["user"]["id"])
    channel = await parts.team.channel(str(body["channel"]["id"]))
    if channel is None or not channel.here:
        raise UserError("I am not in this conversation, so I could not tell later who may hear of it. Invite me first.")
    words = await parts.message_handler.words(read_text(text_of(message)), (await parts.chat.me()).user)
    if not words:
        raise UserError("There are no words in that message that I could keep.")
    thread_ts, ts = message.get("thread_ts"), str(message["ts"])
    kept = await parts.memory.keep(
        channel.id,
        ts,
        str(message.get("user") or message.get("bot_id") or user),
        words,
        thread_ts=str(thread_ts) if thread_ts and thread_ts != ts else None,
        noted_by=user,
    )
    if not kept:
        raise UserError("That message was deleted, so I do not keep it.")
    return noted(words, channel.kind)
