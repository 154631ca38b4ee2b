"""Serves a workspace on this machine: Web API, Socket Mode, response URLs, and the page."""

import asyncio
import contextlib
import json
import mimetypes
import re
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol

from integrations.workspace.api.endpoint import Endpoint
from integrations.workspace.errors import Refused
from integrations.workspace.files import LARGEST
from integrations.workspace.guard import Guard
from integrations.workspace.local.routes import Local
from integrations.workspace.workspace import Workspace

PAGE = Path(__file__).parent / "page"
GOODBYE_S = 2.0
"""How long a request may still take when the workspace closes."""

mimetypes.init()  # it reads the system's tables, which the first answer with a file would do on the loop


@dataclass(frozen=True, slots=True)
class Address:
    """Where a workspace is served."""

    host: str
    port: int

    @property
    def page_url(self) -> str:
        """The page, with a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def api_url(self) -> str:
        """The Web API, as `SLACK_API_URL` takes it."""
        return f"{self.page_url}api/"


class _Connection(H11Protocol):
    """A connection that a request can cut, to play a network that fails."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where a request finds it, and let answers go without waiting for more.

        asyncio does the latter only for a listener that was made with its protocol number.
        """
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """A server in somebody else's loop: it takes no signals, and starts and ends without ticks."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which has its own handlers."""
        yield

    async def main_loop(self) -> None:
        """Serve until told to stop."""
        await self.on_tick(0)
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every connection, the idle ones at once."""
        for server in self.servers:
            server.close()
        for each in sockets or []:
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=GOODBYE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for server in self.servers:
            await server.wait_closed()


def build(workspace: Workspace, hosts: frozenset[str]) -> Starlette:
    """The application. Requests to a host name that is none of `hosts` are turned away."""

    async def link(websocket: WebSocket) -> None:
        await workspace.sockets.serve(websocket, workspace.app.id)

    async def respond(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
            if not isinstance(body, dict):
                raise ValueError
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        try:
            workspace.responses.take(request.path_params["secret"], body)
        except Refused as refused:
            gone = refused.code in ("invalid_url", "expired_url", "used_url")
            return JSONResponse(refused.as_json(), 404 if gone else 400)
        return PlainTextResponse("ok")

    async def upload(request: Request) -> Response:
        content = bytearray()
        async for piece in request.stream():
            content += piece[: LARGEST + 1 - len(content)]
        if len(content) > LARGEST:
            return PlainTextResponse("too large", 413)
        try:
            workspace.files.put(request.path_params["secret"], bytes(content))
        except Refused as refused:
            return PlainTextResponse(refused.code, 404 if refused.code == "not_found" else 400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(request: Request) -> Response:
        try:
            file = workspace.files.read(request.path_params["file"], request.path_params["secret"])
        except Refused:
            return PlainTextResponse("There is no such file.", 404)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return Response(file.content, media_type=file.kind, headers=headers)

    async def picture(request: Request) -> Response:
        try:
            file = workspace.files.picture(request.path_params["file"])
        except Refused:
            return PlainTextResponse("There is no such file.", 404)
        return Response(file.content, media_type=file.kind)

    async def permalink(request: Request) -> Response:
        """A message's address leads to the page at that message; who may not see it lands in a channel of theirs."""
        place = {"channel": request.path_params["channel"]}
        if found := re.fullmatch(r"p(\d{10})(\d{6})", request.path_params.get("message", "")):
            place["focus"] = f"{found[1]}.{found[2]}"
        if thread := request.query_params.get("thread_ts"):
            place["thread"] = thread
        return RedirectResponse(f"/#{urlencode(place)}", 302)

    return Starlette(
        routes=[
            Route("/archives/{channel}", permalink, methods=["GET"]),
            Route("/archives/{channel}/{message}", permalink, methods=["GET"]),
            Route("/api/{method}", Endpoint(workspace).answer, methods=["GET", "POST"]),
            WebSocketRoute("/link/", link),
            Route("/upload/v1/{secret}", upload, methods=["POST"]),
            Route("/files/{file}/{secret}/{name}", download, methods=["GET"]),
            Route("/files/{file}", picture, methods=["GET"]),
            Route("/respond/{secret}", respond, methods=["POST"]),
            Mount("/local", routes=Local(workspace).routes()),
            Mount("/", StaticFiles(directory=PAGE, html=True, check_dir=False)),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
    )


@contextlib.asynccontextmanager
async def serving(
    workspace: Workspace, host: str = "127.0.0.1", port: int = 0, *, hosts: frozenset[str] = frozenset()
) -> AsyncIterator[Address]:
    """Serve `workspace` in this loop until the block ends, and then close it.

    `port` 0 takes a free one. `hosts` are more names that it may be reached by than this
    machine's own. Raises OSError where the port is taken.
    """
    await workspace.prepare()
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    address = Address(host, int(listener.getsockname()[1]))
    workspace.address = address.page_url.rstrip("/")
    options: dict[str, Any] = {"log_config": None, "access_log": False, "lifespan": "off", "date_header": False}
    options |= {"proxy_headers": False, "server_header": False}
    app = build(workspace, hosts | {host, "127.0.0.1", "localhost", "::1"})
    config = uvicorn.Config(app, http=_Connection, ws="websockets-sansio", ws_per_message_deflate=False, **options)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="workspace")
    try:
        yield address
    finally:
        await workspace.close()
        server.stopping.set()
        await asyncio.gather(task, return_exceptions=True)
        listener.close()
