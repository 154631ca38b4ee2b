"""Bounded waits: a test says what it waits for, and fails when that does not come."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")


@overload
async def until(look: Callable[[], Awaitable[T | None]], *, seconds: float = 10) -> T: ...
@overload
async def until(look: Callable[[], T | None], *, seconds: float = 10) -> T: ...
async def until(look: Callable[[], Any], *, seconds: float = 10) -> Any:
    """Look again and again until what `look` returns is true, and return it."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                seen = look()
                found = await seen if inspect.isawaitable(seen) else seen
                if found:
                    return found
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"it did not happen within {seconds} s") from None
