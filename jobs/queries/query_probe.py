"""Looks at one watched server: asks it, compares with what was kept, and looks into what stands out."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from integrations.database import Tx
from integrations.postgres.types import Explained, Snapshot, StatementKey
from integrations.source import SourceError
from integrations.time import Clock
from jobs.cadence.ritual import Keep
from jobs.people.working_age import AgesNow, WorkingAge
from jobs.queries.comparison import ENOUGH_SHARE, Comparison, Measure, MeasureChange, comparable, compare
from jobs.queries.ports import SlowCommands, Statements
from jobs.queries.report import (
    CommandReport,
    QueryReport,
    command_groups,
    command_line,
    command_notices,
    commands_since,
    query_line,
    query_notices,
)
from jobs.queries.store import Measures
from jobs.queries.words import moment

NO_DATABASE = "neither PostgreSQL (ROLECALL_POSTGRES_DSN) nor Redis (ROLECALL_REDIS_URL) is connected"
"""Why nothing is told where nothing is watched, without a full stop."""
ASKED_OF = 100
"""Of how many statements texts are asked: some are our own and fall away."""
LOOKED_INTO = 3
"""How many statements are planned."""
HEAVY = 5
"""How many of the heaviest are named."""
EXPLAIN_LIMIT_S = 15
"""For all plans together; what is not there by then is said to be missing."""


LOOK_LIMIT_S = 22
"""For a look with all its plans: a little less than a ritual waits, so that late plans do not take the rest along."""


class QueryProbe:
    """Finds what has become slow in the watched PostgreSQL and Redis."""

    def __init__(
        self,
        measures: Measures,
        clock: Clock,
        ages: AgesNow,
        statements: Statements | None,
        commands: SlowCommands | None,
    ) -> None:
        """Look at these; each is None where it is not configured."""
        self._measures = measures
        self._clock = clock
        self._ages = ages
        self.statements = statements
        self.commands = commands

    async def at_statements(self, *, asked: bool, in_passing: bool = False, plans_within_s: float = 0) -> QueryReport:
        """What happened in the database since the last working day. Raises `SourceError`.

        `asked` says that a person wants to know: then the heaviest are looked into as well, and today's
        measure stays as it is. A look `in_passing` is quick, and leaves nothing to keep; before the first measure it
        tells of all that was counted. It has no plans but those that can be had in `plans_within_s` seconds.
        """
        assert self.statements is not None  # noqa: S101 - who calls has looked
        until = asyncio.get_running_loop().time() + (plans_within_s if in_passing else LOOK_LIMIT_S)
        place, ages = self.statements.place[:300], await self._ages()
        now = await self.statements.snapshot()
        measures = await self._measures.snapshots(place, ages.today)
        comparison = await asyncio.to_thread(compare, now, measures)
        slower, new, heavy, texts, trouble = await self._standing_out(comparison)
        plans = plans_within_s > 0 if in_passing else bool(measures)
        wanted = [*slower, *new, *(heavy if asked or slower or new else [])]
        return QueryReport(
            database=now.database,
            comparison=comparison if measures or in_passing else None,
            slower=slower,
            new=new,
            heavy=heavy,
            texts=texts,
            explained=await self._looked_into([each.key for each in wanted[:LOOKED_INTO]] if plans else [], until),
            notices=[*query_notices(now, measures, ages, anew=comparison.anew), *trouble],
            line=query_line(comparison if measures or in_passing else None, now, ages),
            keep=_nothing if in_passing else await self._keeping(place, ages, now, measures, asked=asked),
        )

    async def at_commands(self, *, asked: bool, in_passing: bool = False) -> CommandReport:
        """What was slow in the key-value server since the last working day. Raises `SourceError`.

        A look `in_passing` leaves nothing to keep.
        """
        assert self.commands is not None  # noqa: S101 - who calls has looked
        place, ages = self.commands.place[:300], await self._ages()
        log = await self.commands.slow_log()
        before = await self._measures.slow_log(place, ages.today)
        when = moment(before.taken_at, ages) if before else ""
        entries, notice = commands_since(log, before.facts if before else None, when)
        groups = command_groups(entries)
        facts = {"run_id": log.run_id, "newest": log.newest}
        keep = self._measures.keeping_slow_log(
            place, ages.today, self._clock.now(), facts, replace=not asked or bool(notice)
        )
        return CommandReport(
            groups=groups,
            notices=command_notices(log, entries, notice),
            line=command_line(log, entries, when),
            keep=_nothing if in_passing or (asked and before and not notice and not ages.works_today) else keep,
        )

    async def _keeping(
        self, place: str, ages: WorkingAge, now: Snapshot, measures: Sequence[Measure], *, asked: bool
    ) -> Keep:
        """The write that keeps a snapshot. Who asks on a day off leaves the last working day to compare with."""
        if asked and not ages.works_today and measures and comparable(now, measures[0].snapshot):
            return _nothing
        replace = not asked or not _usable(now, measures, ages.today)
        return await self._measures.keeping_snapshot(place, ages.today, self._clock.now(), now, replace=replace)

    async def _standing_out(
        self, comparison: Comparison
    ) -> tuple[
        Sequence[MeasureChange],
        Sequence[MeasureChange],
        Sequence[MeasureChange],
        Mapping[StatementKey, str],
        Sequence[str],
    ]:
        """What got slower, what is new, what is heavy besides, with their texts, or why there are none."""
        assert self.statements is not None  # noqa: S101
        candidates = [*comparison.slower[:ASKED_OF], *comparison.new[:ASKED_OF], *comparison.changes[:ASKED_OF]]
        keys = list(dict.fromkeys(change.key for change in candidates))
        texts: Mapping[StatementKey, str] = {}
        trouble: list[str] = []
        try:
            texts = await self.statements.texts(keys) if keys else {}
        except SourceError as problem:
            texts = {key: f"statement {key.queryid}" for key in keys}
            trouble.append(f"The texts of its statements cannot be read: {problem.why}.")
        nameless = set(keys) - set(texts)  # our own, and those whose text is not kept
        slower = [each for each in comparison.slower if each.key not in nameless]
        new = [each for each in comparison.new if each.key in texts]
        told = {each.key for each in (*slower, *new)}
        heavy = [
            each
            for each in comparison.changes
            if each.share >= ENOUGH_SHARE and each.key in texts and each.key not in told
        ]
        return slower, new, heavy[:HEAVY], texts, trouble

    async def _looked_into(self, keys: Sequence[StatementKey], until: float) -> Mapping[StatementKey, Explained]:
        """One after the other: the server has other things to do. `until` is a time of the loop's clock."""
        assert self.statements is not None  # noqa: S101
        found: dict[StatementKey, Explained] = {}
        try:
            async with asyncio.timeout_at(min(until, asyncio.get_running_loop().time() + EXPLAIN_LIMIT_S)):
                for key in keys:
                    try:
                        found[key] = await self.statements.explain(key)
                    except SourceError as problem:
                        found[key] = Explained(why_not=problem.why)
        except TimeoutError:
            pass
        return {key: found.get(key, Explained(why_not="the server took too long to plan it")) for key in keys}


async def _nothing(_tx: Tx) -> None:
    """Keep no measure."""


def _usable(now: Snapshot, measures: Sequence[Measure], today: date) -> bool:
    """Whether tomorrow can compare with what today has already, if it has anything."""
    latest = measures[0] if measures else None
    return latest is None or latest.day != today or comparable(now, latest.snapshot)
