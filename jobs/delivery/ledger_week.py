"""Which messages somebody got of us in a week."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta

from integrations.database.tables.delivery import MessageState
from integrations.deferred import dataclass
from jobs.delivery.nudge_hours import Holding
from jobs.delivery.outbox_claims import UNWANTED
from jobs.delivery.reactions import Reaction
from jobs.messages import DEFERRABLE, Interruption, Priority

HELD = timedelta(minutes=1)
"""What goes later than this after it was put in has waited."""


@dataclass(frozen=True, slots=True)
class LedgerMessage:
    """A message that was to interrupt somebody."""

    key: str
    person: str
    kind: Interruption
    priority: Priority
    state: MessageState
    asks_round: str | None
    created_at: datetime
    not_before: datetime
    expires_at: datetime | None
    tried_at: datetime | None
    sent_at: datetime | None
    problem: str | None

    @property
    def was_held(self) -> bool:
        """Return True if it waited, or waits, for a better hour of its person."""
        if self.priority not in DEFERRABLE or self.not_before <= self.created_at:
            return False
        return (self.tried_at or self.not_before) - self.created_at > HELD


@dataclass(slots=True)
class KindOfWeek:
    """How many messages of one kind somebody got in a week."""

    sent: int = 0
    waiting: int = 0
    spared: int = 0
    """They never came, since their reason was gone."""
    unwanted: int = 0
    """They never came, since the person wants none of them."""
    came_of_it: Counter[Reaction] = field(default_factory=Counter)
    """How many of those that were sent came to what; of others it is not known."""

    def count(self, message: LedgerMessage, came: Reaction | None) -> None:
        """Count a message, and what came of it."""
        late = (
            message.state is MessageState.WAITING
            and message.expires_at is not None
            and message.expires_at <= message.not_before
        )
        if message.sent_at is not None:
            self.sent += 1
            if came is not None:
                self.came_of_it[came] += 1
        elif message.problem == UNWANTED:
            self.unwanted += 1
        elif late or message.state in (MessageState.EXPIRED, MessageState.WITHDRAWN):
            self.spared += 1
        else:
            self.waiting += 1


@dataclass(frozen=True, slots=True)
class Week:
    """Which messages somebody got in a week."""

    last: date
    """The day by which it was asked for."""
    kinds: Mapping[Interruption, KindOfWeek]
    held_by: Mapping[Holding, int]
    limits: Mapping[Interruption, int]

    @property
    def has_nudges(self) -> bool:
        """Return True if there is more to tell than that a standup asked, which they know."""
        return any(kind is not Interruption.QUESTION for kind in self.kinds) or bool(self.held_by)
