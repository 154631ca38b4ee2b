"""The arithmetic of vectors, on bytes and integers alone: a number is a signed byte.

Whether a number is above what is usual for its place is a bit, and how many bits of two vectors differ tells about how
far apart they are: hundreds of thousands are compared so in the time of a blink. Of the nearest by that the bytes tell
it exactly.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import islice
from operator import mul

from integrations.deferred import dataclass

_MOST = 127
_HALVED = bytes((byte ^ 128) >> 1 for byte in range(256))
"""A signed byte as seven bits, in the same order."""
_DIGITS = bytes(49 if byte & 128 else 48 for byte in range(256))


def packed(numbers: Sequence[float]) -> bytes:
    """Return a vector as bytes, its largest number as 127; b"" for one without a direction."""
    largest = max(map(abs, numbers))
    if not largest:
        return b""
    return array("b", [round(each / largest * _MOST) for each in numbers]).tobytes()


def cosine(one: bytes, other: bytes) -> float:
    """Return how much two vectors of one length say the same: 1 for the same, 0 for nothing in common."""
    first, second = memoryview(one).cast("b"), memoryview(other).cast("b")
    lengths = math.sqrt(sum(map(mul, first, first)) * sum(map(mul, second, second)))
    return float(sum(map(mul, first, second)) / lengths)


class Centre:
    """What is usual for each number: many models have some that are always high, which would tell nothing."""

    def __init__(self, vectors: Sequence[bytes]) -> None:
        """Take the mean of some vectors, all of one length."""
        self.of = len(vectors)
        halved = zip(*(vector.translate(_HALVED) for vector in vectors), strict=True)
        self._usual = int.from_bytes(bytes(sum(column) // len(vectors) + 1 for column in halved))
        self._width = len(vectors[0])
        self._high = int.from_bytes(b"\x80" * self._width)

    def bits(self, vector: bytes) -> int:
        """Return a bit for each number of a vector: whether it is above what is usual."""
        # Each byte has its highest bit left after the subtraction where it was not the smaller one.
        above = (int.from_bytes(vector.translate(_HALVED)) | self._high) - self._usual
        return int(above.to_bytes(self._width).translate(_DIGITS), 2)


@dataclass(frozen=True, slots=True)
class Codes:
    """The bits of the vectors of one place, with the numbers of the messages: some hundred bytes a message."""

    ids: "array[int]" = field(default_factory=lambda: array("q"))
    bits: list[int] = field(default_factory=list)

    def add(self, memory: int, bits: int) -> None:
        """Add the bits of a message's vector."""
        self.ids.append(memory)
        self.bits.append(bits)


def nearest(places: Mapping[str, Codes], bits: int, first: str, most: int) -> list[int]:
    """Return the messages whose bits differ least from `bits`: so many of all those places, and as many of `first`."""
    far = {place: [(each ^ bits).bit_count() for each in codes.bits] for place, codes in places.items()}
    every = [(places[place].ids, each) for place, each in far.items()]
    here = [(places[place].ids, each) for place, each in far.items() if place == first]
    return list(dict.fromkeys([*_least(here, most), *_least(every, most)]))


def _least(of: Sequence[tuple["array[int]", Sequence[int]]], most: int) -> Iterator[int]:
    """The messages that are least far; counting how many are how far is quicker than putting them in order."""
    counts = Counter[int]()
    for _, far in of:
        counts.update(far)
    limit, left = -1, most
    for limit in sorted(counts):
        if counts[limit] >= left:
            break
        left -= counts[limit]
    else:
        left += counts[limit]
    for ids, far in of:
        yield from (memory for memory, distance in zip(ids, far, strict=True) if distance < limit)
    ties = (memory for ids, far in of for memory, distance in zip(ids, far, strict=True) if distance == limit)
    yield from islice(ties, left)
