"""The buttons of a design review's topics."""

import contextlib
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck

from bot.parts import Parts
from integrations.chat import ChatError
from integrations.post import Post
from jobs.design import posts
from jobs.errors import UserError


def register(app: AsyncApp, parts: Parts) -> None:
    """Talked about; next time."""

    def settles(outcome: str) -> Any:
        async def listener(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
            said = None
            try:
                await parts.agendas.settle(body["user"]["id"], int(action["value"]), outcome)
            except UserError as problem:
                said = Post(headline=(str(problem),))
            await ack()
            if said is not None:
                with contextlib.suppress(ChatError):
                    await parts.chat.respond(body["response_url"], said)

        return listener

    app.action(posts.TALKED)(settles("done"))
    app.action(posts.NEXT)(settles("next"))
