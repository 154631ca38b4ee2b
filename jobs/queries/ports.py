"""What the room needs of the watched servers. Every method raises `SourceError`."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from integrations.postgres.types import Explained, Snapshot, StatementKey
from integrations.redis.types import SlowLog


class Statements(Protocol):
    """Statements of a database. `integrations.postgres.postgres.Postgres` is one."""

    @property
    def place(self) -> str:
        """Which database it is, without secrets; what was measured is kept under it."""
        ...

    async def snapshot(self) -> Snapshot:
        """The counters now."""
        ...

    async def texts(self, keys: Sequence[StatementKey]) -> Mapping[StatementKey, str]:
        """Normalised texts without literals; without those that are our own or hidden."""
        ...

    async def explain(self, key: StatementKey) -> Explained:
        """The plan of a statement that is not run, and the index that would help."""
        ...


class SlowCommands(Protocol):
    """Slow commands of a key-value server. `integrations.redis.Redis` is one."""

    @property
    def place(self) -> str:
        """Which server it is, without secrets; what was seen is kept under it."""
        ...

    async def slow_log(self) -> SlowLog:
        """The slow log now."""
        ...
