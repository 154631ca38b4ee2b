"""A server that speaks just enough of Chat Completions, and can be ill in many ways."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.postgres import free_port
from tests.waiting import until

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
    script: list[bytes] = field(default_factory=list)
    """Bodies that come first, one a request."""
    asked: list[Asked] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def complete(self, request: Request) -> Response:
        self.asked.append(await request.json())
        self.paths.append(request.url.path)
        self.keys.append(request.headers.get("authorization", ""))
        await asyncio.sleep(self.delay_s)
        if refused := self.refuses(self.asked[-1]):
            return JSONResponse({"error": refused[1]}, refused[0])
        if self.script:
            return Response(self.script.pop(0), 200, media_type="application/json")
        if self.body is not None:
            return Response(self.body, self.status, self.headers, media_type="application/json")
        if self.status != 200:
            return JSONResponse({"error": {"message": "no", "type": "server_error"}}, self.status)
        return Response(completion({"content": self.content}), media_type="application/json")


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
    port = free_port()
    web = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off"))
    task = asyncio.create_task(web.serve())
    await until(lambda: web.started)
    server.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield server
    finally:
        web.force_exit = web.should_exit = True
        await task
