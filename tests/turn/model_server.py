"""A server that speaks just enough of Chat Completions, and can be ill in many ways."""

import asyncio
import json
from collections.abc import AsyncIterator
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


@dataclass
class ModelServer:
    """What it says next, and what it was asked."""

    url: str = ""
    content: str | None = "Three times."
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0
    refuses_tools: bool = False
    script: list[bytes] = field(default_factory=list)
    """Bodies that come first, one a request."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def complete(self, request: Request) -> Response:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("authorization", ""))
        await asyncio.sleep(self.delay_s)
        if self.script:
            return Response(self.script.pop(0), 200, media_type="application/json")
        if self.body is not None:
            return Response(self.body, self.status, self.headers, media_type="application/json")
        if self.refuses_tools and "tools" in self.asked[-1]:
            return JSONResponse({"error": {"message": "tools are not supported", "type": "invalid"}}, 400)
        if self.status != 200:
            return JSONResponse({"error": {"message": "no", "type": "server_error"}}, self.status)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": self.content}}
        return JSONResponse(
            {"id": "c1", "object": "chat.completion", "created": 1763881200, "model": "small", "choices": [choice]}
        )


def wanting(*uses: tuple[str, str]) -> bytes:
    """An answer that asks for tools, each with its arguments as they are written."""
    calls = [
        {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for number, (name, arguments) in enumerate(uses)
    ]
    message = {"role": "assistant", "content": None, "tool_calls": calls}
    choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
    return json.dumps(
        {"id": "c", "object": "chat.completion", "created": 1, "model": "small", "choices": [choice]}
    ).encode()


@asynccontextmanager
async def serving() -> AsyncIterator[ModelServer]:
    """Run one on loopback."""
    server = ModelServer()
    app = Starlette(routes=[Route("/v1/chat/completions", server.complete, methods=["POST"])])
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
