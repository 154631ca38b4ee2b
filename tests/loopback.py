"""Runs an app of a test on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from uvicorn.server import ServerState


@asynccontextmanager
async def on_loopback(app: Starlette) -> AsyncIterator[str]:
    """Serve it until the block ends, and give its address; whoever is still being answered then is hung up on."""
    config = uvicorn.Config(app, log_config=None, log_level="warning", lifespan="off")
    config.load()
    state = ServerState()

    def accept() -> asyncio.Protocol:
        return config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg]

    server = await asyncio.get_running_loop().create_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in (answering := list(state.tasks)):
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)
        for connection in list(state.connections):
            connection.transport.abort()
        await server.wait_closed()
