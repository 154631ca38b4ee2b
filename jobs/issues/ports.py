"""What the issues need of a tracker."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from integrations.jira.types import Account, Issue, Transition


class Tracker(Protocol):
    """Issues. `integrations.jira.client.Jira` is one. Every method raises `SourceError`; writes `WriteUnknown` too."""

    projects: tuple[str, ...]
    """The keys of the projects that the operator named."""

    async def doing(self, most: int = 1000) -> Sequence[Issue]:
        """What is in progress, the longest untouched first."""
        ...

    async def changed(self, days: int = 1, most: int = 500) -> Sequence[Issue]:
        """What was changed lately, with its moves."""
        ...

    async def unassigned(self, most: int = 100) -> Sequence[Issue]:
        """What is open and nobody's."""
        ...

    async def issues(self, keys: Sequence[str]) -> Mapping[str, Issue]:
        """Those of the keys that there are, by key."""
        ...

    async def issue(self, key: str) -> Issue:
        """One issue."""
        ...

    async def account_by_email(self, email: str) -> Account | None:
        """Whose address it is; None where nobody, or more than one, is found."""
        ...

    async def transitions(self, key: str) -> Sequence[Transition]:
        """The ways out of its status."""
        ...

    async def comment(self, key: str, words: str) -> None:
        """Add a comment, once."""
        ...

    async def move(self, key: str, transition: Transition, filled: Mapping[str, str], me: str | None) -> None:
        """Go a way; `filled` is by field name."""
        ...

    async def mark_blocked(self, key: str) -> None:
        """Mark it as blocked."""
        ...
