"""What happened between two snapshots: pure arithmetic on counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from integrations.postgres.types import Counters, Snapshot, StatementKey

SLOWER = 2.0
"""A statement got slower where a call takes this many times what it took."""
ENOUGH_CALLS = 3
"""Fewer calls say nothing of how long one takes."""
ENOUGH_MS = 1000.0
"""What got slower, or is new, is worth a line where it cost at least this much."""
ENOUGH_SHARE = 0.01
"""… and at least this part of all time."""
NEW_SHARE = 0.05
"""A statement that was not there before is worth a line with this part of all time."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A snapshot that was kept."""

    day: date
    """The team's date."""
    taken_at: datetime
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one statement."""

    key: StatementKey
    since: Counters
    """What it came to since the measure."""
    before: Counters | None
    """What it came to before; None where nothing is known of it."""
    share: float
    """Its part of all time since, 0 to 1."""
    is_new: bool = False
    """Whether it was not there at the measure."""

    @property
    def factor(self) -> float:
        """How many times what it took a call takes."""
        if self.before is None or not self.before.mean_ms:
            return 1.0
        return self.since.mean_ms / self.before.mean_ms

    @property
    def extra_ms(self) -> float:
        """What it cost more than it would have before."""
        return (self.since.mean_ms - self.before.mean_ms) * self.since.calls if self.before is not None else 0.0

    @property
    def slower(self) -> bool:
        """Whether it got slower, and enough to be told."""
        return (
            self.before is not None
            and min(self.before.calls, self.since.calls) >= ENOUGH_CALLS
            and self.factor >= SLOWER
            and self.extra_ms >= ENOUGH_MS
            and self.share >= ENOUGH_SHARE
        )

    @property
    def heavy_and_new(self) -> bool:
        """Whether it is new and takes enough to be told."""
        return self.is_new and self.share >= NEW_SHARE and self.since.exec_ms >= ENOUGH_MS


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that happened since a measure."""

    since: datetime
    changes: Sequence[Change]
    """Those that were called, what took most time first."""
    total_ms: float
    calls: int
    compared: bool = True
    """False where the counters began anew since the last measure: there is nothing to compare with."""

    @property
    def slower(self) -> Sequence[Change]:
        """What got slower, what cost most first."""
        return sorted((each for each in self.changes if each.slower), key=lambda each: -each.extra_ms)

    @property
    def new(self) -> Sequence[Change]:
        """What is new and takes its part."""
        return [each for each in self.changes if each.heavy_and_new]


def comparable(now: Snapshot, then: Snapshot) -> bool:
    """Whether counters of both may be subtracted: one counting, and ids that mean the same."""
    return now.reset_at == then.reset_at and now.major == then.major and now.database == then.database


def compare(now: Snapshot, measures: Sequence[Measure]) -> Comparison:
    """What happened since the first of the measures; the others are older, the latest first.

    How a call was before is of the time between the first measure and the one before it, where both are
    of one counting, and else of all the time up to the first. Without a measure to compare with it is
    everything since the counting began.
    """
    base = measures[0] if measures and comparable(now, measures[0].snapshot) else None
    then = base.snapshot if base else None
    older = next((each.snapshot for each in measures[1:] if then and comparable(then, each.snapshot)), None)
    since = {key: _difference(counters, _of(then, key)) for key, counters in now.statements.items()}
    # A statement within a function is part of the one that called it.
    hidden_ms = max(0.0, now.hidden_ms - (then.hidden_ms if then else 0))
    total_ms = sum(counters.exec_ms for key, counters in since.items() if key.toplevel) + hidden_ms
    changes = [
        Change(
            key,
            counters,
            before=_before(_of(then, key), _of(older, key)),
            share=counters.exec_ms / total_ms if total_ms else 0.0,
            is_new=then is not None and not then.cut and key not in then.statements,
        )
        for key, counters in since.items()
        if counters.calls
    ]
    return Comparison(
        since=base.taken_at if base else now.reset_at,
        changes=sorted(changes, key=lambda each: (-each.since.exec_ms, each.key)),
        total_ms=total_ms,
        calls=sum(counters.calls for key, counters in since.items() if key.toplevel),
        compared=base is not None,
    )


def _of(snapshot: Snapshot | None, key: StatementKey) -> Counters | None:
    return snapshot.statements.get(key) if snapshot else None


def _difference(now: Counters, then: Counters | None) -> Counters:
    """What was counted between the two. A statement that was pushed out meanwhile began anew, at 0."""
    if then is None or now.calls < then.calls or now.since != then.since:
        return now
    return Counters(
        calls=now.calls - then.calls,
        exec_ms=max(0.0, now.exec_ms - then.exec_ms),
        rows=max(0, now.rows - then.rows),
        hit=max(0, now.hit - then.hit),
        read=max(0, now.read - then.read),
        temp=max(0, now.temp - then.temp),
        wal_bytes=max(0, now.wal_bytes - then.wal_bytes),
        since=now.since,
    )


def _before(then: Counters | None, older: Counters | None) -> Counters | None:
    if then is None:
        return None
    lately = _difference(then, older)
    return lately if lately.calls >= ENOUGH_CALLS else then
