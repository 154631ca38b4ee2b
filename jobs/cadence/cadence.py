"""The tick: what is due is claimed, run outside any transaction, and committed with its claim's end."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.database import Database
from integrations.database.tables.cadence import OccurrenceState, occurrences, rituals
from integrations.public_holidays import Holidays
from integrations.time import Clock, is_fresh
from jobs.cadence.claims import AT_ONCE, Claim, Claims, Fenced, Room
from jobs.cadence.kinds import Kinds
from jobs.cadence.members import Members
from jobs.cadence.planning import Planner
from jobs.cadence.ritual import OPEN, step_word
from jobs.delivery.worker import Recurring, outlived
from jobs.messages import Outgoing
from jobs.people.directory import Directory

log = structlog.get_logger()

REFRESH = timedelta(minutes=1)
"""How often members, their zones, and that everything has a next occurrence, are looked after."""
_STEPS = {
    "remind": "a reminder",
    "close": "it closes",
    "settle": "it closes",
    "list": "somebody's list",
    "vote": "the vote begins",
    "end": "the vote ends",
}
"""What a later step is to people, by its word."""
_NEXT = (
    sa.select(occurrences.c.ready_at, occurrences.c.step, rituals.c.title)
    .join(rituals, rituals.c.id == occurrences.c.ritual)
    .where(occurrences.c.state == OccurrenceState.PLANNED)
    .order_by(occurrences.c.ready_at, occurrences.c.id)
    .limit(1)
)


class Cadence:
    """Runs the team's rituals, once each, whatever the number of replicas."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outgoing,
        kinds: Kinds,
        people: Directory,
        *,
        holidays: Holidays | None = None,
        lease_s: float = 60,
        grace_s: float = 300,
        retries: int = 3,
        retry_s: float = 10,
        crashes: int = 3,
        limit_s: float = 600,
        width: int = 16,
    ) -> None:
        """Run what `kinds` there are.

        `lease_s`: how long a dead process's claim keeps others out, renewed thrice in its
        time. `grace_s`: later than that is late. `retries` of a kind that raises, the first
        after `retry_s`, each four times later than the one before. `crashes` of a worker on
        one occurrence set it aside. `limit_s` is a kind's time. `width` run side by side,
        besides those of kinds that run many as one.
        """
        self._db = db
        self._clock = clock
        self._kinds = kinds
        self.planner = Planner(db, clock, holidays or Holidays())
        self.members = Members(db, clock, people, self.planner)
        self._claims = Claims(
            db,
            clock,
            self.planner,
            outbox,
            lease=timedelta(seconds=lease_s),
            grace=timedelta(seconds=grace_s),
            retries=retries,
            retry=timedelta(seconds=retry_s),
            crashes=crashes,
        )
        self._limit_s = limit_s
        self._width = width
        self._alone: dict[asyncio.Task[None], Claim] = {}
        self._together: dict[asyncio.Task[None], str] = {}
        """The tasks that run many occurrences of a kind as one."""
        self._ticking = asyncio.Lock()
        self._more = False
        self._again: asyncio.Task[int] | None = None
        self._refreshed_at: datetime | None = None
        self._refreshing: asyncio.Task[None] | None = None
        self._stopping = False
        self._members_trouble = Recurring("members_not_looked_after")

    def idle(self) -> bool:
        """Return True if this process runs nothing just now."""
        return not self._busy() and not self._ticking.locked()

    def _busy(self) -> list[asyncio.Task[Any]]:
        beside = [task for task in (self._again, self._refreshing) if task is not None and not task.done()]
        return [*self._alone, *self._together, *beside]

    async def tick(self) -> int:
        """Claim what is due and begin to run it; how many that was. For the heartbeat."""
        async with self._ticking:
            if self._stopping:
                return 0
            self._refresh()
            room = self._room()
            claims = await self._claims.take(room)
            self._more = room.is_short
            for kind in {claim.occurrence.ritual.kind for claim in claims if claim.together}:
                batch = [claim for claim in claims if claim.together and claim.occurrence.ritual.kind == kind]
                task = asyncio.create_task(self._run_together(kind, batch), name=f"occurrences-{kind}")
                self._together[task] = kind
                task.add_done_callback(self._ended)
            for claim in claims:
                if not claim.together:
                    self._begin(claim)
            return len(claims)

    async def settle(self) -> None:
        """Return once nothing that was begun is running any more."""
        while not self.idle():
            await asyncio.gather(*self._busy(), return_exceptions=True)
            async with self._ticking:
                pass

    async def stop(self, grace_s: float = 8) -> None:
        """Claim nothing new, let what runs finish for `grace_s` seconds, and give the rest back."""
        self._stopping = True
        async with self._ticking:
            tasks = self._busy()
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def next_due(self) -> tuple[datetime, str] | None:
        """When something happens next, and what; None where nothing is planned."""
        row = (await self._db.fetch(_NEXT)).first()
        if row is None:
            return None
        return (
            row.ready_at,
            row.title if row.step == OPEN else f"{row.title}: {_STEPS.get(step_word(row.step), 'goes on')}",
        )

    # --- inside --------------------------------------------------------------------

    def _refresh(self) -> None:
        """Look after members now and then, beside the tick: the chat may take its time to name them."""
        now = self._clock.now()
        if not is_fresh(self._refreshed_at, now, REFRESH) and (self._refreshing is None or self._refreshing.done()):
            self._refreshed_at = now
            self._refreshing = asyncio.create_task(self._look_after_members(), name="cadence-members")

    async def _look_after_members(self) -> None:
        with self._members_trouble.outlived():
            if await self.members.refresh():
                self._tick_again()

    def _room(self) -> Room:
        """What may be claimed now: each kind that runs many as one runs one such at a time."""
        return Room(
            self._width - len(self._alone),
            {kind: 0 if kind in self._together.values() else AT_ONCE for kind in self._kinds.together},
            last=not any(claim.last for claim in self._alone.values()),
        )

    def _begin(self, claim: Claim) -> None:
        task = asyncio.create_task(self._run(claim), name=f"occurrence-{claim.occurrence.id}")
        self._alone[task] = claim
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._alone.pop(task, None)
        self._together.pop(task, None)
        # There was more than there was room for, so it need not wait for the next second.
        if self._more:
            self._tick_again()

    def _tick_again(self) -> None:
        if not self._stopping and (self._again is None or self._again.done()):
            self._again = asyncio.get_running_loop().create_task(self.tick(), name="cadence-again")
            self._again.add_done_callback(_log_failure)

    async def _run(self, claim: Claim) -> None:
        occurrence = claim.occurrence
        logged = log.bind(
            occurrence=occurrence.id,
            ritual=occurrence.ritual.name,
            day=str(occurrence.local_date),
            step=occurrence.step,
        )
        try:
            async with self._claims.kept([claim]), asyncio.timeout(self._limit_s):
                result = await self._kinds[occurrence.ritual.kind].run(occurrence)
            await self._claims.finish(claim, result)
            logged.info("occurrence_done", late=occurrence.late)
        except Fenced:
            logged.warning("occurrence_taken_over")
        except asyncio.CancelledError:
            await self._given_back([claim])
            raise
        except Exception as problem:
            logged.exception("occurrence_failed", attempt=claim.attempts + 1)
            await self._failed(claim, type(problem).__name__)

    async def _run_together(self, kind: str, claims: Sequence[Claim]) -> None:
        """Run occurrences of a kind as one; where that fails, each by itself, so that one harms no other."""
        try:
            async with self._claims.kept(claims), asyncio.timeout(self._limit_s):
                results = await self._kinds[kind].run_together([claim.occurrence for claim in claims])
            done = await self._claims.finish_all(list(zip(claims, results, strict=True)))
            log.info("occurrences_done", kind=kind, count=done, taken_over=len(claims) - done)
        except Fenced:
            log.warning("occurrences_taken_over", kind=kind, count=len(claims))
        except asyncio.CancelledError:
            await self._given_back(claims)
            raise
        except Exception as problem:
            log.warning("occurrences_run_one_by_one", kind=kind, count=len(claims), exc_info=problem)
            for claim in claims:
                self._begin(claim)

    async def _failed(self, claim: Claim, why: str) -> None:
        number = claim.occurrence.id
        with outlived("failure_not_kept", occurrence=number):  # its lease will end; who claims it then counts a crash
            try:
                await self._claims.fail(claim, why)
            except Fenced:
                log.warning("occurrence_taken_over", occurrence=number)

    async def _given_back(self, claims: Sequence[Claim]) -> None:
        numbers = [claim.occurrence.id for claim in claims]
        with outlived("claim_not_given_back", occurrences=numbers):
            try:
                await asyncio.shield(asyncio.ensure_future(self._claims.release(claims)))
            except Fenced:
                log.warning("occurrence_taken_over", occurrences=numbers)


def _log_failure(task: "asyncio.Task[int]") -> None:
    if not task.cancelled() and (problem := task.exception()) is not None:
        log.error("tick_failed", exc_info=problem)
