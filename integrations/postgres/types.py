"""What a watched PostgreSQL says of its statements, in our own words."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from integrations.deferred import dataclass


class StatementKey(NamedTuple):
    """What the server tells statements apart by. `queryid` means the same within one major version only."""

    userid: int
    dbid: int
    queryid: int
    toplevel: bool = True
    """False for a statement within a function."""


class Counters(NamedTuple):
    """The counters of a statement since they were last reset."""

    calls: int
    exec_ms: float
    """Execution time in milliseconds; planning is not in it."""
    rows: int
    hit: int
    """Blocks (mostly of 8 kB) that were in the cache."""
    read: int
    """Blocks that were not."""
    temp: int
    """Blocks written to temporary files, by sorts and joins that memory is too small for."""
    since: datetime | None = None
    """When the counting of this statement began, where the server knows (PostgreSQL 17 and later)."""

    @property
    def mean_ms(self) -> float:
        """Milliseconds a call."""
        return self.exec_ms / self.calls if self.calls else 0.0

    @property
    def rows_per_call(self) -> float:
        """Rows a call."""
        return self.rows / self.calls if self.calls else 0.0

    @property
    def blocks_per_call(self) -> float:
        """Blocks that a call looks at, cached or not."""
        return (self.hit + self.read) / self.calls if self.calls else 0.0

    @property
    def missed(self) -> float:
        """Which part of the blocks was not in the cache, 0 to 1."""
        return self.read / (self.hit + self.read) if self.hit + self.read else 0.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All counters of one database at a moment."""

    database: str
    version: int
    """As the server numbers itself: 150018 is 15.18."""
    started_at: datetime
    """When the server was started."""
    reset_at: datetime
    """When all counters began: a reset, or a start that found none kept."""
    evictions: int
    """How often rare statements had to make room since then (`dealloc`)."""
    statements: Mapping[StatementKey, Counters]
    hidden: int = 0
    """Statements of other roles, which ours may not see."""
    hidden_ms: float = 0.0
    """Their time, which is visible; of those within functions it is not counted, being part of another's."""
    cut: bool = False
    """Whether there are more statements than were read; those that took least time are left out."""

    @property
    def major(self) -> int:
        """The major version: 15."""
        return self.version // 10000


@dataclass(frozen=True, slots=True)
class IndexProposal:
    """An index that the planner would use, if it were there."""

    definition: str
    """The statement that would create it. It was not run."""
    cost_before: float
    """The planner's cost of the whole statement, in its own unit: a block read in sequence is 1."""
    cost_after: float
    size_bytes: int
    """How large the index would be, as hypopg estimates it."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What was found about a statement without running it."""

    plan: str = ""
    """Lines in the form of EXPLAIN, without literals; empty where no plan can be had."""
    why_not: str = ""
    """Why there is no plan: ends a sentence, without a full stop."""
    proposal: IndexProposal | None = None
    note: str = ""
    """What stood in the way of looking for an index: one sentence."""


class NotPlanned(Exception):
    """Raised for a statement that is better not planned."""

    def __init__(self, why: str) -> None:
        """`why` ends a sentence, without a full stop. It is in our own words, never in the server's."""
        super().__init__(why)
        self.why = why
