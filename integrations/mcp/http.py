"""The HTTP client that servers are asked with: no answer is read without end, packed or not."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2

from integrations.bounded_client import MOST_BYTES, BoundedClient


class McpHttpClient(BoundedClient):
    """A client whose streams end after `MOST_BYTES` too. What is packed is not read: a little of it can hold much."""

    async def send(self, request: httpx2.Request, *, stream: bool = False, **how: Any) -> httpx2.Response:
        """Send it. Raises `httpx2.ReadError` while a stream is read that is too long or packed."""
        request.headers["Accept-Encoding"] = "identity"
        response = await super().send(request, stream=stream, **how)
        if stream and isinstance(response.stream, httpx2.AsyncByteStream):
            packed = response.headers.get("Content-Encoding", "identity").lower() != "identity"
            response.stream = _Bounded(response.stream, 0 if packed else MOST_BYTES)
        return response


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._stream:
            read += len(part)
            if read > self._most:
                raise httpx2.ReadError("it sends more than is read, or packs it")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
