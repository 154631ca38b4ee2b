"""What happened between two snapshots: pure arithmetic on counters."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from integrations.deferred import dataclass
from integrations.postgres.types import Counters, Snapshot, StatementKey

SLOWER = 2.0
"""A statement got slower where a call takes this many times what it took."""
ENOUGH_CALLS = 3
"""Fewer calls say nothing of how long one takes."""
ENOUGH_MS = 1000.0
"""What got slower, or is new, is worth a line where it cost at least this much."""
ENOUGH_SHARE = 0.01
"""… and at least this part of all time. Those of less are told where they cost `TOGETHER` in all."""
TOGETHER = 0.05
"""Statements that each take little matter where what they cost more is this part of all time: all got slow at once."""
ENOUGH_MS_TOGETHER = 10.0
"""Of those, one is counted from this on."""
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
class MeasureChange:
    """What became of one statement, whichever roles ran it."""

    key: StatementKey
    """That of the role for which it took most time."""
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
    def got_slower(self) -> bool:
        """Whether a call takes longer, as far as enough calls say so."""
        return (
            self.before is not None
            and min(self.before.calls, self.since.calls) >= ENOUGH_CALLS
            and self.factor >= SLOWER
            and self.extra_ms >= ENOUGH_MS_TOGETHER
        )

    @property
    def slower(self) -> bool:
        """Whether it got slower, and enough to be told by itself."""
        return self.got_slower and self.extra_ms >= ENOUGH_MS and self.share >= ENOUGH_SHARE

    @property
    def heavy_and_new(self) -> bool:
        """Whether it is new and takes enough to be told."""
        return self.is_new and self.share >= NEW_SHARE and self.since.exec_ms >= ENOUGH_MS


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that happened since a measure."""

    since: datetime
    changes: Sequence[MeasureChange]
    """Those that were called, what took most time first."""
    total_ms: float
    calls: int
    compared: bool = True
    """False where the counters began anew since the last measure: there is nothing to compare with."""
    anew: int = 0
    """Of how many statements alone the counters began anew since."""

    @property
    def slower(self) -> Sequence[MeasureChange]:
        """What got slower, what cost most first: each that matters by itself, and all where they do together."""
        every = sorted((each for each in self.changes if each.got_slower), key=lambda each: -each.extra_ms)
        little = sum(each.extra_ms for each in every if not each.slower)
        together = little >= max(ENOUGH_MS, TOGETHER * self.total_ms)
        return [each for each in every if together or each.slower]

    @property
    def new(self) -> Sequence[MeasureChange]:
        """What is new and takes its part."""
        return [each for each in self.changes if each.heavy_and_new]


def comparable(now: Snapshot, then: Snapshot) -> bool:
    """Whether counters of both may be subtracted: one counting, ids that mean the same, as much to be seen."""
    return now.reset_at == then.reset_at and same_ids(now, then) and bool(now.hidden) == bool(then.hidden)


def same_ids(now: Snapshot, then: Snapshot) -> bool:
    """Whether an id means the same statement in both."""
    return now.major == then.major and now.database == then.database and not is_another(now, then)


def is_another(now: Snapshot, then: Snapshot) -> bool:
    """Whether it is another database of the same name: dropped meanwhile, and made again."""
    ours, theirs = ({key.dbid for key in each.statements} for each in (now, then))
    return bool(ours and theirs) and not ours & theirs


def compare(now: Snapshot, measures: Sequence[Measure]) -> Comparison:
    """What happened since the first of the measures; the others are older, the latest first.

    A statement is known by its id, whichever role ran it: roles come and go, some with each deployment. How a
    call was before is of the time between the first measure and the one before it, where both are of one
    counting, and else of all the time up to the first. Without a measure to compare with it is everything
    since the counting began.
    """
    base = measures[0] if measures and comparable(now, measures[0].snapshot) else None
    then = base.snapshot if base else None
    older = next((each.snapshot for each in measures[1:] if then and comparable(then, each.snapshot)), None)
    since = {key: _difference(counters, _of(then, key)) for key, counters in now.statements.items()}
    # A statement within a function is part of the one that called it, unless that one is not counted.
    hidden_ms = max(0.0, now.hidden_ms - (then.hidden_ms if then else 0))
    outer_ms = sum(counters.exec_ms for key, counters in since.items() if key.toplevel) + hidden_ms
    before = _before(then, older) if then else {}
    known = {_id(key) for each in measures if same_ids(now, each.snapshot) for key in each.snapshot.statements}
    together: dict[_Id, list[StatementKey]] = {}
    for key, counters in since.items():
        if counters.calls:
            together.setdefault(_id(key), []).append(key)
    sums = {each: _sum(since[key] for key in keys) for each, keys in together.items()}
    total_ms = max([outer_ms, *(counters.exec_ms for counters in sums.values())])
    changes = [
        MeasureChange(
            max(together[each], key=lambda key: (since[key].exec_ms, key)),
            counters,
            before=before.get(each),
            share=counters.exec_ms / total_ms if total_ms else 0.0,
            is_new=then is not None and not then.cut and each not in known,
        )
        for each, counters in sums.items()
    ]
    return Comparison(
        since=base.taken_at if base else now.reset_at,
        changes=sorted(changes, key=lambda each: (-each.since.exec_ms, each.key)),
        total_ms=total_ms,
        calls=sum(counters.calls for key, counters in since.items() if key.toplevel),
        compared=base is not None,
        anew=sum(_began_anew(counters, _of(then, key)) for key, counters in now.statements.items()),
    )


_Id = tuple[int, int, bool]
"""A statement's id: its database, its number, and whether it is within a function."""


def _id(key: StatementKey) -> _Id:
    return key.dbid, key.queryid, key.toplevel


def _of(snapshot: Snapshot | None, key: StatementKey) -> Counters | None:
    return snapshot.statements.get(key) if snapshot else None


def _began_anew(now: Counters, then: Counters | None) -> bool:
    """Whether a statement was pushed out, or reset alone, and came back: any counter that fell shows it."""
    return then is not None and (
        now.since != then.since or any(a < b for a, b in zip(now[:-1], then[:-1], strict=True))
    )


def _difference(now: Counters, then: Counters | None) -> Counters:
    """What was counted between the two. What began anew meanwhile began at 0."""
    if then is None or _began_anew(now, then):
        return now
    return Counters._make((*(a - b for a, b in zip(now[:-1], then[:-1], strict=True)), now.since))


def _sum(parts: Iterable[Counters]) -> Counters:
    """Of the roles that run a statement."""
    every = list(parts)
    columns = zip(*(each[:-1] for each in every), strict=True)
    return every[0] if len(every) == 1 else Counters._make((*(sum(column) for column in columns), None))


def _before(then: Snapshot, older: Snapshot | None) -> Mapping[_Id, Counters]:
    """How each statement was up to a measure: lately, or in all its past where it hardly ran lately."""
    past: dict[_Id, list[Counters]] = {}
    lately: dict[_Id, list[Counters]] = {}
    for key, counters in then.statements.items():
        past.setdefault(_id(key), []).append(counters)
        lately.setdefault(_id(key), []).append(_difference(counters, _of(older, key)))
    sums = {each: _sum(parts) for each, parts in lately.items()}
    return {each: sums[each] if sums[each].calls >= ENOUGH_CALLS else _sum(parts) for each, parts in past.items()}
