"""What the issues need of a tracker."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from integrations.jira.types import Account, Issue, Transition

MOST_DOING, MOST_CHANGED, MOST_UNASSIGNED = 1000, 500, 100
"""As many are read; where there may be more, it is said."""


class Tracker(Protocol):
    """Issues. `integrations.jira.client.Jira` is one.

    Every method raises `SourceError`: a write `WriteRefused` where nothing changed, `WriteUnknown` where that is open.
    """

    projects: tuple[str, ...]
    """The keys of the projects that the operator named."""

    async def doing(self, most: int = MOST_DOING) -> Sequence[Issue]:
        """What is in progress, the longest untouched first."""
        ...

    async def doing_of(self, account: str, most: int = 100) -> Sequence[Issue]:
        """What one account has in progress, the longest untouched first."""
        ...

    async def blocked(self, most: int = 100) -> Sequence[Issue]:
        """What is open and marked as blocked, begun or not."""
        ...

    async def changed(self, days: int = 1, most: int = MOST_CHANGED) -> Sequence[Issue]:
        """What was changed lately, with its moves."""
        ...

    async def unassigned(self, most: int = MOST_UNASSIGNED) -> Sequence[Issue]:
        """What is open and nobody's."""
        ...

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that there are, by the key that was asked for; one that moved has another by now."""
        ...

    async def ours(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of the keys that are of the operator's projects, under names that issue and project have or had."""
        ...

    async def issue(self, key: str) -> Issue:
        """One issue."""
        ...

    async def account_by_email(self, email: str) -> Account | None:
        """Whose address it is; None where nobody, or more than one, is found."""
        ...

    async def account_named(self, name: str) -> Account | None:
        """Who is called so: by address, id or name. None where nobody, or more than one, is."""
        ...

    async def transitions(self, key: str) -> Sequence[Transition]:
        """The ways out of its status."""
        ...

    async def comment(self, key: str, text: str) -> None:
        """Add a comment, once."""
        ...

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        """Go a way; `filled` is by field name."""
        ...

    async def mark_blocked(self, key: str) -> None:
        """Mark it as blocked."""
        ...
