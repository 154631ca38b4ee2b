"""Reads the body of a request, however it comes."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

MAX_BODY = 1_000_000
"""Bytes of a request from the chat; its largest payloads are forms, well below."""
BODY_S = 10
"""How long a body may take to arrive. Who sends it drop by drop is hung up on."""


async def body_of(request: Request, *, within_s: float = BODY_S) -> bytes:
    """The whole body. Raises HTTPException: 413 above `MAX_BODY` bytes, 408 after more than `within_s` seconds.

    Either way the connection is closed, so that the rest is not read. 400 where the client went away.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(within_s):
            async for part in request.stream():
                size += len(part)
                if size > MAX_BODY:
                    raise HTTPException(413, "too large", {"connection": "close"})
                parts.append(part)
    except TimeoutError:
        raise HTTPException(408, "too slow", {"connection": "close"}) from None
    except ClientDisconnect:
        raise HTTPException(400, "incomplete") from None
    return b"".join(parts)
