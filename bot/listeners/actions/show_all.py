"""The "Show all" below a message that was cut."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.parts import Parts
from integrations.post import Post
from integrations.slack.render import SHOW_ALL


def register(app: AsyncApp, parts: Parts) -> None:
    """Give the whole post, privately, to whoever may read the message that it was cut for."""

    async def show_all(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        sent = await parts.outbox.sent(action["value"])
        here = (body.get("channel") or {}).get("id")
        # Slack lets only its readers click on a message, so the message's own channel is the audience.
        post = await parts.outbox.post_of(action["value"]) if sent and sent.channel == here else None
        await parts.chat.respond(body["response_url"], post or Post(headline=("I do not have that any more.",)))

    app.action(SHOW_ALL)(show_all)
