"""A difference between two schemas, and what it does to those who call."""

from dataclasses import dataclass
from typing import Any, Literal

from integrations.contracts.model import NOT_COMPARED, Effect
from integrations.contracts.values import written

Way = Literal["request", "response"]
"""`request` is what callers give, `response` what they get."""
Turn = Literal["narrower", "wider", "other"]
"""What becomes of the values that a schema takes."""


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """A difference between two schemas."""

    rule: str
    what: str
    turn: Turn = "other"
    effect: Effect | None = None
    """Where it is not what `turn` comes to on its way."""
    at: str = ""
    """Where in the schema: `: name` of a property, `[]` of an array."""

    def on(self, way: Way) -> Effect:
        """What it does to callers: less is bad in what they give, more in what they get."""
        if self.effect is not None:
            return self.effect
        return "compatible" if self.turn == ("wider" if way == "request" else "narrower") else "breaking"


def not_compared(what: str) -> SchemaChange:
    """A difference that no rule reads."""
    return SchemaChange(NOT_COMPARED, what, effect="not compared")


def in_short(value: Any) -> str:
    """A value in a few characters, for people."""
    return "none" if value is None else written(value)[:40]
