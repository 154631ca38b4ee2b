"""A difference between two schemas, and what it does to those who call."""

from typing import Any, Literal

from integrations.contracts.model import NOT_COMPARED, Effect
from integrations.contracts.values import written
from integrations.deferred import dataclass

Way = Literal["request", "response"]
"""`request` is what callers give, `response` what they get."""
Turn = Literal["narrower", "wider", "other"]
"""Whether a schema takes fewer values than before, more, or others."""


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """A difference between two schemas."""

    rule: str
    what: str
    turn: Turn = "other"
    effect: Effect | None = None
    """Set where the effect does not follow from `turn`."""
    at: str = ""
    """Where in the schema: `: name` of a property, `[]` of an array."""

    def on(self, way: Way) -> Effect:
        """Return what it does to callers: a narrower request breaks them, and so does a wider response."""
        if self.effect is not None:
            return self.effect
        return "compatible" if self.turn == ("wider" if way == "request" else "narrower") else "breaking"


def not_compared(what: str) -> SchemaChange:
    """Return a difference that no rule reads."""
    return SchemaChange(NOT_COMPARED, what, effect="not compared")


def in_short(value: Any) -> str:
    """Return a value in at most 40 characters, for people."""
    return "none" if value is None else written(value)[:40]
