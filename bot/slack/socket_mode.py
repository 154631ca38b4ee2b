"""Slack in, over Socket Mode: an event is durable before it is acked.

Bolt's own handler acks events before anybody has written them down, so this one stands
in front of Bolt: events go to the inbox; commands, clicks and forms go to Bolt.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import structlog

from bot.missed_events import MissedEvents
from bot.slack.bolt import AsyncApp, AsyncSocketModeHandler, run_async_bolt_app, send_async_response
from jobs.delivery.worker import Recurring

log = structlog.get_logger()

PING_S = 5
"""How often the connection is proved alive; a dead one is replaced after about as long."""


class SocketMode(AsyncSocketModeHandler):
    """One Socket Mode connection, replaced by the SDK whenever Slack closes it."""

    def __init__(self, app: AsyncApp, app_token: str, missed_events: MissedEvents) -> None:
        """`app` answers what people press and type; `missed_events` makes an event durable."""
        self._trouble = Recurring("socket_trouble")
        self._not_taken = Recurring("event_not_taken")
        sdk = logging.Logger("bolt.socket", logging.ERROR)  # of this connection alone, not shared by name
        sdk.addHandler(_Counts(self._trouble))
        super().__init__(app, app_token, logger=sdk, web_client=app.client, ping_interval=PING_S)
        self.client.message_listeners.append(self._greeted)
        self._missed_events = missed_events
        self._connect = self.client.connect
        self.client.connect = self._connect_anew  # type: ignore[method-assign]
        self._hears = asyncio.Event()
        self._beginning: asyncio.Future[None] | None = None
        missed_events.connected = self.connected

    async def _connect_anew(self) -> None:
        """Connect. What happened until then was said to nobody, and nothing is answered before that is noted."""
        self._hears.clear()
        await self._missed_events.note()
        try:
            await self._connect()  # type: ignore[no-untyped-call]
        finally:
            # A task of its own: once there is a new connection the SDK cancels the one that asked for it.
            self._beginning = asyncio.ensure_future(self._begin_to_hear())

    async def _begin_to_hear(self) -> None:
        await self._missed_events.note()
        self._hears.set()

    async def handle(self, client: Any, req: Any) -> None:
        """Answer one envelope. Without an ack Slack sends an event again, up to 3 times."""
        await self._hears.wait()
        if req.type == "events_api":
            try:
                await self._missed_events.accept(req.payload, again=bool(req.retry_attempt))
            except Exception as problem:
                self._not_taken.failed(problem)  # Slack will send it again
                return
            self._not_taken.worked()
            await client.send_socket_mode_response({"envelope_id": req.envelope_id})
            return
        response = await run_async_bolt_app(self.app, req)
        if response is None or response.status != 200:
            # An unanswered click shows as Slack's own warning; an ack ends the wait.
            log.warning("unanswered_interaction", type=req.type, status=response.status if response else None)
            await client.send_socket_mode_response({"envelope_id": req.envelope_id})
            return
        await send_async_response(client, req, response, 0)

    async def _greeted(self, _client: object, message: Mapping[str, Any], _raw: str | None) -> None:
        if message.get("type") == "hello":
            self._trouble.worked()

    async def open(self) -> None:
        """Connect. Raises what the SDK raises where Slack cannot be reached."""
        await self.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Disconnect; what was acked is durable and goes on."""
        self.client.logger.setLevel(logging.CRITICAL)  # the SDK calls its own goodbye an error
        await self.close_async()  # type: ignore[no-untyped-call]

    async def connected(self) -> bool:
        """Whether Slack can reach us now."""
        return bool(await self.client.is_connected())


class _Counts(logging.Handler):
    """Takes the SDK's errors, one every few seconds while Slack is away, and tells the first of a spell."""

    def __init__(self, trouble: Recurring) -> None:
        super().__init__()
        self._trouble = trouble

    def emit(self, record: logging.LogRecord) -> None:
        """Count a problem that Slack's client has logged."""
        problem = record.exc_info[1] if record.exc_info else None
        self._trouble.failed(problem or SocketTrouble(record.getMessage()), what=record.getMessage())


class SocketTrouble(Exception):
    """What the SDK says of its connection without an exception."""
