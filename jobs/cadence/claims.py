"""Who does an occurrence: claimed under a lease, with a fence against those who come back late.

A claim is a promise between processes, so its lease runs on the machines' time; what is
due, late or over is told by the clock, which the demo turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.cadence import occurrences, rituals
from integrations.time import Clock
from jobs.cadence.missed import Missed, missed_letters
from jobs.cadence.notes import gave_up, quiet_letters
from jobs.cadence.planning import OPEN, SCHEDULED, Frame, Planner, Row, ritual_of, rule_of
from jobs.calendar import Due, day_is_over, next_due, zone_of
from jobs.leases import Leases, takeable
from jobs.letters import Letter
from jobs.rituals.ritual import Occurrence, Result, Step

AT_ONCE = 200
"""Rows that one claim looks at. What was missed is settled in bulk; what is to run is limited by the caller."""
_READY = sa.or_(
    sa.and_(occurrences.c.state == "planned", occurrences.c.ready_at <= sa.bindparam("now")),
    # A try that failed waits a while; where the clock was set back since, that while is over.
    sa.and_(
        occurrences.c.state == "planned",
        occurrences.c.attempts > 0,
        occurrences.c.ready_at > sa.bindparam("last_retry", type_=occurrences.c.ready_at.type),
    ),
    sa.and_(occurrences.c.state == "claimed", takeable(occurrences.c.lease_until)),
)
_DUE = (
    sa.select(occurrences.c.id, occurrences.c.ritual, occurrences.c.zone)
    .where(_READY)
    .order_by(occurrences.c.ready_at, occurrences.c.id)
    .limit(AT_ONCE)
)
"""Asked every second, so it is put together once."""


class Mail(Protocol):
    """Where letters go. `jobs.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *letters: Letter) -> None:
        """Put letters in, in the transaction that decides on them."""
        ...


class Fenced(Exception):
    """The claim is somebody else's by now; nothing of ours may be committed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An occurrence that is ours until its lease ends."""

    occurrence: Occurrence
    fence: int
    run: str
    zone: str
    attempts: int
    """Tries that ended in an error so far."""


class Claims:
    """Takes, renews, ends and gives back claims."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        planner: Planner,
        mail: Mail,
        *,
        lease: timedelta,
        grace: timedelta,
        retries: int,
        retry: timedelta,
        crashes: int,
    ) -> None:
        """Prepare."""
        self._db = db
        self._clock = clock
        self._planner = planner
        self._mail = mail
        self._leases = Leases(lease)
        self._grace = grace
        self._retries = retries
        self._retry = retry
        self._crashes = crashes

    # --- taking --------------------------------------------------------------------

    async def take(self, room: int) -> Sequence[Claim]:
        """Claim at most `room` of what is due, settle what was missed, and plan what comes next."""
        now = self._clock.now()
        at = {"now": now, "last_retry": now + self._retry * 4 ** (self._retries - 1), **self._leases.bounds()}
        async with self._db.read() as tx:
            due = (await tx.execute(_DUE, at)).all()
        if not due or room <= 0:
            return []
        await self._planner.ready({row.zone for row in due})
        async with self._db.write() as tx:
            # A ritual's row is locked before its occurrences, here and where it is changed.
            mine = sa.select(rituals).where(rituals.c.id.in_({row.ritual for row in due})).order_by(rituals.c.id)
            owners = {row.id: row for row in (await tx.execute(self._db.claiming(mine))).all()}
            still = (
                sa.select(occurrences)
                .where(occurrences.c.id.in_([row.id for row in due]), occurrences.c.ritual.in_(owners), _READY)
                .order_by(occurrences.c.ready_at, occurrences.c.id)
            )
            rows = (await tx.execute(self._db.claiming(still), at)).all()
            return await self._settle(tx, rows, owners, room)

    async def _settle(self, tx: Tx, rows: Sequence[Row], owners: dict[int, Row], room: int) -> list[Claim]:
        frame = await self._planner.frame(tx)
        taken: list[Claim] = []
        missed: list[Missed] = []
        settled: set[int] = set()
        for row in rows:
            if row.id in settled:
                continue
            ritual = owners[row.ritual]
            if row.state == "claimed" and self._leases.impossible(row.lease_until):
                cut = occurrences.update().where(occurrences.c.id == row.id)
                await tx.execute(cut.values(lease_until=self._leases.until()))
                continue
            if row.state == "claimed" and row.crashes + 1 >= self._crashes:
                await self._set_aside(tx, row, ritual, frame)
                continue
            if ritual.state == "removed":
                await self._end(tx, row.id, "skipped", "the ritual was removed")
                continue
            latest = row
            if row.step == OPEN and row.run == SCHEDULED:
                if len(taken) >= room and not self._is_late(row):
                    continue
                latest, over = await self._latest(tx, row, ritual, frame, settled)
                if over:
                    missed.append(
                        Missed(
                            latest.id,
                            ritual_of(ritual, frame.settings),
                            latest.local_date,
                            latest.due_at,
                            latest.zone,
                            latest.audience,
                        )
                    )
                    continue
            if len(taken) < room:
                taken.append(await self._claim(tx, latest, ritual, frame))
        if missed:
            await self._mail.put(tx, *missed_letters(missed))
        return taken

    def _is_late(self, row: Row) -> bool:
        late: bool = self._clock.now() - row.due_at > self._grace
        return late

    async def _latest(self, tx: Tx, row: Row, ritual: Row, frame: Frame, settled: set[int]) -> tuple[Row, bool]:
        """The latest occurrence that is due by now, and whether it is missed for good.

        Those before it become skipped rows; the next one is planned. All that it looked at is
        `settled`: a later date may be among the rows of the same claim.
        """
        now, zone, rule = self._clock.now(), zone_of(row.zone), rule_of(ritual)
        due = Due(row.local_date, row.due_at)
        if row.fence == 0 and ritual.state == "active":
            while True:
                following = next_due(rule, zone, after=due.day, holiday=frame.is_holiday)
                if following is not None:
                    await self._planner.insert(tx, ritual.id, row.audience, row.zone, following)
                if following is None or following.at > now:
                    break
                later = await self._planned(tx, ritual.id, row.audience, following)
                if later is None:
                    break
                await self._end(tx, row.id, "skipped", "not running at its time")
                row, due = later, following
                settled.add(row.id)
        over = self._is_late(row) and (ritual.late == "skip" or day_is_over(due, now, zone))
        if over:
            await self._end(tx, row.id, "skipped", "not running at its time")
        return row, over

    async def _planned(self, tx: Tx, ritual: int, audience: str, due: Due) -> Row | None:
        query = sa.select(occurrences).where(
            occurrences.c.ritual == ritual,
            occurrences.c.audience == audience,
            occurrences.c.local_date == due.day,
            occurrences.c.step == OPEN,
            occurrences.c.run == SCHEDULED,
            occurrences.c.state == "planned",
        )
        return (await tx.execute(query)).first()

    async def _claim(self, tx: Tx, row: Row, ritual: Row, frame: Frame) -> Claim:
        taken_over = row.state == "claimed"
        await tx.execute(
            occurrences.update()
            .where(occurrences.c.id == row.id)
            .values(
                state="claimed",
                fence=row.fence + 1,
                crashes=row.crashes + taken_over,
                lease_until=self._leases.until(),
            )
        )
        occurrence = Occurrence(
            id=row.id,
            ritual=ritual_of(ritual, frame.settings),
            local_date=row.local_date,
            audience=row.audience,
            step=row.step,
            due_at=row.due_at,
            late=self._is_late(row) and row.asked_by is None,
            asked_by=row.asked_by,
        )
        return Claim(occurrence, row.fence + 1, row.run, row.zone, row.attempts)

    async def _set_aside(self, tx: Tx, row: Row, ritual: Row, frame: Frame) -> None:
        why = f"its worker died {row.crashes + 1} times"
        await self._end(tx, row.id, "failed", why, crashes=row.crashes + 1)
        await self._mail.put(tx, gave_up(row.id, ritual_of(ritual, frame.settings), row.due_at, row.zone, why))

    async def _end(self, tx: Tx, occurrence: int, state: str, note: str, **more: Any) -> None:
        await tx.execute(
            occurrences.update()
            .where(occurrences.c.id == occurrence)
            .values(state=state, note=note, lease_until=None, ended_at=self._clock.now(), **more)
        )

    # --- while it is ours ----------------------------------------------------------

    async def renew(self, claim: Claim) -> None:
        """A whole lease from now. Raises `Fenced`."""
        async with self._db.write() as tx:
            await self._ours(tx, claim, lease_until=self._leases.until())

    async def finish(self, claim: Claim, result: Result) -> None:
        """Commit everything that the occurrence came to, and its end, at once. Raises `Fenced`."""
        now = self._clock.now()
        async with self._db.write() as tx:
            # That nobody took it over since is what the fence says; a lease that merely ran out harms nobody.
            await self._ours(tx, claim, state="done", lease_until=None, ended_at=now, note=result.line[:500])
            if result.keep is not None:
                await result.keep(tx)
            await self._mail.put(tx, *result.letters, *quiet_letters(claim.occurrence, result.line, claim.zone))
            for step in result.steps:
                await self._plan_step(tx, claim, step)

    async def fail(self, claim: Claim, why: str) -> bool:
        """A try that ended in an error: again later, or given up and its owner told. Whether it is given up."""
        attempts, now = claim.attempts + 1, self._clock.now()
        given_up = attempts > self._retries
        async with self._db.write() as tx:
            if given_up:
                note = f"it failed {attempts} times: {why}"
                await self._ours(
                    tx, claim, state="failed", lease_until=None, ended_at=now, note=note, attempts=attempts
                )
                occurrence = claim.occurrence
                await self._mail.put(
                    tx,
                    gave_up(
                        occurrence.id, occurrence.ritual, occurrence.due_at, claim.zone, f"it failed {attempts} times"
                    ),
                )
            else:
                await self._ours(
                    tx,
                    claim,
                    state="planned",
                    lease_until=None,
                    note=why,
                    attempts=attempts,
                    ready_at=now + self._retry * 4 ** (attempts - 1),
                )
        return given_up

    async def release(self, claim: Claim) -> None:
        """Give it back unfinished, for whoever claims next; it counts as no try."""
        async with self._db.write() as tx:
            await self._ours(tx, claim, state="planned", lease_until=None)

    async def _ours(self, tx: Tx, claim: Claim, **values: Any) -> None:
        held = await tx.execute(
            occurrences.update()
            .where(
                occurrences.c.id == claim.occurrence.id,
                occurrences.c.fence == claim.fence,
                occurrences.c.state == "claimed",
            )
            .values(**values)
        )
        if held.rowcount != 1:
            raise Fenced(claim.occurrence.id)

    async def _plan_step(self, tx: Tx, claim: Claim, step: Step) -> None:
        await self._planner.insert(
            tx,
            claim.occurrence.ritual.id,
            step.audience or claim.occurrence.audience,
            claim.zone,
            Due(claim.occurrence.local_date, step.due_at),
            step=step.step,
            run=claim.run,
            asked_by=claim.occurrence.asked_by,
        )
