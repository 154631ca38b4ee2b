"""What Jira tells us, in our own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Category = Literal["new", "doing", "done"]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody in Jira."""

    id: str
    """The accountId of the cloud, the name of a data center."""
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """A change of an issue's status."""

    at: datetime
    before: str
    after: str
    by: str
    """The name of whoever did it."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it is now."""

    key: str
    title: str
    url: str
    status: str
    category: Category
    project: str
    updated_at: datetime
    assignee: Account | None = None
    priority: str = ""
    blocked_by: str = ""
    """Why it counts as blocked: another issue's key, or how it is marked; empty where it is not."""
    restricted: bool = False
    """Whether not everybody who sees its project sees it."""
    moves: Sequence[Move] = ()
    """Its changes of status, oldest first, as far as they were asked for."""

    @property
    def open_title(self) -> str:
        """Its title, for people of whom we do not know what they may see there: anybody can name an account theirs."""
        return "(restricted)" if self.restricted else self.title


@dataclass(frozen=True, slots=True)
class Field:
    """What a transition asks for."""

    name: str
    """Jira's own name of it, such as `resolution`."""
    label: str
    kind: Literal["choice", "text", "long", "worklog", "me"]
    """`long` is text of several lines; `worklog` is a duration such as 1h 30m; `me` is a person:
    whoever clicks."""
    choices: Sequence[tuple[str, str]] = ()
    """(id, words)"""


@dataclass(frozen=True, slots=True)
class Transition:
    """A way out of a status."""

    id: str
    name: str
    to: str
    category: Category
    fields: Sequence[Field] = ()
    """What must be filled in."""
    unknown: Sequence[str] = ()
    """Labels of what must be filled in, and what only Jira's own page can ask for."""
