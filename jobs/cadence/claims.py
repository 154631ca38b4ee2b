"""Who does an occurrence: claimed under a lease, with a fence against those who come back late.

A claim is a promise between processes, so its lease runs on the machines' time; what is
due, late or over is told by the clock, which the demo turns.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.deferred import dataclass
from integrations.time import Clock
from jobs.cadence.catching_up import catch_up, to_come
from jobs.cadence.missed import Missed, missed_messages
from jobs.cadence.notes import gave_up, quiet_messages
from jobs.cadence.planning import Frame, Planner, is_its_own, planned, ritual_of
from jobs.cadence.records import OccurrenceRecord, RitualRecord, rituals_of
from jobs.cadence.ritual import OPEN, Occurrence, Result, Step
from jobs.calendar import Due, day_is_over, zone_of
from jobs.delivery.lease import Held, Lease, is_over
from jobs.messages import Outgoing

AT_ONCE = 100
"""Rows that one claim looks at: it holds the database no longer than somebody can wait for an ack."""
_READY = sa.or_(
    sa.and_(occurrences.c.state == OccurrenceState.PLANNED, occurrences.c.ready_at <= sa.bindparam("now")),
    # A try that failed waits a while; where the clock was set back since, that while is over.
    sa.and_(
        occurrences.c.state == OccurrenceState.PLANNED,
        occurrences.c.attempts > 0,
        occurrences.c.ready_at > sa.bindparam("last_retry", type_=occurrences.c.ready_at.type),
    ),
    sa.and_(occurrences.c.state == OccurrenceState.CLAIMED, is_over(occurrences.c.lease_until)),
)
_DUE = (
    sa.select(occurrences.c.id, occurrences.c.ritual, occurrences.c.zone)
    .where(_READY)
    .order_by(occurrences.c.ready_at, occurrences.c.id)
    .limit(AT_ONCE)
)
"""Asked every second, so it is put together once."""
_DUE_TOGETHER = _DUE.join(rituals, rituals.c.id == occurrences.c.ritual).where(
    rituals.c.kind.in_(sa.bindparam("together", expanding=True))
)


class Fenced(Exception):
    """The claim is somebody else's by now; nothing of ours may be committed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An occurrence that is ours until its lease ends."""

    occurrence: Occurrence
    held: Held
    run: str
    zone: str
    attempts: int
    """Tries that ended in an error so far."""
    together: bool
    """Whether it may run with others of its kind; one that failed or outlived a worker runs by itself."""
    last: bool
    """Whether one more dead worker sets it aside; no two such run at a time, so that one takes no other along."""


@dataclass(slots=True)
class Room:
    """How many occurrences of which kind may be claimed now."""

    alone: int
    """Occurrences that run side by side."""
    together: dict[str, int] = field(default_factory=dict)
    """Occurrences of each kind that runs many as one."""
    last: bool = True
    """Whether there is room for one whose worker died twice."""
    is_short: bool = False
    """Whether there may be more than there was room for."""

    def take(self, kind: str, *, together: bool, last: bool) -> bool:
        """Return True, and have less room, where there is room for one."""
        if together:
            has = self.together[kind] > 0
            self.together[kind] -= has
        else:
            has = self.alone > 0 and (self.last or not last)
            self.alone -= has
            self.last = self.last and not (has and last)
        self.is_short = self.is_short or not has
        return has


class Claims:
    """Takes, renews, ends and gives back claims."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        planner: Planner,
        mail: Outgoing,
        *,
        lease: timedelta,
        grace: timedelta,
        retries: int,
        retry: timedelta,
        crashes: int,
    ) -> None:
        """Claim occurrences in `db`."""
        self._db = db
        self._clock = clock
        self._planner = planner
        self._mail = mail
        self._lease = Lease(db, occurrences, lease)
        self._grace = grace
        self._retries = retries
        self._retry = retry
        self._crashes = crashes

    # --- taking --------------------------------------------------------------------

    async def take(self, room: Room) -> Sequence[Claim]:
        """Claim what is due as far as there is room, settle what was missed, and plan what comes next."""
        now = self._clock.now()
        at = {"now": now, "last_retry": now + self._retry * 4 ** (self._retries - 1), **self._lease.bounds()}
        together = [kind for kind, left in room.together.items() if left > 0]
        if room.alone <= 0 and not together:
            return []
        async with self._db.read() as tx:
            if room.alone > 0:
                due = (await tx.execute(_DUE, at)).all()
            else:
                due = (await tx.execute(_DUE_TOGETHER, {**at, "together": together})).all()
        if not due:
            return []
        await self._planner.ready({row.zone for row in due})
        async with self._db.write() as tx:
            # A ritual's row is locked before its occurrences, here and where it is changed.
            mine = sa.select(rituals).where(rituals.c.id.in_({row.ritual for row in due})).order_by(rituals.c.id)
            owners = {row.id: row for row in await rituals_of(tx, self._db.claiming(mine))}
            still = (
                sa.select(occurrences)
                .where(occurrences.c.id.in_([row.id for row in due]), occurrences.c.ritual.in_(owners), _READY)
                .order_by(occurrences.c.ready_at, occurrences.c.id)
            )
            rows = await self._lease.offered(tx, still, OccurrenceRecord, at)
            room.is_short = len(due) == AT_ONCE
            return await self._settle(tx, rows, owners, room)

    async def _settle(
        self, tx: Tx, rows: Sequence[OccurrenceRecord], owners: dict[int, RitualRecord], room: Room
    ) -> list[Claim]:
        frame = await self._planner.frame(tx)
        rows = await self._without_what_is_over(tx, rows, owners, frame)
        late = [row for row in rows if is_its_own(row) and self._is_late(row)]
        caught = await catch_up(tx, self._planner, late, owners, frame, self._clock.now())
        taken: list[OccurrenceRecord] = []
        missed: list[OccurrenceRecord] = []
        for row in rows:
            if row.id in caught.later:
                continue
            ritual, latest = owners[row.ritual], caught.latest.get(row.id, row)
            if row.id in caught.latest and self._is_over(latest, ritual):
                missed.append(latest)
            elif room.take(ritual.kind, together=self._runs_together(row, ritual, room), last=self._is_last(row)):
                taken.append(latest)
        await self._planner.insert_all(
            tx,
            [
                planned(row.ritual, row.audience, row.zone, due)
                for row in taken
                if is_its_own(row) and row.id not in caught.planned
                for due in to_come(row, owners[row.ritual], frame, self._clock.now())
            ],
        )
        skipped = [*caught.passed, *(row.id for row in missed)]
        await self._end(tx, skipped, OccurrenceState.SKIPPED, "not running at its time")
        if missed:
            await self._mail.put(tx, *missed_messages([_missed(row, owners[row.ritual], frame) for row in missed]))
        return await self._claim(tx, taken, owners, frame, room)

    async def _without_what_is_over(
        self, tx: Tx, rows: Sequence[OccurrenceRecord], owners: Mapping[int, RitualRecord], frame: Frame
    ) -> list[OccurrenceRecord]:
        """Set aside what kills its workers, and end what is of a removed ritual."""
        left, removed = list[OccurrenceRecord](), list[int]()
        for row in rows:
            if row.state is OccurrenceState.CLAIMED and row.crashes + 1 >= self._crashes:
                await self._set_aside(tx, row, owners[row.ritual], frame)
            elif owners[row.ritual].state is RitualState.REMOVED:
                removed.append(row.id)
            else:
                left.append(row)
        await self._end(tx, removed, OccurrenceState.SKIPPED, "the ritual was removed")
        return left

    def _is_late(self, row: OccurrenceRecord) -> bool:
        return self._clock.now() - row.due_at > self._grace

    def _is_over(self, row: OccurrenceRecord, ritual: RitualRecord) -> bool:
        due = Due(row.local_date, row.due_at)
        over = ritual.late is Late.SKIP or day_is_over(due, self._clock.now(), zone_of(row.zone))
        return self._is_late(row) and over

    def _is_last(self, row: OccurrenceRecord) -> bool:
        return row.crashes + (row.state is OccurrenceState.CLAIMED) >= self._crashes - 1

    @staticmethod
    def _runs_together(row: OccurrenceRecord, ritual: RitualRecord, room: Room) -> bool:
        fresh = row.state is OccurrenceState.PLANNED and row.step == OPEN and row.attempts == row.crashes == 0
        return fresh and ritual.kind in room.together

    async def _claim(
        self, tx: Tx, taken: Sequence[OccurrenceRecord], owners: Mapping[int, RitualRecord], frame: Frame, room: Room
    ) -> list[Claim]:
        died = sa.case((occurrences.c.state == OccurrenceState.CLAIMED, 1), else_=0)
        held = await self._lease.take(tx, taken, state=OccurrenceState.CLAIMED, crashes=occurrences.c.crashes + died)
        kept = {ritual: ritual_of(owners[ritual], frame.settings) for ritual in {row.ritual for row in taken}}
        return [
            Claim(
                Occurrence(
                    id=row.id,
                    ritual=kept[row.ritual],
                    local_date=row.local_date,
                    audience=row.audience,
                    step=row.step,
                    due_at=row.due_at,
                    late=self._is_late(row) and row.asked_by is None,
                    asked_by=row.asked_by,
                ),
                mine,
                row.run,
                row.zone,
                row.attempts,
                together=self._runs_together(row, owners[row.ritual], room),
                last=self._is_last(row),
            )
            for row, mine in zip(taken, held, strict=True)
        ]

    async def _set_aside(self, tx: Tx, row: OccurrenceRecord, ritual: RitualRecord, frame: Frame) -> None:
        why = f"its worker died {row.crashes + 1} times"
        await self._end(tx, [row.id], OccurrenceState.FAILED, why, crashes=row.crashes + 1)
        await self._mail.put(tx, gave_up(row.id, ritual_of(ritual, frame.settings), row.due_at, row.zone, why))

    async def _end(self, tx: Tx, ids: Sequence[int], state: OccurrenceState, note: str, **more: Any) -> None:
        if ids:
            await tx.execute(
                occurrences.update()
                .where(occurrences.c.id.in_(ids))
                .values(state=state, note=note, lease_until=None, ended_at=self._clock.now(), **more)
            )

    # --- while it is ours ----------------------------------------------------------

    def kept(self, claims: Sequence[Claim]) -> AbstractAsyncContextManager[None]:
        """Renew the claims' lease while the block runs. It is cancelled where none of them is ours any more."""
        return self._lease.kept([claim.held for claim in claims])

    async def finish(self, claim: Claim, result: Result) -> None:
        """Commit everything that the occurrence came to, and its end, at once. Raises `Fenced`."""
        await self.finish_all([(claim, result)])

    async def finish_all(self, done: Sequence[tuple[Claim, Result]]) -> int:
        """The same of many in one transaction; how many of them were still ours.

        Raises `Fenced` where none was. Where one cannot be committed, none is.
        """
        notes: dict[str, list[Claim]] = {}
        for claim, result in done:
            notes.setdefault(result.line[:500], []).append(claim)
        now, ours = self._clock.now(), set[int]()
        async with self._db.write() as tx:
            # That nobody took it over since is what the fence says; a lease that merely ran out harms nobody.
            for note, claims in notes.items():
                ours |= await self._end_ours(tx, claims, state=OccurrenceState.DONE, ended_at=now, note=note)
            if not ours:
                raise Fenced(*(claim.occurrence.id for claim, _ in done))
            mine = [(claim, result) for claim, result in done if claim.occurrence.id in ours]
            for _, result in mine:
                if result.keep is not None:
                    await result.keep(tx)
            messages = [
                message
                for claim, result in mine
                for message in (*result.messages, *quiet_messages(claim.occurrence, result.line, claim.zone))
            ]
            await self._mail.put(tx, *messages)
            await self._planner.insert_all(tx, [_step(claim, step) for claim, result in mine for step in result.steps])
        return len(ours)

    async def fail(self, claim: Claim, why: str) -> bool:
        """A try that ended in an error: again later, or given up and its owner told. Whether it is given up."""
        attempts, now = claim.attempts + 1, self._clock.now()
        given_up = attempts > self._retries
        async with self._db.write() as tx:
            if given_up:
                note = f"it failed {attempts} times: {why}"
                await self._ours(tx, [claim], state=OccurrenceState.FAILED, ended_at=now, note=note, attempts=attempts)
                occurrence, why = claim.occurrence, f"it failed {attempts} times"
                await self._mail.put(tx, gave_up(occurrence.id, occurrence.ritual, occurrence.due_at, claim.zone, why))
            else:
                ready_at = now + self._retry * 4 ** (attempts - 1)
                await self._ours(
                    tx, [claim], state=OccurrenceState.PLANNED, note=why, attempts=attempts, ready_at=ready_at
                )
        return given_up

    async def release(self, claims: Sequence[Claim]) -> None:
        """Give them back unfinished, for whoever claims next; it counts as no try. Raises `Fenced`."""
        async with self._db.write() as tx:
            await self._ours(tx, claims, state=OccurrenceState.PLANNED)

    async def _ours(self, tx: Tx, claims: Sequence[Claim], **values: Any) -> None:
        if not await self._end_ours(tx, claims, **values):
            raise Fenced(*(claim.occurrence.id for claim in claims))

    async def _end_ours(self, tx: Tx, claims: Sequence[Claim], **values: Any) -> set[int]:
        """Let go of those that are still ours, and return which they are."""
        ours = await self._lease.give_back(tx, [claim.held for claim in claims], **values)
        return {number for (number,) in ours}


def _missed(row: OccurrenceRecord, ritual: RitualRecord, frame: Frame) -> Missed:
    kept = ritual_of(ritual, frame.settings)
    return Missed(row.id, kept, row.local_date, row.due_at, row.zone, row.audience)


def _step(claim: Claim, step: Step) -> dict[str, Any]:
    occurrence = claim.occurrence
    return planned(
        occurrence.ritual.id,
        step.audience or occurrence.audience,
        claim.zone,
        Due(occurrence.local_date, step.due_at),
        step=step.step,
        run=claim.run,
        asked_by=occurrence.asked_by,
    )
