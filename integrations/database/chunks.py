"""Many values, a few at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Values for one IN after the other: engines take no more than some thousand parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))
