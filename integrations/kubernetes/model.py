"""What a cluster says of what runs in it. All names, images and reasons are the cluster's words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment."""

    uid: str
    namespace: str
    name: str
    images: Sequence[tuple[str, str]]
    """Of each container: (its name, its image)."""
    wanted: int
    updated: int
    """Pods of the newest revision."""
    ready: int
    total: int
    """Pods of all revisions."""
    generation: int
    observed: int
    """The generation that the cluster has begun to bring about."""
    paused: bool
    progressing: bool | None
    """What its condition Progressing says; None without one."""
    reason: str
    """Of that condition, such as `NewReplicaSetAvailable` or `ProgressDeadlineExceeded`."""
    progressed_at: datetime | None
    """When that condition was last told: for a rollout that is over, when that ended."""
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A ReplicaSet of a Deployment."""

    uid: str
    owner: str
    """The uid of the Deployment."""
    number: int
    """The newest revision has the highest."""
    images: Sequence[tuple[str, str]]
    created_at: datetime | None
    used_before: bool
    """Whether it was the newest before, and came back."""


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod that has something to wait for."""

    owner: str
    """The uid of the ReplicaSet."""
    waits: str
    """Why a container of it does not run, such as `ImagePullBackOff`; "" where each does."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a cluster, or a part of it, has."""

    workloads: Sequence[Workload]
    revisions: Sequence[Revision]
    pods: Sequence[Pod]


class Clusters(Protocol):
    """Clusters that can be read."""

    @property
    def names(self) -> Sequence[str]:
        """What the operator calls them."""
        ...

    async def read(self, name: str) -> Cluster:
        """Return what one has now. Raises `SourceError`."""
        ...
