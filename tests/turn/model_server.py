"""A server that speaks just enough of Chat Completions, and can be ill in many ways."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.loopback import on_loopback

Asked = dict[str, Any]
"""The body of a request."""
Refused = tuple[int, dict[str, Any]]
"""A status and the error that comes with it."""


@dataclass
class ModelServer:
    """What it says next, and what it was asked."""

    url: str = ""
    content: str | None = "Three times."
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0
    refuses: Callable[[Asked], Refused | None] = lambda _: None
    hangs: Callable[[Asked], bool] = lambda _: False
    """Whether it never answers this one."""
    streams: bool = True
    """Whether it says an answer in pieces where it is asked to."""
    pause: Callable[[int], Awaitable[None]] | None = None
    """Waits before each piece of a stream, by its number."""
    breaks_off_after: int | None = None
    """After how many pieces it hangs up."""
    script: list[bytes] = field(default_factory=list)
    """Bodies that come first, one a request."""
    asked: list[Asked] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def complete(self, request: Request) -> Response:
        asked = await request.json()  # of several at once each is answered for what it asks
        self.asked.append(asked)
        self.paths.append(request.url.path)
        self.keys.append(request.headers.get("authorization", ""))
        if self.hangs(asked):
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
        await asyncio.sleep(self.delay_s)
        if refused := self.refuses(asked):
            return JSONResponse({"error": refused[1]}, refused[0])
        streamed = self.streams and asked.get("stream", False)
        if self.script:
            return self._said(self.script.pop(0), streamed)
        if self.body is not None:
            return Response(self.body, self.status, self.headers, media_type="application/json")
        if self.status != 200:
            return JSONResponse({"error": {"message": "no", "type": "server_error"}}, self.status)
        return self._said(completion({"content": self.content}), streamed)

    def _said(self, body: bytes, streamed: bool) -> Response:
        if not streamed:
            return Response(body, 200, media_type="application/json")
        return StreamingResponse(self._in_pieces(json.loads(body)), media_type="text/event-stream")

    async def _in_pieces(self, whole: dict[str, Any]) -> AsyncIterator[str]:
        """An answer of Chat Completions as its server-sent events, word by word."""
        [choice] = whole["choices"]
        message = choice["message"]
        words = re.findall(r"\s*\S+\s*?", message.get("content") or "")
        calls = [{"index": number, **each} for number, each in enumerate(message.get("tool_calls") or ())]
        rest = {name: each for name, each in message.items() if name not in ("role", "content", "tool_calls")}
        deltas = [{"role": "assistant", "content": "", **rest}, *({"content": word} for word in words)]
        deltas += [{"tool_calls": [call]} for call in calls]
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1763881200, "model": "small"}
        for number, delta in enumerate(deltas):
            if self.pause is not None:
                await self.pause(number)
            if number == self.breaks_off_after:
                raise ConnectionResetError
            yield _event({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        yield _event({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]})
        used = {"prompt_tokens": 100, "completion_tokens": len(words), "total_tokens": 100 + len(words)}
        yield _event({**head, "choices": [], "usage": used})
        yield "data: [DONE]\n\n"


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"


def completion(message: dict[str, Any], *, finish: str = "stop") -> bytes:
    """An answer of Chat Completions."""
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
    made = {"id": "c", "object": "chat.completion", "created": 1763881200, "model": "small", "choices": [choice]}
    return json.dumps(made).encode()


def wanting(*uses: tuple[str, str], finish: str = "tool_calls", **besides: str) -> bytes:
    """An answer that asks for tools, each with its arguments as they are written."""
    calls = [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for number, (name, arguments) in enumerate(uses)
    ]
    return completion({"content": None, "tool_calls": calls, **besides}, finish=finish)


def response(*items: dict[str, Any]) -> bytes:
    """An answer of the Responses API."""
    made = {"id": "r", "object": "response", "created_at": 1763881200, "model": "small", "status": "completed"}
    rest = {"parallel_tool_calls": True, "tool_choice": "auto", "tools": []}
    return json.dumps({**made, **rest, "output": list(items)}).encode()


@asynccontextmanager
async def serving() -> AsyncIterator[ModelServer]:
    """Run one on loopback."""
    server = ModelServer()
    paths = ("/v1/chat/completions", "/v1/responses")
    app = Starlette(routes=[Route(path, server.complete, methods=["POST"]) for path in paths])
    async with on_loopback(app) as address:
        server.url = f"{address}/v1"
        yield server
