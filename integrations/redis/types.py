"""What a Redis says of its slow commands, in our own words."""

from collections.abc import Sequence
from datetime import datetime

from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class SlowCommand:
    """An entry of the slow log."""

    id: int
    """Counts up from 0 since the server was started; a reset of the log does not touch it."""
    at: datetime
    took_us: int
    """Microseconds of execution, without waiting and the network."""
    what: str
    """`HGETALL session:*`: the command, and the pattern of its first key."""


@dataclass(frozen=True, slots=True)
class SlowLog:
    """The slow log at a moment, newest first."""

    run_id: str
    """Another one after each start of the server."""
    entries: Sequence[SlowCommand]
    most_kept: int | None = None
    """How many entries the server keeps; None where it does not tell."""
    threshold_us: int | None = None
    """From how many microseconds on a command counts as slow; None where it does not tell."""

    cut: bool = False
    """Whether there may be older entries than were read."""
    of_cluster: bool = False
    """Whether the server is one node of a cluster, whose other nodes keep slow logs of their own."""

    @property
    def off(self) -> bool:
        """Return True if the server says that it keeps no slow log."""
        return self.most_kept == 0 or (self.threshold_us is not None and self.threshold_us < 0)

    @property
    def newest(self) -> int | None:
        """The id of the newest entry."""
        return max((entry.id for entry in self.entries), default=None)
