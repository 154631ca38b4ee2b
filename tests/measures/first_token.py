"""How soon the first word of an answer is heard: our whole way through a model, beside the bare openai client."""

import asyncio
import statistics
import time
from datetime import UTC, datetime
from typing import Any, cast

from openai import AsyncOpenAI

from bot.conversation.thinking import Thinking
from bot.tools.approvals import Approvals
from bot.tools.every_tool import every_tool
from bot.tools.tool import Asking, Effect
from bot.tools.toolbox import Toolbox
from integrations.chat import PlaceKind
from integrations.model import Line, Model
from tests.measures.result import Measure, ms
from tests.turn.model_server import serving

TIMES = 60
SYSTEM = "You are the backend engineer of a team. " * 40
QUESTION = "How often do we retry payments?"


class _Watcher:
    """Notes when the first word came."""

    def __init__(self) -> None:
        self.heard_at: float | None = None

    def says(self, text: str) -> None:
        if text and self.heard_at is None:
            self.heard_at = time.perf_counter()

    async def asks(self) -> None: ...

    async def looks(self, tool: str) -> None: ...

    def found(self, words: str, people: object = (), *, failed: bool = False) -> None: ...

    async def spent(self, tokens: int) -> None: ...


class _Tools:
    """Every tool that there is, offered and never asked."""

    async def offered(self) -> list[Any]:
        return [each for each in every_tool() if each.effect is not Effect.NOTES]


async def _nothing() -> None:
    return None


async def measure() -> list[Measure]:
    """The first word of answers in turn by both, so that whatever the machine does meanwhile is done to both."""
    ours: list[float] = []
    bare: list[float] = []
    asking = Asking("U1", "C1", PlaceKind.PUBLIC, datetime(2026, 11, 23, tzinfo=UTC))
    async with serving() as server:
        model = Model("small", base_url=server.url)
        thinking = Thinking(model, cast(Toolbox, _Tools()), cast(Approvals, None))
        client = AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0)
        for _ in range(TIMES + 5):
            began, watcher = time.perf_counter(), _Watcher()
            await thinking.answer(SYSTEM, [Line("user", QUESTION)], asking, _nothing, watcher)
            ours.append((watcher.heard_at or time.perf_counter()) - began)
            bare.append(await _bare(client, server.asked[-1]))
        await client.close()
        await model.close()
    ours, bare = ours[5:], bare[5:]  # without what only the first ones cost
    added = [mine - other for mine, other in zip(ours, bare, strict=True)]
    floor = "openai's client with the same request"
    lines = [
        Measure(f"first word of an answer: {which}", ms(ours, share), ms(bare, share), floor)
        for which, share in {"p50": 0.5, "p99": 0.99}.items()
    ]
    median = 1000 * statistics.median(added)
    return [*lines, Measure("first word: added over the bare client, median", median, 10, "what it should stay below")]


async def _bare(client: AsyncOpenAI, request: dict[str, Any]) -> float:
    """How long the bare client takes from the same request to the first word."""
    began, heard_at = time.perf_counter(), 0.0
    async for chunk in await client.chat.completions.create(**request):
        if not heard_at and chunk.choices and chunk.choices[0].delta.content:
            heard_at = time.perf_counter()
    return heard_at - began


if __name__ == "__main__":
    print(asyncio.run(measure()))  # noqa: T201
