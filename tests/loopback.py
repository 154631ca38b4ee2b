"""Runs an app of a test on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from tests.postgres import free_port
from tests.waiting import until


@asynccontextmanager
async def on_loopback(app: Starlette) -> AsyncIterator[str]:
    """Serve it until the block ends, and give its address; whoever is still being answered then is hung up on."""
    port = free_port()
    web = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off"))
    task = asyncio.create_task(web.serve())
    await until(lambda: web.started)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        web.force_exit = web.should_exit = True
        await task
