"""Durable in: an event is written down before Slack hears that we have it.

`accept` returns once the event is committed; then it may be acked. Workers of any
replica claim events under a lease and hand them to `handle`; what a killed worker left
is claimed again when its lease runs out. An event that fails or kills its worker three
times is set aside and reported; one that meets a Slack which does not answer waits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from integrations.database import Database
from integrations.database.tables.delivery import inbox
from integrations.slack.types import ChatLimited, ChatUncertain
from integrations.time import machine_now

log = structlog.get_logger()

Handle = Callable[[dict[str, Any]], Awaitable[None]]
Report = Callable[[int, dict[str, Any]], Awaitable[None]]

MOST_AT_ONCE = 500
"""Arrivals that share a commit; SQLite takes 32,766 values a statement."""
KEEP_DAYS = 7
"""How long a done event's id is kept to recognise it again. Slack retries within an hour."""
DESKS = 2
"""How many events are worked on at a time. More would not be done sooner, and acks would wait for them all."""
PATIENCE_S = 0.5
"""After this long an event leaves its desk to the next one: it waits for a model or for Slack, not for us."""
SLACK_AWAY = timedelta(hours=1)
"""So long an event waits for a Slack that does not answer; only after that it counts as the event's failure."""
MOST_PAUSE = timedelta(seconds=30)
"""Between two tries while Slack does not answer."""
WORKER = "inbox-work"
_EDITS = ("message_changed", "message_deleted")
_OPEN = (
    sa.select(inbox)
    .where(
        sa.or_(
            inbox.c.state == "new",
            sa.and_(
                inbox.c.state == "claimed",
                inbox.c.lease_until < sa.bindparam("now"),
                inbox.c.id.not_in(sa.bindparam("in_hand", expanding=True)),
            ),
        )
    )
    .order_by(inbox.c.id)
)
"""What waits for a worker, or was left by one: at `now`, apart from what this process has `in_hand`."""
_FIRST_OPEN = _OPEN.with_only_columns(inbox.c.id).limit(1)
_WAITING = sa.select(sa.func.count()).select_from(inbox).where(inbox.c.state.in_(("new", "claimed")))


class Inbox:
    """The events of Slack, each handled once whatever the number of deliveries."""

    def __init__(
        self,
        db: Database,
        handle: Handle,
        *,
        report: Report | None = None,
        lease_s: float = 30,
        tries: int = 3,
        pause_s: float = 1,
        width: int = 64,
    ) -> None:
        """Prepare. At most `width` events are in hand at once, waiting ones included; a lease lasts `lease_s` seconds.

        After a failure an event waits `pause_s` seconds, twice as long each time. That Slack does
        not answer is no failure of the event.
        """
        self._db = db
        self._handle = handle
        self._report = report
        self._lease = timedelta(seconds=lease_s)
        self._tries = tries
        self._pause = timedelta(seconds=pause_s)
        self._width = width
        self._arriving: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()
        self._stirred = asyncio.Event()
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._desks = DESKS
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        """Begin to accept and to work."""
        self._loops = [
            asyncio.create_task(self._commit_arrivals(), name="inbox-commit"),
            asyncio.create_task(self._work(), name=WORKER),
            asyncio.create_task(self._renew(), name="inbox-renew"),
        ]

    async def stop(self, grace_s: float = 8) -> None:
        """Take nothing new, let what is in hand finish for `grace_s` seconds, hand back the rest."""
        self._stopping = True
        self._stirred.set()
        self._arrived.set()
        if working := [loop for loop in self._loops if loop.get_name() == WORKER]:
            # A claim that is under way adds to what is in hand.
            await asyncio.wait(working, timeout=grace_s)
        tasks = list(self._in_hand.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace_s)
        unfinished = [row for row, task in self._in_hand.items() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if unfinished:
            async with self._db.write() as tx:
                await tx.execute(
                    inbox.update()
                    .where(inbox.c.id.in_(unfinished), inbox.c.state == "claimed")
                    .values(state="new", attempts=inbox.c.attempts - 1, lease_until=None)
                )
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)

    # --- arriving ------------------------------------------------------------------

    async def accept(self, body: Mapping[str, Any]) -> None:
        """Return once `body` (an Events API payload) is durable. A known one is accepted again.

        Whoever arrives while a commit is under way shares the next one.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arriving.append((dict(body), done))
        self._arrived.set()
        await done

    async def _commit_arrivals(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            batch, self._arriving = self._arriving[:MOST_AT_ONCE], self._arriving[MOST_AT_ONCE:]
            if not batch:
                continue
            if self._arriving:
                self._arrived.set()
            rows = [
                {
                    "event_id": str(body.get("event_id") or f"none:{machine_now().isoformat()}:{number}"),
                    "message": message_key(body),
                    "body": body,
                    "received_at": machine_now(),
                }
                for number, (body, _) in enumerate(batch)
            ]
            # Replicas that are told the same things write them in the same order, or PostgreSQL sees a deadlock.
            rows.sort(key=lambda row: (row["message"] is None, row["message"] or "", row["event_id"]))
            try:
                # One row, as nearly always, is a statement that is compiled once; a list of them is compiled anew.
                values = rows if len(rows) > 1 else rows[0]
                await self._db.write_first(self._db.insert(inbox).values(values).on_conflict_do_nothing())
            except Exception as problem:
                log.exception("inbox_commit_failed")
                for _, done in batch:
                    if not done.done():
                        done.set_exception(problem)
                continue
            for _, done in batch:
                if not done.done():
                    done.set_result(None)
            self._stirred.set()

    # --- working -------------------------------------------------------------------

    async def _work(self) -> None:
        while not self._stopping:
            try:
                claimed = await self._claim(min(self._desks, self._width - len(self._in_hand)))
            except Exception:
                log.exception("inbox_claim_failed")
                claimed = []
            self._desks -= len(claimed)
            for row in claimed:
                self._in_hand[row.id] = asyncio.create_task(self._process(row), name=f"inbox-{row.id}")
            try:
                async with asyncio.timeout(1):
                    await self._stirred.wait()
            except TimeoutError:
                pass
            self._stirred.clear()

    async def _claim(self, room: int) -> list[sa.Row[Any]]:
        if room <= 0:
            return []
        now = machine_now()
        at = {"now": now, "in_hand": list(self._in_hand)}
        async with self._db.read() as tx:
            if (await tx.execute(_FIRST_OPEN, at)).first() is None:
                return []
        aside: list[sa.Row[Any]] = []
        claimed: list[sa.Row[Any]] = []
        async with self._db.write() as tx:
            for row in (await tx.execute(self._db.claiming(_OPEN.limit(room)), at)).all():
                if row.attempts >= self._tries:
                    aside.append(row)
                    await tx.execute(inbox.update().where(inbox.c.id == row.id).values(state="aside", lease_until=None))
                    continue
                claimed.append(row)
            if claimed:
                await tx.execute(
                    inbox.update()
                    .where(inbox.c.id.in_([row.id for row in claimed]))
                    .values(
                        state="claimed",
                        fence=inbox.c.fence + 1,
                        attempts=inbox.c.attempts + 1,
                        lease_until=now + self._lease,
                    )
                )
        for row in aside:
            log.error("inbox_set_aside", inbox_id=row.id, attempts=row.attempts, problem=row.problem)
            if self._report is not None:
                try:
                    await self._report(row.id, row.body)
                except Exception:
                    log.exception("inbox_report_failed", inbox_id=row.id)
        return claimed

    async def _process(self, row: sa.Row[Any]) -> None:
        fence = row.fence + 1
        leave = self._at_a_desk()
        try:
            await self._handle(row.body)
        except Exception as problem:
            age = machine_now() - row.received_at
            if isinstance(problem, ChatLimited | ChatUncertain) and age < SLACK_AWAY:
                log.warning("inbox_waits_for_slack", inbox_id=row.id, why=problem.code)
                pause, attempts = min(max(age, self._pause), MOST_PAUSE), row.attempts
            else:
                log.exception("inbox_event_failed", inbox_id=row.id, attempt=row.attempts + 1)
                pause, attempts = self._pause * 2**row.attempts, row.attempts + 1
            lease_until = machine_now() + pause
            await self._finish(row.id, fence, problem=repr(problem)[:500], lease_until=lease_until, attempts=attempts)
            asyncio.get_running_loop().call_later(pause.total_seconds(), self._stirred.set)
        else:
            # Only the ids stay, to recognise a repeated delivery; the words are memory's to keep.
            await self._finish(row.id, fence, state="done", body={}, done_at=machine_now(), lease_until=None)
        finally:
            self._in_hand.pop(row.id, None)
            leave()
            self._stirred.set()

    def _at_a_desk(self) -> Callable[[], None]:
        """What frees this event's desk: called at its end, or by the clock after `PATIENCE_S`."""
        held = True

        def leave() -> None:
            nonlocal held
            if held:
                held = False
                self._desks += 1
                self._stirred.set()

        asyncio.get_running_loop().call_later(PATIENCE_S, leave)
        return leave

    async def _finish(self, row: int, fence: int, **values: Any) -> None:
        async with self._db.write() as tx:
            await tx.execute(inbox.update().where(inbox.c.id == row, inbox.c.fence == fence).values(**values))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                async with self._db.write() as tx:
                    if self._in_hand:
                        await tx.execute(
                            inbox.update()
                            .where(inbox.c.id.in_(list(self._in_hand)), inbox.c.state == "claimed")
                            .values(lease_until=machine_now() + self._lease)
                        )
                    old = machine_now() - timedelta(days=KEEP_DAYS)
                    await tx.execute(inbox.delete().where(inbox.c.state == "done", inbox.c.done_at < old))
            except Exception:
                log.exception("inbox_renewal_failed")

    @property
    def idle(self) -> bool:
        """Whether nothing is arriving or in hand in this process."""
        return not self._arriving and not self._in_hand

    async def waiting(self) -> int:
        """How many events wait for a worker."""
        async with self._db.read() as tx:
            return int((await tx.execute(_WAITING)).scalar_one())


def message_key(body: Mapping[str, Any]) -> str | None:
    """What names the message that an event is about, where it is about a new one.

    A mention is delivered as `app_mention` and as `message` under two event ids.
    """
    event = body.get("event") or {}
    if event.get("type") not in ("message", "app_mention") or event.get("subtype") in _EDITS:
        return None
    channel, ts = event.get("channel"), event.get("ts")
    return f"{channel}:{ts}" if channel and ts else None
