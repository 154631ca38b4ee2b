"""What texts mean, as numbers, from any server that speaks OpenAI's `/embeddings`.

Imports its HTTP client only where one is made. What to do without an answer is decided by whoever asked.
"""

import asyncio
import json
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from integrations.deferred import dataclass

if TYPE_CHECKING:
    from integrations.bounded_client import BoundedClient

OPENAI = "https://api.openai.com/v1"
MOST_TEXTS = 32
"""Of one request: its answer has some ten bytes a number, and is read no further than `bounded_client.MOST_BYTES`."""
Vector = tuple[float, ...]
_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Embedded:
    """A vector for each text, and what they cost."""

    vectors: Sequence[Vector]
    tokens: int
    """As the server counts them; where it does not say, guessed from the length of the texts."""


class EmbeddingProblem(Exception):
    """No vectors. The message says why, without any text or secret."""


class EmbeddingRefused(EmbeddingProblem):
    """The server answered with an error; `status` is its HTTP status."""

    def __init__(self, status: int, says: str = "") -> None:
        """`status` is the HTTP status of the server's answer, `says` its words, which may repeat what was sent."""
        super().__init__(f"the embedding server answered {status}")
        self.status = status
        self.says = says

    @property
    def about_the_texts(self) -> bool:
        """Return True if the server may take other texts, or fewer of them."""
        return self.status in (400, 413, 422, 500)


class EmbeddingModel:
    """One model of one server."""

    def __init__(self, name: str, *, base_url: str | None = None, api_key: str | None = None) -> None:
        """The first texts connect. Without `base_url` it is OpenAI's own server."""
        self.name = name
        self._url = f"{(base_url or OPENAI).rstrip('/')}/embeddings"
        self._api_key = api_key
        self._opening = asyncio.Lock()
        self._http: BoundedClient | None = None

    async def embedded(self, texts: Sequence[str], *, within_s: float) -> Embedded:
        """Return a vector for each text, all of as many numbers; at most `MOST_TEXTS` of them.

        Raises `EmbeddingProblem` where they do not come in time, or are none.
        """
        import httpx2

        asked = {"model": self.name, "input": list(texts), "encoding_format": "float"}
        headers = {"authorization": f"Bearer {self._api_key}"} if self._api_key else {}
        try:
            async with asyncio.timeout(within_s):
                http = await self._opened()
                answer = await http.post(self._url, json=asked, headers=headers, timeout=within_s)
        except (TimeoutError, httpx2.TimeoutException) as late:
            raise EmbeddingProblem(f"the embedding server took more than {within_s:g} s") from late
        except (httpx2.HTTPError, OSError) as unreachable:
            raise EmbeddingProblem("the embedding server cannot be reached") from unreachable
        if answer.status_code != 200:
            raise EmbeddingRefused(answer.status_code, answer.text[:2_000].lower())
        # A long answer takes milliseconds to read.
        return await asyncio.to_thread(_read, answer.content, texts)

    async def _opened(self) -> "BoundedClient":
        """The client; a thread makes it, since it reads certificates from the disk."""
        from integrations.bounded_client import BoundedClient

        async with self._opening:
            if self._http is None:
                self._http = await asyncio.to_thread(BoundedClient, follow_redirects=False)
            return self._http

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()


def _read(body: bytes, texts: Sequence[str]) -> Embedded:
    try:
        answer = json.loads(body)
        found = {int(each["index"]): _vector(each["embedding"]) for each in answer["data"]}
        vectors = [found[place] for place in range(len(texts))]
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as unreadable:
        raise EmbeddingProblem("the embedding server's answer cannot be read") from unreadable
    if any(len(one) != len(other) for one, other in pairwise(vectors)):
        raise EmbeddingProblem("the embedding server's vectors are not of one length")
    return Embedded(vectors, _tokens(answer) or sum(len(text) // _CHARACTERS_A_TOKEN + 1 for text in texts))


def _tokens(answer: Any) -> int:
    """What the server says that it cost; 0 where it says nothing of use."""
    usage = answer.get("usage")
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) and tokens > 0 else 0


def _vector(numbers: Any) -> Vector:
    vector = tuple(float(each) for each in numbers)
    if not vector or not all(map(math.isfinite, vector)):
        raise ValueError("no numbers")
    return vector
