"""What is asked of others about deployments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from integrations.github.types import Commits, Deployment, Release, Repository
from jobs.alerts import Incident


class Deploys(Protocol):
    """Deployments. `integrations.github.github.GitHub` is one. Every method raises `SourceError`."""

    @property
    def repos(self) -> tuple[str, ...]:
        """The repositories that the operator named."""
        ...

    async def repository(self, repo: str) -> Repository:
        """A repository under the name it has now."""
        ...

    async def deployments(self, repo: str) -> Sequence[Deployment]:
        """The newest deployments, newest first."""
        ...

    async def releases_since(self, repo: str, since: datetime) -> Sequence[Release]:
        """The releases published since, newest first."""
        ...

    async def commits_between(self, repo: str, base: str, head: str) -> Commits:
        """What `head` has and `base` has not, oldest first."""
        ...


class Wrong(Protocol):
    """What fired. `jobs.alerts.Alerts` is one."""

    async def between(self, since: datetime, until: datetime) -> Sequence[Incident]:
        """What fired at some time between two moments, oldest first."""
        ...
