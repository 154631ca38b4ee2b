"""What a comparison finds."""

import time
from typing import Literal

from integrations.deferred import dataclass

Effect = Literal["breaking", "unclear", "not compared", "compatible"]
"""What a change does to those who call.

`unclear` may break some of them. `not compared` is a difference that no rule reads: it is never called harmless.
"""
ORDER: tuple[Effect, ...] = ("breaking", "unclear", "not compared", "compatible")
NOT_COMPARED = "not-compared"
"""The rule of every difference that no other rule reads."""


class Unreadable(Exception):
    """A text is no contract of its kind; the message says why in one line."""


class NoContract(Unreadable):
    """The text is something else, such as a query that somebody sends: there is nothing to compare."""


LIMIT_S = 10
"""Of work on a comparison. It runs in a thread, which nobody can end but itself."""
MOST_STEPS = 300_000


class Budget:
    """How much work a comparison may do: a number of steps, and `LIMIT_S` seconds of its thread."""

    def __init__(self, why: str, steps: int = MOST_STEPS) -> None:
        """`why` is the message of the `Unreadable` that is raised when the budget is used up."""
        self._why = why
        self._left = steps
        self._until = time.thread_time() + LIMIT_S
        self._look = 64

    def spend(self, steps: int) -> None:
        """Use up `steps`. Raises `Unreadable` where fewer are left, or the time is over."""
        self._left -= steps
        if self._left < 0:
            raise Unreadable(self._why)
        self._look -= 1
        if self._look < 0:
            self._look = 64
            if time.thread_time() > self._until:
                raise Unreadable(f"it could not be compared within {LIMIT_S} seconds")


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One change, in words for the person who reviews it."""

    where: str
    """`GET /payments/{id}`, `Payment.amount`, `PaymentService.Refund`."""
    what: str
    """What happened there: `was removed`."""
    effect: Effect
    rule: str
    """The id of the rule that found it: see `rules`."""


def uncompared(where: str, what: str) -> ContractChange:
    """A difference that no rule reads."""
    return ContractChange(where, what, "not compared", NOT_COMPARED)
