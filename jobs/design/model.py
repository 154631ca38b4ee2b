"""What an agenda is."""

from collections.abc import Sequence
from datetime import datetime

from integrations.database.tables.drafts import DraftState
from integrations.database.tables.meetings import ItemKind, TopicOutcome
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A draft or a topic on an agenda."""

    id: int
    kind: ItemKind
    ref: int
    words: str
    author: str
    author_name: str
    state: TopicOutcome | DraftState
    said_by: str | None = None
    said_name: str = ""
    label: str = ""
    """What a draft is called: `Proposed ADR`, `ADR 7`."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The agenda of one design review."""

    occurrence: int
    channel: str
    facilitator: str | None
    facilitator_name: str
    opened_at: datetime
    closed: bool
    items: Sequence[Item]
    late: bool = False

    @property
    def key(self) -> str:
        """The key of its message."""
        return f"design_review:{self.occurrence}"
