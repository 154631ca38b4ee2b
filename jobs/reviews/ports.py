"""What the reviews need of a code host."""

from collections.abc import Sequence
from typing import Protocol

from integrations.github.types import PullRequest


class Pulls(Protocol):
    """Pull requests. `integrations.github.github.GitHub` is one. What reads them raises `SourceError`."""

    @property
    def repos(self) -> tuple[str, ...]:
        """The repositories that the operator named, as `owner/name`."""
        ...

    async def open_pulls(self, repo: str, *, files: bool = False) -> Sequence[PullRequest]:
        """The open pull requests, oldest first; with `files` their paths."""
        ...

    async def pull(self, repo: str, number: int) -> PullRequest:
        """One, open or ended."""
        ...

    async def called(self, repo: str) -> str:
        """The name that a repository has now, of which `repo` may be an old one; itself where that is not known."""
        ...

    async def team_members(self, team: str) -> Sequence[str]:
        """The logins of a team, `owner/team`; `missing` where they may not be seen."""
        ...
