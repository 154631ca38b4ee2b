"""Bounded waits: a test says what it waits for, and fails when that does not come."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")
PATIENT_S = 40
"""A machine may be busy: only what does not come at all takes as long."""


@overload
async def until(look: Callable[[], Awaitable[T | None]], *, seconds: float = PATIENT_S) -> T: ...
@overload
async def until(look: Callable[[], T | None], *, seconds: float = PATIENT_S) -> T: ...
async def until(look: Callable[[], Any], *, seconds: float = PATIENT_S) -> Any:
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
