"""Which messages of the outbox go now: each is claimed by one process, at an hour that its person wants it."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.delivery import MessageState, outbox
from integrations.time import Clock
from jobs.delivery import outbox_order
from jobs.delivery.lease import Held, Lease
from jobs.delivery.outbox_records import Candidate, ClaimedMessage
from jobs.delivery.pace import Pace
from jobs.delivery.worker import outlived
from jobs.messages import DEFERRABLE, DailyCap, Hours, Wanted, is_late

LONGEST_PAUSE = timedelta(minutes=5)
"""Between two tries of a message."""
UNWANTED = "they want none of these"
"""The problem of what was taken back for that."""
UNKNOWN = timedelta(minutes=1)
"""How long a nudge waits where a person's hours cannot be found out."""


class OutboxClaims:
    """Finds and claims what may go."""

    def __init__(
        self, db: Database, clock: Clock, lease: Lease, pace: Pace, *, hours: Hours, daily_cap: DailyCap, wanted: Wanted
    ) -> None:
        """Claim under `lease`, no faster than `pace` lets a channel be written to."""
        self._db = db
        self._clock = clock
        self._lease = lease
        self._pace = pace
        self._hours = hours
        self._daily_cap = daily_cap
        self._wanted = wanted
        self._behind = ""
        """The channel that the next look begins behind, where there are more than one look finds."""

    async def candidates(self, besides: Container[int]) -> Iterable[Candidate]:
        """The first open message of each channel that has nothing to wait for; a page before all others.

        `besides` are those that this process is posting.
        """
        found, last = await self._look(self._behind)
        if self._behind and not last:  # the last of them: round again
            more, last = await self._look("")
            found += more
        self._behind = last
        firsts: dict[str, Candidate] = {}
        for each in found:
            if each.id not in besides:
                firsts.setdefault(each.channel, each)
        return firsts.values()

    async def _look(self, behind: str) -> tuple[list[Candidate], str]:
        """What may go in the channels behind one, and the channel to go on behind; "" where there are no more."""
        now = self._clock.now()
        at = {"now": now, "last_pause": now + LONGEST_PAUSE, "behind": behind, **self._lease.bounds()}
        rows = (await self._db.fetch(outbox_order.MAY_GO, at)).all()
        return [record_of(Candidate, row) for row in rows], next((row.last for row in rows if row.last), "")

    async def _held(self, message: Candidate) -> bool:
        """Whether it is no hour for a nudge, or a late reply; if so it waits for one."""
        now = self._clock.now()
        until = now + UNKNOWN
        # What cannot be known of one person, while the chat does not say, keeps nothing from the others.
        with outlived("hours_unknown", key=message.key):
            until = await self._free_at(message, now)
        if until <= now:
            return False
        async with self._db.write() as tx:
            await tx.execute(
                outbox.update()
                .where(outbox.c.id == message.id, outbox.c.state == message.state, outbox.c.fence == message.fence)
                .values(not_before=until)
            )
        return True

    async def _free_at(self, message: Candidate, now: datetime) -> datetime:
        until = await self._hours(message.person, now)
        if until > now or (person := _whose_cap(message)) is None:
            return until
        async with self._db.read() as tx:
            tomorrow = await self._daily_cap(tx, person, now)
        # Tomorrow begins at midnight, and nobody is nudged then either.
        return await self._hours(person, tomorrow) if tomorrow else until

    async def claim(self, candidate: Candidate) -> tuple[ClaimedMessage, Held] | None:
        """Claim a message; None where it waits, will never be sent, or is somebody else's by now."""
        now = self._clock.now()
        if _waits_for_hours(candidate, now) and await self._held(candidate):
            return None
        as_read = {"id": candidate.id, "state": candidate.state, "fence": candidate.fence}
        async with self._db.write() as tx:
            offered = await self._lease.offered(tx, outbox_order.UNCHANGED, ClaimedMessage, as_read)
            if not offered:
                return None
            (message,) = offered
            this = outbox.update().where(outbox.c.id == message.id)
            if message.expires_at is not None and message.expires_at <= now and message.attempts == 0:
                await tx.execute(
                    this.values(state=MessageState.EXPIRED, problem="its reason was gone before it could be sent")
                )
                return None
            if not await self._is_wanted(tx, message, now) or not await self._pace.take_turn(tx, message.channel, now):
                return None
            # Once more, where messages to one person queue: another may have gone since it was looked at.
            if (person := _whose_cap(message)) and (later := await self._daily_cap(tx, person, now)):
                await tx.execute(this.values(not_before=later))
                return None
            tried_at = sa.func.coalesce(outbox.c.tried_at, now)
            (held,) = await self._lease.take(
                tx, [message], state=MessageState.SENDING, attempts=outbox.c.attempts + 1, tried_at=tried_at
            )
        return message, held

    async def _is_wanted(self, tx: Tx, message: ClaimedMessage, now: datetime) -> bool:
        """Return True if its person wants it now; else it waits, or is taken back where they want none of its kind."""
        if message.kind is None or message.person is None or message.attempts:
            return True
        at = await self._wanted(tx, message.person, message.kind, now)
        if at is not None and at <= now:
            return True
        values = {"not_before": at} if at is not None else {"state": MessageState.WITHDRAWN, "problem": UNWANTED}
        await tx.execute(outbox.update().where(outbox.c.id == message.id).values(**values))
        return False


def _waits_for_hours(message: Candidate, now: datetime) -> bool:
    """Whether it may not go at any hour. A reply that was tried may be with its person already."""
    return message.priority in DEFERRABLE or (message.attempts == 0 and is_late(message.answers_at, now))


def _whose_cap(message: Candidate) -> str | None:
    """Whose cap of a day is asked about it. Of one that was tried none is: it may be with its person already."""
    return message.person if message.priority in DEFERRABLE and message.attempts == 0 else None
