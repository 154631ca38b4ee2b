"""Socket Mode: connections, envelopes, acks and second tries."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from typing import Literal, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from integrations.workspace.errors import Unanswered
from integrations.workspace.faults import Faults
from integrations.workspace.model import Json

ACK_S = 3.0
"""How long Slack waits for an ack."""
RETRIES = 3
"""How often it sends an event again."""
RequestKind = Literal["slash_commands", "interactive"]


class Delivery(Protocol):
    """A way to the app: sockets, or signed requests."""

    async def event(self, payload: Json) -> bool:
        """Deliver an event, with up to 3 more tries. Return True if the app acked it."""
        ...

    async def ask(self, kind: RequestKind, payload: Json) -> Json | None:
        """Deliver once what a person waits for. Return the app's answer, None where it is empty.

        Raises Unanswered.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Connection:
    """One Socket Mode connection of the app."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._asked: dict[str, asyncio.Future[Json | None]] = {}
        self.retiring = False

    async def send(self, message: Json) -> None:
        """Send a message; nothing happens where the connection is gone."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.send_text(json.dumps(message))

    async def ask(self, envelope: Json, seconds: float) -> Json | None:
        """Send an envelope and return the payload of its ack. Raises Unanswered."""
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._asked[envelope["envelope_id"]] = answer
        try:
            async with asyncio.timeout(seconds):
                await self.send(envelope)
                return await answer
        except TimeoutError:
            raise Unanswered("operation_timeout") from None
        finally:
            self._asked.pop(envelope["envelope_id"], None)

    def acked(self, message: Json, *, lost: bool = False) -> None:
        """Take an ack. One for an envelope that nobody waits for is ignored.

        For one that is `lost` nobody waits any longer: it is as if the time for it was over.
        """
        answer = self._asked.get(str(message.get("envelope_id")))
        if answer is None or answer.done():
            return
        if lost:
            answer.set_exception(Unanswered("operation_timeout"))
        else:
            payload = message.get("payload")
            answer.set_result(payload if isinstance(payload, dict) else None)

    def lost(self) -> None:
        """Fail whatever waits for an ack of this connection."""
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Unanswered("dispatch_failed"))

    def drop(self) -> None:
        """Cut the connection without closing it properly."""
        self._websocket.scope["state"]["transport"].abort()

    async def close(self, code: int = 1000) -> None:
        """Close the connection properly."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.close(code)


class SocketMode:
    """Every connection of the app. Payloads go to them in turn."""

    def __init__(self, faults: Faults, wake: Callable[[], None], *, ack_s: float = ACK_S) -> None:
        """`ack_s` is how many seconds an ack may take; Slack's is 3."""
        self._faults = faults
        self._wake = wake
        self.ack_s = ack_s
        self._tickets: set[str] = set()
        self._joined = asyncio.Event()
        self._turn = 0
        self._goodbyes: set[asyncio.Task[None]] = set()
        self.connections: list[Connection] = []
        self.enabled = True

    # --- the app's side ------------------------------------------------------------

    def ticket(self) -> str:
        """Return a new ticket, good for one connection."""
        ticket = secrets.token_urlsafe(16)
        if not self._faults.spend("dead_tickets"):
            self._tickets.add(ticket)
        return ticket

    async def serve(self, websocket: WebSocket, app_id: str) -> None:
        """Be one connection, from its handshake to its end. A spent ticket gets 403."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close()
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        connection = Connection(websocket)
        self.connections.append(connection)
        try:
            await connection.send(self._hello(app_id))
            self._joined.set()
            self._wake()
            while True:
                message = json.loads(await websocket.receive_text())
                connection.acked(message, lost=self._faults.spend("lost_acks"))
        except (WebSocketDisconnect, ValueError):
            pass
        finally:
            self.connections.remove(connection)
            if not self._usable():
                self._joined.clear()
            connection.lost()
            self._wake()

    def _hello(self, app_id: str) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-local", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": app_id},
        }

    # --- the workspace's side ------------------------------------------------------

    async def event(self, payload: Json) -> bool:
        """Deliver an event; without an ack, 3 times more, and rather to another connection.

        With no connection at all it waits for one.
        """
        tried: Connection | None = None
        reason = ""
        for attempt in range(RETRIES + 1):
            connection = await self._any(other_than=tried)
            envelope = self._envelope("events_api", payload) | {"retry_attempt": attempt, "retry_reason": reason}
            try:
                await connection.ask(envelope, self.ack_s)
            except Unanswered as silence:
                tried = connection
                reason = "timeout" if silence.code == "operation_timeout" else "connection_failed"
            else:
                return True
        return False

    async def ask(self, kind: RequestKind, payload: Json) -> Json | None:
        """Deliver a command, a click or a form, and return the app's answer. Raises Unanswered."""
        connection = self._next()
        if connection is None:
            raise Unanswered("dispatch_failed")
        return await connection.ask(self._envelope(kind, payload, answerable=True), self.ack_s)

    def _envelope(self, kind: str, payload: Json, *, answerable: bool = False) -> Json:
        return {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "accepts_response_payload": answerable,
            "payload": payload,
        }

    def _usable(self) -> list[Connection]:
        return [connection for connection in self.connections if not connection.retiring]

    def _next(self, other_than: Connection | None = None) -> Connection | None:
        usable = self._usable()
        others = [connection for connection in usable if connection is not other_than] or usable
        if not others:
            return None
        self._turn += 1
        return others[self._turn % len(others)]

    async def _any(self, *, other_than: Connection | None) -> Connection:
        while (connection := self._next(other_than)) is None:
            self._joined.clear()
            await self._joined.wait()
        return connection

    def drop(self) -> None:
        """Cut every connection without closing it properly."""
        for connection in self.connections:
            connection.drop()

    async def refresh(self, *, after: float = 10.0) -> None:
        """Ask every connection to come again, and close it `after` seconds later, as Slack does hourly."""
        for connection in list(self.connections):
            connection.retiring = True
            await connection.send(_disconnect("refresh_requested"))
            self._later(connection, after)

    async def warn(self) -> None:
        """Say that the connections will soon be closed."""
        for connection in list(self.connections):
            await connection.send(_disconnect("warning"))

    async def disable(self) -> None:
        """Switch Socket Mode off, as an admin does in the app's settings."""
        self.enabled = False
        self._tickets.clear()
        for connection in list(self.connections):
            connection.retiring = True
            await connection.send(_disconnect("link_disabled"))
            self._later(connection, 0)

    def _later(self, connection: Connection, seconds: float) -> None:
        async def goodbye() -> None:
            await asyncio.sleep(seconds)
            await connection.close()

        task = asyncio.create_task(goodbye(), name="socket-goodbye")
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)

    async def close(self) -> None:
        """Close every connection."""
        goodbyes = list(self._goodbyes)
        for task in goodbyes:
            task.cancel()
        await asyncio.gather(*goodbyes, return_exceptions=True)
        for connection in list(self.connections):
            await connection.close(1001)


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
