"""HTTP: health, readiness, and what others add, such as metrics, and the chat in HTTP mode."""

import asyncio
import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.http_limits import ACCEPTED_AT_ONCE, Connections
from integrations.lean import unopened

with unopened("uvicorn", Config="uvicorn.config"):  # it takes its own command line along
    from uvicorn.config import Config
    from uvicorn.server import Server

log = structlog.get_logger()

HANG_UP_S = 2
"""How long a request that is not finished may hold up the end."""
WAITING = 1_024
"""How many may wait, in the kernel, to be accepted."""


def build(
    *,
    ready: Callable[[], Awaitable[Mapping[str, bool]]],
    more: Sequence[Route] = (),
) -> Starlette:
    """The routes, and `more` of others. `ready` says of each part whether it works."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        parts = await ready()
        return JSONResponse({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), *more]
    return Starlette(routes=routes, exception_handlers={Exception: _explain})


async def _explain(request: Request, error: Exception) -> Response:
    """A mistake of ours, as an id that the log has too."""
    number = secrets.token_hex(4)
    log.error("request_failed", id=number, path=request.url.path, exc_info=error)
    return PlainTextResponse(f"That went wrong on my side. The log has it as {number}.\n", 500)


class _Server(Server):
    """A server that leaves the process's signals to the command line, and ends as soon as nobody is being answered."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Accept nobody else, and let `serve` end."""
        self.should_exit = True
        self._stopping.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """Leave signals to the process, which has its own handlers."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept a few at a time, which asyncio also takes for how many may wait."""
        await super().startup(sockets)
        for listener in sockets or []:
            listener.listen(WAITING)

    async def main_loop(self) -> None:
        """Serve until told to stop; each second the date of the answers is set."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let those who are being answered have their answer within `HANG_UP_S`, and hang up on all others."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        answering = self.server_state.tasks
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANG_UP_S):
                if answering:
                    await asyncio.wait(answering)
                while self.server_state.connections:  # noqa: ASYNC110 - nobody tells of their end
                    await asyncio.sleep(0.005)
        for task in (late := list(answering)):
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for server in self.servers:
            await server.wait_closed()


@contextlib.asynccontextmanager
async def serving(app: Starlette, host: str, port: int, connections: Connections | None = None) -> AsyncIterator[int]:
    """Serve in this loop, and give the port. Raises OSError where it is taken."""
    connections = connections or Connections()
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    # asyncio sets it only on sockets it made itself; without it each answer waits 40 ms for an ack.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = Config(
        app,
        http=connections.protocol(),  # type: ignore[arg-type]
        log_config=None,
        log_level="error",  # it warns of each request that is none
        access_log=False,
        ws="none",  # nobody here speaks it, and whoever did would be out of reach of `connections`
        lifespan="off",
        backlog=ACCEPTED_AT_ONCE,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()

    def explain(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if connections.explains(context):
            return
        if before is not None:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(explain)
    # The socket listens already: whoever calls early waits in its backlog.
    task = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    sweeping = asyncio.create_task(connections.keep_sweeping(), name="http-sweep")
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.stop()
        await asyncio.gather(task, return_exceptions=True)
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        loop.set_exception_handler(before)
        listener.close()
