"""A tiny app on Slack's own Socket Mode client: it keeps what it gets, and answers as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.websockets import SocketModeClient

Json = dict[str, Any]
Answer = Callable[[SocketModeRequest], Json | None]


@dataclass
class TinyApp:
    """What came, and how it is answered: `answer` gives the ack's payload, `silent` gives no ack."""

    requests: list[SocketModeRequest] = field(default_factory=list)
    answer: Answer = lambda _: None
    silent: int = 0

    async def listen(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        """Be a listener of the client."""
        self.requests.append(request)
        if self.silent > 0:
            self.silent -= 1
            return
        await client.send_socket_mode_response(
            {"envelope_id": request.envelope_id, "payload": self.answer(request)}
            if request.accepts_response_payload
            else {"envelope_id": request.envelope_id}
        )

    @property
    def payloads(self) -> list[Json]:
        """Every payload, in order."""
        return [request.payload for request in self.requests]

    @property
    def events(self) -> list[Json]:
        """Every event, in order."""
        return [payload["event"] for payload in self.payloads if "event" in payload]

    @property
    def trigger(self) -> str:
        """The newest trigger_id."""
        return str([each["trigger_id"] for each in self.payloads if "trigger_id" in each][-1])

    def of(self, kind: str) -> list[Json]:
        """The events or interactions of one type."""
        return [each for each in (*self.events, *self.payloads) if each.get("type") == kind]
