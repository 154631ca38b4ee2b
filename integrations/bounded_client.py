"""An HTTP client that reads no answer without end."""

from typing import Any

import httpx2

MOST_BYTES = 4_000_000
"""Of an answer with all that its server says around it, unpacked; one that is longer is none."""
_OF_THE_WIRE = ("content-encoding", "content-length", "transfer-encoding")


class BoundedClient(httpx2.AsyncClient):
    """A client that reads no answer past `MOST_BYTES`, however small it was packed; what is longer counts as empty.

    To make one reads every certificate authority from the disk.
    """

    async def send(self, request: httpx2.Request, *, stream: bool = False, **how: Any) -> httpx2.Response:
        """Send it. A `stream` is left to whoever reads it."""
        response = await super().send(request, stream=True, **how)
        if stream:
            return response
        read = bytearray()
        try:
            async for part in response.aiter_bytes():
                read += part
                if len(read) > MOST_BYTES:
                    read.clear()
                    break
        finally:
            await response.aclose()
        headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _OF_THE_WIRE]
        return httpx2.Response(response.status_code, headers=headers, content=bytes(read), request=request)
