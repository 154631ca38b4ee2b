"""What people did about what interrupted them, as whoever interrupts them knows it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum

from integrations.database import Tx
from integrations.deferred import dataclass
from jobs.messages import Interruption


class Reaction(Enum):
    """What came of a message that interrupted somebody."""

    ANSWERED = "answered"
    NOTHING = "nothing"
    OPEN = "open"
    """What it asks them to help with is not done."""
    PUT_OFF = "put off"
    RESOLVED = "resolved"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Interrupting:
    """A message that was sent to interrupt somebody."""

    key: str
    person: str
    asks_round: str | None
    sent_at: datetime


ReactionTo = Callable[[Tx, Interrupting], Awaitable[Reaction | None]]
"""What came of it; None where that is not known."""
ReactionsTo = Mapping[Interruption, ReactionTo]
