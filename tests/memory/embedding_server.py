"""A server that speaks just enough of `/embeddings`, knows a few words that mean the same, and can be ill."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.memory.words import searchable
from tests.loopback import on_loopback

SAME = ("queue sqs pulsar broker", "holiday vacation beach", "salary wages pay", "vehicle lorry van")
"""Words of a line mean the same."""
_MEANS = {word: line.split()[0] for line in SAME for word in line.split()}


@dataclass
class EmbeddingServer:
    """What it was asked, and how it is."""

    url: str = ""
    width: int = 64
    status: int = 200
    body: bytes | None = None
    pause: asyncio.Event | None = None
    """What it waits for before it answers."""
    refuses: Callable[[list[str]], bool] = lambda _: False
    """Whether it answers 400 to these texts."""
    before: Callable[[list[str]], Awaitable[None]] | None = None
    """Is told what it was asked before it answers."""
    asked: list[list[str]] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    keys: set[str | None] = field(default_factory=set)
    """What it was asked with to prove who asks."""
    usage: object = None
    """What it says that an answer cost, where it says so."""

    @property
    def texts(self) -> list[str]:
        """Every text that it was ever sent."""
        return [text for texts in self.asked for text in texts]

    async def embed(self, request: Request) -> Response:
        asked: dict[str, Any] = await request.json()
        texts: list[str] = asked["input"]
        self.asked.append(texts)
        self.models.append(asked["model"])
        self.keys.add(request.headers.get("authorization"))
        if self.before is not None:
            await self.before(texts)
        if self.pause is not None:
            await self.pause.wait()
        if self.body is not None:
            return Response(self.body, self.status, media_type="application/json")
        if self.status != 200 or self.refuses(texts):
            return JSONResponse({"error": {"message": "no"}}, self.status if self.status != 200 else 400)
        data = [{"index": at, "embedding": self.vector(text)} for at, text in enumerate(texts)]
        usage = {} if self.usage is None else {"usage": self.usage}
        return JSONResponse({"object": "list", "data": data[::-1], "model": asked["model"], **usage})

    def vector(self, text: str) -> list[float]:
        """A direction for each word, the same for those that mean the same."""
        numbers = [0.0] * self.width
        for word in searchable(text).split():
            seed = zlib.crc32(_MEANS.get(word, word).encode())
            for turn in range(6):
                numbers[(seed >> (4 * turn)) % self.width] += 1 if seed >> (turn + 20) & 1 else -1
        return numbers


@asynccontextmanager
async def serving() -> AsyncIterator[EmbeddingServer]:
    """Run one on loopback."""
    server = EmbeddingServer()
    app = Starlette(routes=[Route("/v1/embeddings", server.embed, methods=["POST"])])
    async with on_loopback(app) as address:
        server.url = f"{address}/v1"
        yield server
