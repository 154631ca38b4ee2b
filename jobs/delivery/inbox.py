"""Durable in: an event is written down before the chat hears that we have it.

`accept` returns once the event is committed; then it may be acked. Workers of any
replica claim events under a lease and hand them to `handle`; what a killed worker left
is claimed again when its lease runs out. An event that fails or kills its worker three
times is set aside and reported, one that cannot even be read at once; one that meets a
chat which does not answer waits.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.chat import ChatLimited, ChatUncertain
from integrations.chat_events import Envelope, Unreadable
from integrations.database import Database
from integrations.database.tables.delivery import EventState, inbox
from integrations.deferred import dataclass
from integrations.time import machine_now
from jobs.delivery.lease import Held, Lease, is_over
from jobs.delivery.worker import Recurring, Worker, outlived

log = structlog.get_logger()

Handle = Callable[[dict[str, Any]], Awaitable[None]]
Label = Callable[[Mapping[str, Any]], Envelope]
"""What has to be known of an event to keep it."""
Report = Callable[[int, dict[str, Any]], Awaitable[None]]

MOST_AT_ONCE = 500
"""Arrivals that share a commit; SQLite takes 32,766 values a statement."""
DESKS = 2
"""How many events are worked on at a time. More would not be done sooner, and acks would wait for them all."""
PATIENCE_S = 0.5
"""After this long an event leaves its desk to the next one: it waits for a model or for the chat, not for us."""
CHAT_AWAY = timedelta(hours=1)
"""So long an event waits for a chat that does not answer; only after that it counts as the event's failure."""
TRIES = 3
"""How often an event may fail, or kill its worker."""
PAUSE = timedelta(seconds=1)
"""After the first failure."""
MOST_PAUSE = timedelta(seconds=30)
"""Between two tries while the chat does not answer."""
_OPEN = (
    sa.select(inbox)
    .where(
        sa.or_(
            inbox.c.state == EventState.NEW,
            sa.and_(
                inbox.c.state == EventState.CLAIMED,
                is_over(inbox.c.lease_until),
                inbox.c.id.not_in(sa.bindparam("in_hand", expanding=True)),
            ),
        )
    )
    .order_by(inbox.c.id)
)
"""What waits for a worker, or was left by one, apart from what this process has `in_hand`."""
_FIRST_OPEN = _OPEN.with_only_columns(inbox.c.id).limit(1)
_WAITING = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.state.in_((EventState.NEW, EventState.CLAIMED)))


@dataclass(frozen=True, slots=True)
class _Event:
    """An event that waits for a worker."""

    id: int
    body: dict[str, Any]
    received_at: datetime
    attempts: int
    problem: str | None
    fence: int


class Inbox:
    """The events of a chat, each handled once whatever the number of deliveries."""

    def __init__(
        self,
        db: Database,
        handle: Handle,
        label: Label,
        *,
        report: Report | None = None,
        lease_s: float = 30,
        width: int = 64,
    ) -> None:
        """Prepare. At most `width` events are in hand at once, waiting ones included; a lease lasts `lease_s` seconds.

        `label` says what has to be known of what comes in.
        After a failure an event waits `PAUSE`, twice as long each time. That the chat does not answer is no failure of
        the event.
        """
        self._db = db
        self._handle = handle
        self._label = label
        self._report = report
        self._lease = Lease(db, inbox, timedelta(seconds=lease_s), longest=MOST_PAUSE)
        self._width = width
        self._arriving: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._stirred = asyncio.Event()
        self._in_hand: dict[Held, asyncio.Task[None]] = {}
        self._desks = DESKS
        self._more = False
        """Whether the last look may have left something that there was no room for."""
        self._committing = Worker("inbox-commit", self._commit_arrivals, failed="inbox_commit_failed", pause_s=0)
        self._working = Worker("inbox-work", self._work, failed="inbox_claim_failed")
        self._finishing = Recurring("inbox_end_not_kept")

    async def missing(self) -> int:
        """How many acked events the database has lost; 0 where it has them all."""
        newest = (await self._db.fetch(sa.select(sa.func.max(inbox.c.id)))).scalar_one()
        return await self._db.missing(newest or 0)

    async def start(self) -> None:
        """Begin to accept and to work."""
        for worker in self._workers:
            worker.start()

    @property
    def _workers(self) -> tuple[Worker, ...]:
        return self._committing, self._working

    @property
    def alive(self) -> bool:
        """Return True while events are taken in and worked on."""
        return all(worker.alive for worker in self._workers)

    async def stop(self, grace_s: float = 8) -> None:
        """Take nothing new, let what is in hand finish for `grace_s` seconds, hand back the rest."""
        self._stirred.set()
        self._arrived.set()
        await self._working.finish(grace_s)  # a claim that is under way adds to what is in hand
        tasks = list(self._in_hand.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        unfinished = [held for held, task in self._in_hand.items() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if unfinished:
            async with self._db.write() as tx:
                await self._lease.give_back(tx, unfinished, state=EventState.NEW, attempts=inbox.c.attempts - 1)
        for worker in self._workers:
            await worker.stop()

    # --- arriving ------------------------------------------------------------------

    async def accept(self, body: Mapping[str, Any]) -> None:
        """Return once `body` (what the chat sent) is durable. A known one is accepted again.

        Whoever arrives while a commit is under way shares the next one.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arriving.append((self._row(dict(body)), done))
        self._arrived.set()
        await done

    async def is_new(self, name: str) -> bool:
        """Return True the first time that any replica asks for `name`, which is remembered for a week."""
        now = machine_now()
        known = {"event_id": name, "state": EventState.DONE, "body": {}, "received_at": now, "done_at": now}
        return await self._db.write_first(self._db.insert(inbox).values(known).on_conflict_do_nothing()) == 1

    async def _commit_arrivals(self) -> None:
        await self._arrived.wait()
        self._arrived.clear()
        arrivals, self._arriving = self._arriving[:MOST_AT_ONCE], self._arriving[MOST_AT_ONCE:]
        if not arrivals:
            return
        if self._arriving:
            self._arrived.set()
        # Replicas that are told the same things write them in the same order, or PostgreSQL sees a deadlock.
        arrivals.sort(key=lambda each: (each[0]["message"] is None, each[0]["message"] or "", each[0]["event_id"]))
        try:
            await self._keep([row for row, _ in arrivals])
        except Exception as problem:
            if not _is_of_the_rows(problem):
                _fail([done for _, done in arrivals], problem)
                raise
            for row, done in arrivals:
                await self._keep_alone(row, done)
        for _, done in arrivals:
            if not done.done():
                done.set_result(None)
        self._stirred.set()

    def _row(self, body: dict[str, Any]) -> dict[str, Any]:
        label = self._label(body)
        return {
            "event_id": label.id or f"none:{secrets.token_hex(16)}",
            "about": label.about,
            "message": label.message,
            "body": body,
            "received_at": machine_now(),
        }

    async def _keep(self, rows: list[dict[str, Any]]) -> None:
        # One row, as nearly always, is a statement that is compiled once; a list of them is compiled anew.
        values = rows if len(rows) > 1 else rows[0]
        await self._db.write_first(self._db.insert(inbox).values(values).on_conflict_do_nothing(), acked=True)

    async def _keep_alone(self, row: dict[str, Any], done: asyncio.Future[None]) -> None:
        """Keep one of several that could not be kept together.

        What cannot be kept alone either is set aside, without its words, and counts as taken: the chat
        would send it three times more, and each would fail the same way.
        """
        try:
            try:
                await self._keep([row])
            except Exception as problem:
                if not _is_of_the_rows(problem):
                    raise
                log.error("inbox_set_aside", event_id=row["event_id"], problem=repr(problem)[:500])
                aside: dict[str, Any] = {
                    "message": None,
                    "about": None,
                    "body": {},
                    "state": EventState.ASIDE,
                    "problem": _words(problem),
                }
                await self._keep([{**row, **aside}])
                if row["about"] is not None and self._report is not None:
                    await self._report(0, row["body"])  # nobody will work on this news
        except Exception as problem:
            _fail([done], problem)

    # --- working -------------------------------------------------------------------

    async def _work(self) -> None:
        self._more = True
        claimed = await self._claim(min(self._desks, self._width - len(self._in_hand)))
        self._desks -= len(claimed)
        for event, held in claimed:
            self._in_hand[held] = asyncio.create_task(self._process(event, held), name=f"inbox-{event.id}")
        try:
            async with asyncio.timeout(1):
                await self._stirred.wait()
        except TimeoutError:
            pass
        self._stirred.clear()

    async def _claim(self, room: int) -> list[tuple[_Event, Held]]:
        if room <= 0:
            return []
        at = {"in_hand": [each.key[0] for each in self._in_hand]}
        async with self._db.read() as tx:
            if (await tx.execute(_FIRST_OPEN, {**at, **self._lease.bounds()})).first() is None:
                self._more = False
                return []
        async with self._db.write() as tx:
            offered = await self._lease.offered(tx, _OPEN.limit(room), _Event, at)
            self._more = len(offered) == room
            worn = [event for event in offered if event.attempts >= TRIES]
            await self._lease.give_back(tx, await self._lease.take(tx, worn), state=EventState.ASIDE)
            events = [event for event in offered if event.attempts < TRIES]
            held = await self._lease.take(tx, events, state=EventState.CLAIMED, attempts=inbox.c.attempts + 1)
        for event in worn:
            await self._reported(event, event.problem)
        return list(zip(events, held, strict=True))

    async def _reported(self, event: _Event, problem: str | None) -> None:
        log.error("inbox_set_aside", inbox_id=event.id, attempts=event.attempts, problem=problem)
        if self._report is not None:
            with outlived("inbox_report_failed", inbox_id=event.id):
                await self._report(event.id, event.body)

    async def _process(self, event: _Event, held: Held) -> None:
        leave = self._at_a_desk()
        try:
            async with self._lease.kept([held]):
                end = await self._handled(event)
            # Where this fails its lease will end; whoever claims it then does again what has no effect twice.
            with self._finishing.outlived(inbox_id=event.id):
                await self._finish(held, **end)
                if end["lease_until"] is not None:  # it is tried again then, not at the first look after
                    pause = (end["lease_until"] - machine_now()).total_seconds()
                    asyncio.get_running_loop().call_later(pause, self._stirred.set)
        finally:
            self._in_hand.pop(held, None)
            leave()
            self._has_room()

    async def _handled(self, event: _Event) -> dict[str, Any]:
        """Let it be handled; what becomes of its row."""
        try:
            await self._handle(event.body)
        except Unreadable as problem:
            await self._reported(event, _words(problem))
            return {"state": EventState.ASIDE, "lease_until": None, "problem": _words(problem)}
        except Exception as problem:
            age = machine_now() - event.received_at
            if isinstance(problem, ChatLimited | ChatUncertain) and age < CHAT_AWAY:
                log.warning("inbox_waits_for_the_chat", inbox_id=event.id, why=problem.code)
                pause, attempts = min(max(age, PAUSE), MOST_PAUSE), event.attempts
            else:
                log.exception("inbox_event_failed", inbox_id=event.id, attempt=event.attempts + 1)
                pause, attempts = min(PAUSE * 2**event.attempts, MOST_PAUSE), event.attempts + 1
            return {"problem": _words(problem), "lease_until": machine_now() + pause, "attempts": attempts}
        # Only the ids stay, to recognise a repeated delivery; the words are memory's to keep.
        return {"state": EventState.DONE, "body": {}, "done_at": machine_now(), "lease_until": None}

    def _at_a_desk(self) -> Callable[[], None]:
        """What frees this event's desk: called at its end, or by the clock after `PATIENCE_S`."""
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._desks += 1
                self._has_room()

        asyncio.get_running_loop().call_later(PATIENCE_S, leave)
        return leave

    def _has_room(self) -> None:
        """Look again where the last look left something; whatever has arrived since says so itself."""
        if self._more:
            self._stirred.set()

    async def _finish(self, held: Held, **values: Any) -> None:
        async with self._db.write() as tx:
            await self._lease.write(tx, [held], **values)

    @property
    def idle(self) -> bool:
        """Whether nothing is arriving or in hand in this process."""
        return not self._arriving and not self._in_hand

    async def waiting(self) -> int:
        """How many events wait for a worker."""
        return int((await self._db.fetch(_WAITING)).scalar_one())


def _is_of_the_rows(problem: Exception) -> bool:
    """Whether a commit failed for what was in it, so that others may succeed, and not for the database's sake."""
    if isinstance(problem, sa.exc.DBAPIError):
        return isinstance(problem, sa.exc.DataError | sa.exc.IntegrityError)
    return isinstance(problem, sa.exc.StatementError | ValueError | TypeError | RecursionError)


def _fail(arrivals: list[asyncio.Future[None]], problem: Exception) -> None:
    for done in arrivals:
        if not done.done():
            done.set_exception(problem)


def _words(problem: BaseException) -> str:
    return repr(problem)[:500]
