"""HTTP mode: signed requests to the app instead of sockets."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import httpx2

from integrations.workspace.errors import Unanswered
from integrations.workspace.model import Json
from integrations.workspace.sample import App
from integrations.workspace.sockets import ACK_S, RETRIES, RequestKind

AGAIN_S = 0.5
"""Between second tries of an event, where Slack waits minutes."""


class SignedRequests:
    """POSTs payloads to the app's request_url, signed with its secret."""

    def __init__(self, app: App, *, ack_s: float = ACK_S) -> None:
        """`ack_s`: seconds for an answer."""
        self._url = app.request_url or ""
        self._secret = app.signing_secret.encode()
        self._ack_s = ack_s
        self._client: asyncio.Task[httpx2.AsyncClient] | None = None

    async def event(self, payload: Json) -> bool:
        """Deliver an event; where the answer is not a 2xx, 3 times more with Slack's retry headers."""
        headers = {"content-type": "application/json"}
        for attempt in range(RETRIES + 1):
            try:
                answer = await self._post(json.dumps(payload).encode(), headers)
            except Unanswered as silence:
                reason = "http_timeout" if silence.code == "operation_timeout" else "connection_failed"
            else:
                if answer.is_success:
                    return True
                if "x-slack-no-retry" in answer.headers:
                    return False
                reason = "http_error"
            headers |= {"x-slack-retry-num": str(attempt + 1), "x-slack-retry-reason": reason}
            if attempt < RETRIES:
                await asyncio.sleep(0 if attempt == 0 else AGAIN_S)
        return False

    async def ask(self, kind: RequestKind, payload: Json) -> Json | None:
        """Deliver a command, a click or a form, and return the app's answer. Raises Unanswered."""
        form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = await self._post(urlencode(form).encode(), headers)
        if not answer.is_success:
            raise Unanswered("dispatch_failed")
        if not answer.content:
            return None
        if answer.headers.get("content-type", "").startswith("application/json"):
            body = answer.json()
            return body if isinstance(body, dict) else None
        return {"text": answer.text}

    async def _post(self, body: bytes, headers: dict[str, str]) -> httpx2.Response:
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        signed = headers | {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
        if self._client is None:  # one for all, though several come at once and making it takes a while
            making = asyncio.to_thread(lambda: httpx2.AsyncClient(timeout=self._ack_s, trust_env=False))
            self._client = asyncio.create_task(making)
        client = await asyncio.shield(self._client)
        try:
            return await client.post(self._url, content=body, headers=signed)
        except httpx2.TimeoutException:
            raise Unanswered("operation_timeout") from None
        except httpx2.HTTPError:
            raise Unanswered("dispatch_failed") from None

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await (await self._client).aclose()
