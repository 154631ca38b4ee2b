"""What a comparison finds."""

from dataclasses import dataclass
from typing import Literal

Effect = Literal["breaking", "unclear", "compatible"]
"""What a change does to those who call: `unclear` is for what these comparisons cannot judge."""
ORDER: tuple[Effect, ...] = ("breaking", "unclear", "compatible")


class Unreadable(Exception):
    """A text is no contract of its kind; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, told for the person who reviews it."""

    where: str
    """`GET /payments/{id}`, `Payment.amount`, `PaymentService.Refund`."""
    what: str
    """What happened there: `was removed`."""
    effect: Effect
