"""A ritual, one happening of it, and what that comes to."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any

from integrations.database import Tx
from integrations.database.tables.cadence import Audience, Late
from integrations.deferred import dataclass
from jobs.messages import OutgoingMessage, Priority

PREVIEW = 0
"""The id of an occurrence that is only shown; kept ones count from 1."""
OPEN = "open"
"""The step of an occurrence's scheduled start."""
Keep = Callable[[Tx], Awaitable[None]]
"""Writes of the transaction that ends an occurrence."""


def step_name(word: str, *numbers: object) -> str:
    """Return the name of a step: a word of its kind's own, and what tells it from others of that word."""
    return ":".join([word, *map(str, numbers)])


def step_word(step: str) -> str:
    """Return the word that the name of a step begins with."""
    return step.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Ritual:
    """A row of the team's rituals, as its kind gets it."""

    id: int
    name: str
    kind: str
    channel: str
    at: str
    """Local time of day, `HH:MM`."""
    days: tuple[str, ...]
    """Of mon, tue, wed, thu, fri, sat, sun."""
    timezone: str
    """An IANA name, or `member`: each member's own."""
    every: int
    """Every how many weeks."""
    late: Late
    owner: str | None
    title: str
    words: str
    """The card task's own words; what a reminder says."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The kind's own keys."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One happening: a ritual on a local date for an audience, at one step of its life."""

    id: int
    ritual: Ritual
    local_date: date
    audience: Audience
    step: str
    """`open` for the scheduled start; later steps are the kind's own, made by `step_name` (`remind:1`, `close`)."""
    due_at: datetime
    late: bool = False
    """Whether it runs so long after `due_at` that the post should say so."""
    asked_by: str | None = None
    """Who asked for it with `/ritual run`; None for the cadence's own."""

    @property
    def word(self) -> str:
        """Which step it is, without its numbers."""
        return step_word(self.step)

    @property
    def numbers(self) -> Sequence[int]:
        """What tells its step from others of that word."""
        return [int(each) for each in self.step.split(":")[1:]]

    @property
    def priority(self) -> Priority:
        """How urgent what it says is: a reply to whoever asked for it."""
        return Priority.REPLY if self.asked_by else Priority.RITUAL

    def speaks_at(self, now: datetime) -> datetime:
        """Return when it says what it says: `now`, but a preview is drawn as of when it is due."""
        return self.due_at if self.is_preview else now

    @property
    def is_preview(self) -> bool:
        """Return True if somebody only wants to see what would be said: nothing is posted or kept."""
        return self.id == PREVIEW


@dataclass(frozen=True, slots=True)
class Step:
    """A later step of the same occurrence, to be claimed once at `due_at`."""

    step: str
    due_at: datetime
    audience: Audience | None = None
    """Default: the audience of the occurrence that plans it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an occurrence comes to, all of it committed at once with the claim's end."""

    messages: Sequence[OutgoingMessage] = ()
    steps: Sequence[Step] = ()
    keep: Keep | None = None
    """Further writes of the same transaction."""
    line: str = ""
    """For a ritual with nothing to report: its one line in the day's thread."""
