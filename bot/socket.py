"""Slack in, over Socket Mode: an event is durable before it is acked.

Bolt's own handler acks events before anybody has written them down, so this one stands
in front of Bolt: events go to the inbox; commands, clicks and forms go to Bolt.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

log = structlog.get_logger()

PING_S = 5
"""How often the connection is proved alive; a dead one is replaced after about as long."""


class SocketMode(AsyncSocketModeHandler):
    """One Socket Mode connection, replaced by the SDK whenever Slack closes it."""

    def __init__(
        self, app: AsyncApp, app_token: str, *, accept: Callable[[Mapping[str, Any]], Awaitable[None]]
    ) -> None:
        """`app` answers what people press and type; `accept` makes an event durable."""
        super().__init__(app, app_token, web_client=app.client, ping_interval=PING_S)
        self._accept = accept

    async def handle(self, client: Any, req: Any) -> None:
        """Answer one envelope. Without an ack Slack sends an event again, up to 3 times."""
        if req.type == "events_api":
            await self._accept(req.payload)
            await client.send_socket_mode_response({"envelope_id": req.envelope_id})
            return
        response = await run_async_bolt_app(self.app, req)
        if response is None or response.status != 200:
            # An unanswered click shows as Slack's own warning; an ack ends the wait.
            log.warning("unanswered_interaction", type=req.type, status=response.status if response else None)
            await client.send_socket_mode_response({"envelope_id": req.envelope_id})
            return
        await send_async_response(client, req, response, 0)

    async def open(self) -> None:
        """Connect. Raises what the SDK raises where Slack cannot be reached."""
        await self.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Disconnect; what was acked is durable and goes on."""
        self.client.logger = logging.getLogger("bolt.closing")
        self.client.logger.setLevel(logging.CRITICAL)  # the SDK calls its own goodbye an error
        await self.close_async()  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(await self.client.is_connected())
