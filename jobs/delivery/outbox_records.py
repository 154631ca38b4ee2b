"""What is known of a message in the outbox, before and after somebody has claimed it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.database.tables.delivery import MessageState
from integrations.deferred import dataclass
from jobs.messages import Interruption, Priority


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may go."""

    id: int
    key: str
    state: MessageState
    fence: int
    channel: str
    priority: Priority
    person: str | None
    attempts: int
    answers_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClaimedMessage(Candidate):
    """A message that is ours to post, as it was before it was claimed."""

    kind: Interruption | None
    thread: str | None
    thread_of: str | None
    replaces: str | None
    turn: bool
    post: Mapping[str, Any]
    """A `Post` as JSON; it is read where one that cannot be costs itself alone."""
    restriction: Mapping[str, Any] | None
    """A `Restriction`, likewise."""
    expires_at: datetime | None
    created_at: datetime
    tried_at: datetime | None
