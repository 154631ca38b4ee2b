"""Erasures that people ask for in chat: each comes to its end, also where the process dies in the middle of it."""

import asyncio
from datetime import timedelta

import sqlalchemy as sa
import structlog

from bot.memory.erasure import Erased, PersonalData
from integrations.database import Database, Tx
from integrations.database.tables.erasures import erasures
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.time import Clock
from jobs.delivery.lease import Held, Lease, is_free
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from jobs.standup.words import joined

log = structlog.get_logger()

LOOK_S = 30
"""How often it is looked for one that somebody has left."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """Somebody's wish to be forgotten."""

    person: str
    fence: int


class Erasures:
    """Erases what is kept of a person; what a process leaves behind, another takes up."""

    def __init__(
        self, db: Database, clock: Clock, personal_data: PersonalData, outbox: Outbox, *, lease_s: float = 30
    ) -> None:
        """Erase with `personal_data`. A killed process's erasure is taken over after `lease_s` seconds."""
        self._db = db
        self._clock = clock
        self._personal_data = personal_data
        self._outbox = outbox
        self._lease = Lease(db, erasures, timedelta(seconds=lease_s))

    async def erase(self, person: str) -> Erased:
        """Erase all that is kept of somebody, and return how much that was."""
        wish = self._db.insert(erasures).values(
            person=person, asked_at=self._clock.now(), fence=1, lease_until=self._lease.until()
        )
        again = {"fence": erasures.c.fence + 1, "lease_until": self._lease.until()}
        wish = wish.on_conflict_do_update(index_elements=[erasures.c.person], set_=again)
        async with self._db.write() as tx:
            fence = (await tx.execute(wish.returning(erasures.c.fence))).scalar_one()
        held = Held((person,), fence)
        erased = await self._carry_out(held)
        async with self._db.write() as tx:
            await self._done(tx, held)
        return erased

    async def resume(self) -> int:
        """Carry out what was left by processes that are gone, and tell each person; how many there were."""
        left = sa.select(erasures).where(is_free(erasures.c.lease_until))
        async with self._db.write() as tx:
            offered = await self._lease.offered(tx, left.order_by(erasures.c.asked_at), _Wish)
            held = await self._lease.take(tx, offered)
        # Each by itself: one that cannot be done, or that somebody has asked for anew meanwhile, stops no other.
        ends = await asyncio.gather(*map(self._make_up_for, held), return_exceptions=True)
        for each, end in zip(held, ends, strict=True):
            if isinstance(end, Exception):
                log.error("erasure_not_resumed", person=each.key[0], exc_info=end)
        return len(held)

    async def _make_up_for(self, held: Held) -> None:
        (person,) = held.key
        erased = await self._carry_out(held)
        async with self._db.write() as tx:
            if await self._done(tx, held):
                words = "I was interrupted while I forgot what you asked me to forget; now it is done. "
                key = f"erased:{held.fence}:{self._clock.now().timestamp()}:{person}"
                told = OutgoingMessage(key, person, Post(headline=(words, said(erased))), priority=Priority.REPLY)
                await self._outbox.put(tx, told)
                log.info("erasure_resumed", person=person)

    async def _carry_out(self, held: Held) -> Erased:
        (person,) = held.key
        async with self._lease.kept([held]):
            return await self._personal_data.forget(person)

    async def _done(self, tx: Tx, held: Held) -> bool:
        """Let go of an erasure that is done; whether it was still ours."""
        (person,) = held.key
        ours = erasures.delete().where(erasures.c.person == person, erasures.c.fence == held.fence)
        return (await tx.execute(ours)).rowcount > 0


def said(erased: Erased) -> str:
    """Return how much was erased, in words."""
    counted = (
        (erased.messages, "message of yours", "messages of yours"),
        (
            erased.notes,
            "note that you had made of other people's words",
            "notes that you had made of other people's words",
        ),
        (erased.answers, "answer of mine", "answers of mine"),
        (
            erased.records,
            "entry of yours elsewhere (standup answers, plans, blockers, absences, accounts)",
            "entries of yours elsewhere (standup answers, plans, blockers, absences, accounts)",
        ),
    )
    parts = [_count(number, one, many) for number, one, many in counted if number]
    return f"Erased: {joined(parts)}." if parts else "There was nothing of yours to erase."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
