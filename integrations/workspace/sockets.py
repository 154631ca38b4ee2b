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
        """Deliver an event, with second tries, and say whether it was acked."""
        ...

    async def ask(self, kind: RequestKind, payload: Json) -> Json | None:
        """Deliver what a person waits for, once; the app's answer, None where it is empty.

        Raises Unanswered.
        """
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...


class Link:
    """One Socket Mode connection of the app."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._asked: dict[str, asyncio.Future[Json | None]] = {}
        self.retiring = False

    async def send(self, message: Json) -> None:
        """Send; on a connection that is gone, nothing happens."""
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

    def acked(self, message: Json) -> None:
        """Take an ack; one of an envelope that is not waited for is nobody's."""
        answer = self._asked.get(str(message.get("envelope_id")))
        if answer is not None and not answer.done():
            payload = message.get("payload")
            answer.set_result(payload if isinstance(payload, dict) else None)

    def lost(self) -> None:
        """Fail whatever waits for an ack of this connection."""
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(Unanswered("dispatch_failed"))

    def drop(self) -> None:
        """Cut the connection with no goodbye."""
        self._websocket.scope["state"]["transport"].abort()

    async def close(self, code: int = 1000) -> None:
        """Close the connection with a goodbye."""
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.close(code)


class SocketMode:
    """Every connection of the app. Payloads go to them in turn."""

    def __init__(self, faults: Faults, stir: Callable[[], None], *, ack_s: float = ACK_S) -> None:
        """`ack_s` is how many seconds an ack may take; Slack's is 3."""
        self._faults = faults
        self._stir = stir
        self.ack_s = ack_s
        self._tickets: set[str] = set()
        self._joined = asyncio.Event()
        self._turn = 0
        self._goodbyes: set[asyncio.Task[None]] = set()
        self.links: list[Link] = []
        self.enabled = True

    # --- the app's side ------------------------------------------------------------

    def ticket(self) -> str:
        """A ticket for one connection."""
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
        link = Link(websocket)
        self.links.append(link)
        try:
            await link.send(self._hello(app_id))
            self._joined.set()
            self._stir()
            while True:
                message = json.loads(await websocket.receive_text())
                if not self._faults.spend("unheard"):
                    link.acked(message)
        except (WebSocketDisconnect, ValueError):
            pass
        finally:
            self.links.remove(link)
            if not self._usable():
                self._joined.clear()
            link.lost()
            self._stir()

    def _hello(self, app_id: str) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.links),
            "debug_info": {"host": "applink-local", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": app_id},
        }

    # --- the workspace's side ------------------------------------------------------

    async def event(self, payload: Json) -> bool:
        """Deliver an event; without an ack, 3 times more, and rather to another connection.

        With no connection at all it waits for one.
        """
        tried: Link | None = None
        reason = ""
        for attempt in range(RETRIES + 1):
            link = await self._any(other_than=tried)
            envelope = self._envelope("events_api", payload) | {"retry_attempt": attempt, "retry_reason": reason}
            try:
                await link.ask(envelope, self.ack_s)
            except Unanswered as silence:
                tried = link
                reason = "timeout" if silence.code == "operation_timeout" else "connection_failed"
            else:
                return True
        return False

    async def ask(self, kind: RequestKind, payload: Json) -> Json | None:
        """Deliver a command, a click or a form, and return the app's answer. Raises Unanswered."""
        link = self._next()
        if link is None:
            raise Unanswered("dispatch_failed")
        return await link.ask(self._envelope(kind, payload, answerable=True), self.ack_s)

    def _envelope(self, kind: str, payload: Json, *, answerable: bool = False) -> Json:
        return {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "accepts_response_payload": answerable,
            "payload": payload,
        }

    def _usable(self) -> list[Link]:
        return [link for link in self.links if not link.retiring]

    def _next(self, other_than: Link | None = None) -> Link | None:
        usable = self._usable()
        others = [link for link in usable if link is not other_than] or usable
        if not others:
            return None
        self._turn += 1
        return others[self._turn % len(others)]

    async def _any(self, *, other_than: Link | None) -> Link:
        while (link := self._next(other_than)) is None:
            self._joined.clear()
            await self._joined.wait()
        return link

    def drop(self) -> None:
        """Cut every connection with no goodbye."""
        for link in self.links:
            link.drop()

    async def refresh(self, *, after: float = 10.0) -> None:
        """Ask every connection to come again, and close it `after` seconds later, as Slack does hourly."""
        for link in list(self.links):
            link.retiring = True
            await link.send(_disconnect("refresh_requested"))
            self._later(link, after)

    async def warn(self) -> None:
        """Say that the connections will soon be closed."""
        for link in list(self.links):
            await link.send(_disconnect("warning"))

    async def disable(self) -> None:
        """Switch Socket Mode off, as an admin does in the app's settings."""
        self.enabled = False
        self._tickets.clear()
        for link in list(self.links):
            link.retiring = True
            await link.send(_disconnect("link_disabled"))
            self._later(link, 0)

    def _later(self, link: Link, seconds: float) -> None:
        async def goodbye() -> None:
            await asyncio.sleep(seconds)
            await link.close()

        task = asyncio.create_task(goodbye(), name="socket-goodbye")
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)

    async def close(self) -> None:
        """Close every connection."""
        goodbyes = list(self._goodbyes)
        for task in goodbyes:
            task.cancel()
        await asyncio.gather(*goodbyes, return_exceptions=True)
        for link in list(self.links):
            await link.close(1001)


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
