"""What a comparison finds."""

import time
from dataclasses import dataclass
from typing import Literal

Effect = Literal["breaking", "unclear", "compatible"]
"""What a change does to those who call: `unclear` is for what these comparisons cannot judge."""
ORDER: tuple[Effect, ...] = ("breaking", "unclear", "compatible")


class Unreadable(Exception):
    """A text is no contract of its kind; the message says why in one line."""


class NoContract(Unreadable):
    """The text is something else, such as a query that somebody sends: there is nothing to compare."""


LIMIT_S = 10
"""Of a comparison. It runs in a thread, which nobody can end but itself."""
MOST_STEPS = 300_000


class Budget:
    """How much a reading may do: a number of steps, and a time."""

    def __init__(self, why: str) -> None:
        """Begin; `why` is what is told when it is used up."""
        self._why = why
        self._left = MOST_STEPS
        self._until = time.monotonic() + LIMIT_S

    def spend(self, steps: int) -> None:
        """Take so many. Raises `Unreadable` where there are not as many left, or the time is over."""
        self._left -= steps
        if self._left < 0:
            raise Unreadable(self._why)
        if self._left % 64 == 0 and time.monotonic() > self._until:
            raise Unreadable(f"it could not be compared within {LIMIT_S} seconds")


@dataclass(frozen=True, slots=True)
class Change:
    """One change, told for the person who reviews it."""

    where: str
    """`GET /payments/{id}`, `Payment.amount`, `PaymentService.Refund`."""
    what: str
    """What happened there: `was removed`."""
    effect: Effect
