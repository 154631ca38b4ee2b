"""What an issue tracker keeps, whichever it is: issues, their moves, and who works on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from integrations.deferred import dataclass
from integrations.source import System

Category = Literal["new", "doing", "done"]
MOST_DOING, MOST_CHANGED, MOST_UNASSIGNED, MOST_FOUND = 1000, 500, 100, 50
"""As many issues are read; where there may be more, it is said."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody in the tracker."""

    id: str
    """What the tracker knows them by."""
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
class TransitionField:
    """Something that the tracker wants to know for a transition."""

    name: str
    """The tracker's own name of it, such as `resolution`."""
    label: str
    kind: Literal["choice", "text", "long", "worklog", "me"]
    """`long` is text of several lines; `worklog` is a duration such as 1h 30m; `me` is a person:
    whoever clicks."""
    choices: Sequence[tuple[str, str]] = ()
    """(id, words)"""


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from one status of an issue to another."""

    id: str
    name: str
    to: str
    category: Category
    fields: Sequence[TransitionField] = ()
    """What must be filled in."""
    unknown: Sequence[str] = ()
    """Labels of what must be filled in, and what only the tracker's own page can ask for."""


class Tracker(Protocol):
    """The issues of the projects that the operator named.

    Every method raises `SourceError`: a write `WriteRefused` where nothing changed, `WriteUnknown` where that is open.
    """

    @property
    def system(self) -> System:
        """Return which tracker it is."""
        ...

    @property
    def issue_url(self) -> str:
        """What comes before the key in an issue's address, such as `https://jira.example/browse/`."""
        ...

    @property
    def projects(self) -> tuple[str, ...]:
        """The keys of the projects; none where all are looked after."""
        ...

    async def doing(self, most: int = MOST_DOING) -> Sequence[Issue]:
        """Return what is in progress, the longest untouched first."""
        ...

    async def doing_of(self, account: str) -> Sequence[Issue]:
        """Return what one account has in progress, the longest untouched first."""
        ...

    async def blocked(self) -> Sequence[Issue]:
        """Return what is open and marked as blocked, begun or not."""
        ...

    async def changed(self, days: int = 1, most: int = MOST_CHANGED) -> Sequence[Issue]:
        """Return what was changed lately, with its moves, the newest first."""
        ...

    async def unassigned(self) -> Sequence[Issue]:
        """Return what is open and nobody's."""
        ...

    async def find(self, words: Sequence[str], most: int = MOST_FOUND) -> Sequence[Issue]:
        """Return what has every word in its title or description, or words that begin so; the last changed first.

        What its comments say does not count: not everybody who sees an issue sees them all.
        """
        ...

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Return those of the keys that there are, by the key that was asked for; one that moved has another by now.

        `unread_keys` of it are those that could not be read, and may well be there.
        """
        ...

    async def ours(self, keys: Sequence[str]) -> Sequence[str]:
        """Return those of the keys that are of the operator's projects, under names that both have or had."""
        ...

    async def issue(self, key: str, *, moves: bool = False) -> Issue:
        """Return one issue, with its moves where they are wanted. A `SourceError` that is `missing` without one."""
        ...

    async def account_by_email(self, email: str) -> Account | None:
        """Return whose address it is; None where nobody, or more than one, is found."""
        ...

    async def account_named(self, name: str) -> Account | None:
        """Return who is called so, by address, id or name; None where nobody, or more than one, is."""
        ...

    async def transitions(self, key: str) -> Sequence[Transition]:
        """Return the ways out of an issue's status that our account may go."""
        ...

    # --- writing -------------------------------------------------------------------

    async def comment(self, key: str, text: str) -> None:
        """Add a comment, once."""
        ...

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        """Go a way. `filled` is by field name; `me` is the account that a person's field is filled with."""
        ...

    async def label(self, key: str, label: str) -> None:
        """Give an issue a label, which has no blanks."""
        ...

    async def create(self, project: str, type_: str, title: str, text: str) -> str:
        """Create an issue, tried once, and return its key."""
        ...
