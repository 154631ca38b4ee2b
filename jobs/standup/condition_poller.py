"""Blockers that close themselves: what they wait for is watched, and the thread where they were raised is told.

Every condition has its next look in the database and is looked at under a lease, so replicas share
the looks, and a source that is down is asked ever more seldom and loses none of them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from integrations.database import Database, Tx
from integrations.database.tables.blockers import blocker_conditions as table
from integrations.database.tables.standup import standup_blockers as blockers_table
from integrations.deferred import dataclass
from integrations.source import SourceError
from integrations.time import Clock
from jobs.delivery.lease import Held, Lease, is_free
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from jobs.standup import blocker_posts, blocker_store, blockers, message_keys
from jobs.standup.blocker_announcements import BlockerAnnouncements
from jobs.standup.condition_sources import State, States
from jobs.standup.conditions import Condition, ConditionKind
from jobs.standup.model import Blocker

log = structlog.get_logger()

EVERY = timedelta(minutes=3)
"""How often a condition is looked at in its first week."""
SELDOM = timedelta(minutes=30)
"""How often after that, and how often what the source does not have."""
YOUNG = timedelta(days=7)
GIVEN_UP = timedelta(days=90)
"""What has not happened by then is looked at no more; people can still close it."""
LONGEST_PAUSE = timedelta(hours=1)
"""Between two looks at a source that does not answer."""
LONGEST_ASKED = timedelta(days=1)
"""The same, where it asks for more."""
MOST = 40
"""Conditions of one look at a source."""
LIMIT_S = 30
"""For all that one look asks of a source."""
LEASE = timedelta(minutes=1)
"""How long a look keeps other replicas from the same conditions."""
LOOK_S = 20
"""How often we see whether something is to be looked at."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A condition whose time it is to be looked at."""

    blocker: int
    kind: str
    ref: str
    made_at: datetime
    tries: int
    seen_open: bool
    met_at: datetime | None
    fence: int


_Claimed = Mapping[Held, _Due]
"""What is ours to look at."""


class ConditionPoller:
    """Looks after what open blockers wait for. Any replica may: a blocker closes once."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        announcements: BlockerAnnouncements,
        sources: Mapping[ConditionKind, States],
    ) -> None:
        """Ask these sources whether what blockers wait for has come."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._announcements = announcements
        self._sources = sources
        self._lease = Lease(db, table, LEASE)
        self._looking = asyncio.Lock()

    @property
    def connected(self) -> bool:
        """Return True if there is anything to ask."""
        return bool(self._sources)

    async def look_after(self) -> int:
        """Look at what is due, and close what is met; how many blockers that was. Never raises `SourceError`."""
        async with self._looking:
            return sum(await asyncio.gather(*(self._look(*each) for each in self._sources.items())))

    async def _look(self, kind: ConditionKind, states_of: States) -> int:
        now = self._clock.now()
        claimed = await self._take(kind, now)
        if not claimed:
            return 0
        try:
            async with asyncio.timeout(LIMIT_S):
                states = await states_of(sorted({each.ref for each in claimed.values()}))
        except (SourceError, TimeoutError) as problem:
            await self._put_off(kind, claimed, now, problem)
            return 0
        except Exception:  # a mistake of ours: these wait for their next turn, so that others have theirs
            async with self._db.write() as tx:
                await self._give_back(tx, claimed, now)
            raise
        claimed = await self._note(kind, claimed, states, now)
        met: dict[int, list[_Due]] = defaultdict(list)
        for row in claimed.values():
            state = states.get(row.ref)
            if state is not None and state.is_ == "dropped":
                await self._dropped(row.blocker, Condition(kind, row.ref))
            elif state is not None and state.is_ == "met" and row.met_at is None:
                met[row.blocker].append(row)
        closed = 0
        for blocker, rows in met.items():
            sure = [row.ref for row in rows if _is_sure(states[row.ref], row)]
            closed += await self._met(blocker, kind, [row.ref for row in rows], sure)
        return closed

    # --- the looks -----------------------------------------------------------------

    async def _take(self, kind: ConditionKind, now: datetime) -> _Claimed:
        """Take what is due at a source under a lease, so that no other replica looks at it meanwhile."""
        # Where something waits longer than it can, the clock was set back.
        asked, usual = (sa.literal(now + each, table.c.look_at.type) for each in (LONGEST_ASKED, SELDOM))
        longest = sa.case((table.c.tries > 0, asked), else_=usual)
        its_time = sa.or_(table.c.look_at <= now, table.c.look_at > longest)
        query = (
            sa.select(table)
            .where(table.c.kind == kind, its_time, _standing(), is_free(table.c.lease_until))
            .order_by(table.c.look_at)
            .limit(MOST)
        )
        async with self._db.read() as tx:
            if (await tx.execute(query.limit(1), self._lease.bounds())).first() is None:
                return {}
        async with self._db.write() as tx:
            due = await self._lease.offered(tx, query, _Due)
            return dict(zip(await self._lease.take(tx, due), due, strict=True))

    async def _give_back(self, tx: Tx, claimed: _Claimed, now: datetime) -> _Claimed:
        """Let go of conditions until their next look, and return those that were still ours."""
        next_look = sa.case(
            (table.c.made_at < now - GIVEN_UP, sa.literal(None, table.c.look_at.type)),
            (table.c.made_at < now - YOUNG, sa.literal(now + SELDOM, table.c.look_at.type)),
            else_=sa.literal(now + EVERY, table.c.look_at.type),
        )
        ours = await self._lease.give_back(tx, list(claimed), look_at=next_look)
        return {held: due for held, due in claimed.items() if held.key in ours}

    async def _put_off(
        self, kind: ConditionKind, claimed: _Claimed, now: datetime, problem: SourceError | TimeoutError
    ) -> None:
        """Let a source that does not answer rest, longer each time."""
        tries = max(each.tries for each in claimed.values())
        asked_for = timedelta(seconds=getattr(problem, "retry_after", None) or 0)
        pause = max(min(EVERY * 2 ** min(tries + 1, 10), LONGEST_PAUSE), min(asked_for, LONGEST_ASKED))
        log.info("blockers_wait_for_source", source=kind, why=str(problem), pause_s=pause.total_seconds())
        until = self._clock.now() + pause
        async with self._db.write() as tx:
            await self._give_back(tx, claimed, now)
            await tx.execute(
                table.update()
                .where(table.c.kind == kind, table.c.look_at < until, _standing())
                .values(look_at=until, tries=table.c.tries + 1)
            )

    async def _note(
        self, kind: ConditionKind, claimed: _Claimed, states: Mapping[str, State], now: datetime
    ) -> _Claimed:
        """Keep what was seen of things that are not met, or not any more; return what was still ours to look at."""
        seen = [ref for ref, state in states.items() if state.is_ == "open"]
        # What has ended can be taken up again, but for a merged pull request.
        seldom = [ref for ref, state in states.items() if state.is_ in ("missing", "dropped", "met")]
        async with self._db.write() as tx:
            ours = await self._give_back(tx, claimed, now)
            of_kind = table.update().where(table.c.kind == kind, _standing())
            await tx.execute(of_kind.where(table.c.ref.in_(list(states)), table.c.tries > 0).values(tries=0))
            # One that is looked at no more is merged, whatever an older answer says.
            news = sa.and_(table.c.look_at.is_not(None), sa.or_(~table.c.seen_open, table.c.met_at.is_not(None)))
            await tx.execute(of_kind.where(table.c.ref.in_(seen), news).values(seen_open=True, met_at=None))
            await tx.execute(
                of_kind.where(table.c.ref.in_(seldom), table.c.look_at < now + SELDOM).values(look_at=now + SELDOM)
            )
        return ours

    # --- what they come to ---------------------------------------------------------

    async def _met(self, blocker: int, kind: ConditionKind, refs: Sequence[str], sure: Sequence[str]) -> bool:
        """Keep that these are met, the `sure` ones while somebody waited; whether that closed the blocker.

        It closes with the last of what it waits for. Where all of it was so before it was raised, people are asked.
        """
        now = self._clock.now()
        async with self._db.read() as tx:
            before = await blocker_store.blocker(tx, blocker)
        if before is None:
            return False
        reachable = await self._announcements.reachable(before, now)
        why = " and ".join(condition.met for condition in before.conditions)
        async with self._db.write() as tx:
            await self._announcements.lock(tx, before.ritual)
            # The blocker before its conditions, in the order in which an answer takes them back.
            held = sa.select(blockers_table.c.id).where(blockers_table.c.id == blocker)
            if (await tx.execute(held.with_for_update())).first() is None:
                return False
            mine = sa.and_(table.c.blocker == blocker, table.c.kind == kind, table.c.met_at.is_(None))
            await tx.execute(table.update().where(mine, table.c.ref.in_(sure)).values(seen_open=True))
            met = table.update().where(mine, table.c.ref.in_(refs)).values(met_at=now)
            await tx.execute(met.values(look_at=None) if kind == "pull" else met)
            rows = (await tx.execute(sa.select(table).where(table.c.blocker == blocker))).all()
            if any(row.met_at is None for row in rows):
                return False
            if any(row.seen_open for row in rows):
                if not await blockers.close(tx, blocker, why, now):
                    return False
                after = await blocker_store.blocker(tx, blocker)
                if after is not None:
                    await self._announcements.tell(tx, after, now, reachable=reachable)
                return True
            if (still := await blocker_store.blocker(tx, blocker)) is not None:
                await self._ask(tx, still, before.conditions, f"{why} already")
        return False

    async def _dropped(self, blocker: int, condition: Condition) -> None:
        """It has ended otherwise than hoped for: the people know whether that helps."""
        async with self._db.write() as tx:
            found = await blocker_store.blocker(tx, blocker)
            if found is not None:
                why = f"{condition.label} was closed and not merged"
                await self._ask(tx, found, [condition], why)

    async def _ask(self, tx: Tx, blocker: Blocker, about: Sequence[Condition], why: str) -> None:
        """Ask, once, where what happened need not mean that nothing is in the way any more."""
        these = sa.tuple_(table.c.kind, table.c.ref).in_([(each.kind, each.ref) for each in about])
        mine = table.update().where(table.c.blocker == blocker.id, these, ~table.c.asked)
        if (await tx.execute(mine.values(asked=True))).rowcount and blocker.is_open:
            key = message_keys.confirmation(blocker, about[0].ref)
            post = blocker_posts.to_confirm([blocker], why)
            thread = message_keys.opening(blocker.round)
            await self._outbox.put(tx, OutgoingMessage(key, blocker.channel, post, Priority.REPLY, thread_of=thread))


def _standing() -> sa.ColumnElement[bool]:
    """That nobody has resolved the blocker of a condition."""
    return sa.exists().where(blockers_table.c.id == table.c.blocker, blockers_table.c.resolved_at.is_(None))


def _is_sure(state: State, row: _Due) -> bool:
    """Whether it happened while somebody waited for it; what had happened before they wrote is something else."""
    if state.is_ != "met":
        return False
    return row.seen_open or (state.since is not None and state.since >= row.made_at - timedelta(minutes=1))
