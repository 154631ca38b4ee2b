"""What a look at each of the servers comes to, before it is worded."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from integrations.deferred import dataclass
from integrations.enumerated import counted
from integrations.postgres.types import Explained, Snapshot, StatementKey
from integrations.redis.types import SlowCommand, SlowLog
from jobs.cadence.ritual import Keep
from jobs.people.working_age import WorkingAge
from jobs.queries.comparison import Comparison, Measure, MeasureChange, is_another
from jobs.queries.words import count, duration, moment, percent

_WITH_THE_START = timedelta(minutes=1)
"""A crash, a failover and `pg_stat_statements.save = off` leave nothing: the counting begins with the server."""


@dataclass(frozen=True, slots=True)
class QueryReport:
    """Of the statements of a database."""

    database: str
    comparison: Comparison | None
    """None at the first measure, when there is nothing to compare."""
    slower: Sequence[MeasureChange]
    new: Sequence[MeasureChange]
    heavy: Sequence[MeasureChange]
    """What takes most of the time besides."""
    texts: Mapping[StatementKey, str]
    explained: Mapping[StatementKey, Explained]
    notices: Sequence[str]
    """What has to be known to read the numbers."""
    line: str
    """All of it in one line, for when nothing got slower."""
    keep: Keep

    @property
    def matters(self) -> bool:
        """Whether it is more than a line."""
        return bool(self.slower or self.new)


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Slow commands of one form."""

    what: str
    times: int
    slowest_us: int
    total_us: int


@dataclass(frozen=True, slots=True)
class CommandReport:
    """Of the slow log of a key-value server."""

    groups: Sequence[CommandGroup]
    notices: Sequence[str]
    line: str
    keep: Keep

    @property
    def matters(self) -> bool:
        """Whether it is more than a line."""
        return bool(self.groups)


def query_notices(now: Snapshot, measures: Sequence[Measure], ages: WorkingAge, *, anew: int = 0) -> list[str]:
    """What happened to the counting itself since the last measure; `anew` statements began at 0 by themselves."""
    said: list[str] = []
    base = measures[0] if measures else None
    if base is not None:
        then = base.snapshot
        if now.major != then.major:
            said.append(
                f"PostgreSQL was upgraded from {then.major} to {now.major}, and the ids of its statements with it:"
                " I compare again from now on."
            )
        elif is_another(now, then):
            said.append(
                f"{now.database} is another database than it was, of the same name: I compare again from now on."
            )
        elif now.reset_at != then.reset_at:
            said.append(_why_anew(now, ages))
        elif bool(now.hidden) != bool(then.hidden):
            said.append("My role may see other statements than it did: I compare again from now on.")
        elif now.started_at != then.started_at:
            said.append(f"PostgreSQL was restarted ({moment(now.started_at, ages)}) and began with a cold cache.")
        if now.reset_at == then.reset_at and now.evictions > then.evictions:
            said.append(
                "Rare statements had to make room, so one that looks new may be an old one (pg_stat_statements.max)."
            )
        elif anew:
            said.append(
                f"The statistics of {counted(anew, 'statement')} were reset by themselves since then,"
                " and are counted from their reset."
            )
    if not now.statements and not now.hidden:
        said.append("It counts nothing, not even my questions: pg_stat_statements.track or compute_query_id is off.")
    if now.hidden:
        said.append(
            f"{counted(now.hidden, 'statement')} of other roles may not be seen by mine: GRANT pg_read_all_stats."
        )
    return said


def _why_anew(now: Snapshot, ages: WorkingAge) -> str:
    since = "so there is nothing to compare with: these numbers are since then."
    if abs(now.reset_at - now.started_at) < _WITH_THE_START:  # the counting begins a moment before the server says
        return f"PostgreSQL was started ({moment(now.started_at, ages)}) without the statistics of before, {since}"
    return f"The statistics were reset ({moment(now.reset_at, ages)}), {since}"


def query_line(comparison: Comparison | None, snapshot: Snapshot, ages: WorkingAge) -> str:
    """The day's one line of a database."""
    name = snapshot.database
    if comparison is None:
        seen = counted(len(snapshot.statements), "statement")
        return f"I took the first measure of {name} ({seen}); from the next one on I can say what got slower."
    when = moment(comparison.since, ages)
    if not comparison.calls and snapshot.hidden:
        return f"I saw nothing run in {name} since {when}."
    if not comparison.calls:
        return f"nothing ran in {name} since {when}."
    ran = f"{counted(comparison.calls, 'call')}, {duration(comparison.total_ms)} in all"
    if not comparison.compared:
        return f"{ran} in {name} since {when}."
    return f"nothing got slower in {name} since {when} ({ran})."


def command_groups(entries: Sequence[SlowCommand]) -> Sequence[CommandGroup]:
    """Entries of one form together, what took longest in all first."""
    by_form: dict[str, list[int]] = {}
    for entry in entries:
        by_form.setdefault(entry.what, []).append(entry.took_us)
    groups = [CommandGroup(what, len(took), max(took), sum(took)) for what, took in by_form.items()]
    return sorted(groups, key=lambda group: (-group.total_us, group.what))


def commands_since(log: SlowLog, then: Mapping[str, object] | None, when: str) -> tuple[Sequence[SlowCommand], str]:
    """The entries since the last look, and what happened to the log meanwhile.

    Entries are numbered from the server's start. They leave the log when it is full, the oldest first, and
    when it is reset.
    """
    if then is None:
        return log.entries, ""
    newest = then.get("newest")
    seen = newest if isinstance(newest, int) else -1
    known = {entry.id for entry in log.entries}
    if log.run_id != then.get("run_id") or (known and max(known) < seen):
        return (
            log.entries,
            f"Redis was restarted since {when}, or another one answers; what was in its slow log before is gone.",
        )
    fresh = [entry for entry in log.entries if entry.id > seen]
    if newest is None or seen in known:
        return fresh, ""
    if log.cut:
        return fresh, f"There were more slow commands since {when} than the {len(log.entries):,} that I read."
    if log.most_kept is None and known and min(known) > seen + 1:
        return fresh, f"Some slow commands since {when} are gone: the log was reset, or it ran over."
    if not known or (log.most_kept is not None and len(log.entries) < log.most_kept):
        return fresh, f"The slow log was reset since {when}; what was in it before is gone."
    if log.most_kept is not None and min(known) > seen + 1:
        return fresh, f"The slow log keeps {counted(log.most_kept, 'command')}; older ones since {when} are gone."
    return fresh, ""


def command_line(log: SlowLog, entries: Sequence[SlowCommand], when: str) -> str:
    """The day's one line of a key-value server."""
    since = f" since {when}" if when else ""
    if entries:
        return f"{counted(len(entries), 'slow command')}{since}."
    return "its slow log is off (slowlog-log-slower-than, slowlog-max-len)." if log.off else f"no slow command{since}."


def command_notices(log: SlowLog, entries: Sequence[SlowCommand], happened: str) -> list[str]:
    """What has to be known to read the list: what happened to the log, and what it is not."""
    said = [happened] if happened else []
    if log.off and entries:
        said.append("The slow log is off now (slowlog-log-slower-than, slowlog-max-len).")
    if log.of_cluster:
        said.append("This Redis is one node of a cluster; the others keep slow logs of their own.")
    return said


def what_it_did(change: MeasureChange) -> str:
    """Its facts, one after the other: share, calls, rows a call, cache misses, temporary files."""
    since = change.since
    rows = count(since.rows_per_call)
    facts = [
        f"{percent(change.share)} of all time",
        counted(since.calls, "call"),
        f"{rows} {'row' if rows == '1' else 'rows'} a call",
    ]
    if not change.key.toplevel:
        facts.append("within a function")
    if since.missed >= 0.01:
        facts.append(f"{percent(since.missed)} of its blocks not in the cache")
    if since.temp:
        facts.append("spills to temporary files")
    return " · ".join(facts)
