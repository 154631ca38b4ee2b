"""Blockers that close themselves: what they wait for is watched, and the thread where they were raised is told."""

import asyncio
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
import structlog

from integrations.database import Database, Tx
from integrations.database.tables.standup import standup_blockers as table
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.source import SourceError
from integrations.time import Clock
from jobs.issues.ports import Tracker
from jobs.letters import Letter
from jobs.reviews.ports import Pulls
from jobs.standup import blockers, posts, store
from jobs.standup.conditions import Condition, IssueDone, Pull, conditions, says_done
from jobs.standup.model import Blocker
from jobs.standup.ports import Directory, Mail
from jobs.standup.refresh import refresh

log = structlog.get_logger()

EVERY_S = 120
"""How often open blockers are looked after."""
MOST = 60
"""Pull requests and issues of one look; the oldest blockers first."""


class Watching:
    """Looks after open blockers. Any replica may: a blocker closes once."""

    def __init__(
        self, db: Database, clock: Clock, team: Directory, mail: Mail, pulls: Pulls | None, issues: Tracker | None
    ) -> None:
        """Watch those; each is None where it is not connected."""
        self._db = db
        self._clock = clock
        self._team = team
        self._mail = mail
        self._pulls = pulls
        self._issues = issues

    @property
    def connected(self) -> bool:
        """Whether there is anything to ask."""
        return self._pulls is not None or self._issues is not None

    async def look_after(self) -> int:
        """Close what is met; how many that was. A source that is down leaves its blockers open."""
        waiting = await self._waiting()
        if not waiting:
            return 0
        met = await self._met({condition for _, wanted in waiting for condition in wanted})
        closed = 0
        for blocker, wanted in waiting:
            if all(condition in met for condition in wanted):
                closed += await self._close(blocker, " and ".join(condition.met for condition in wanted))
        return closed

    async def keep_looking(self) -> None:
        """`look_after` every `EVERY_S` seconds, for as long as it is let."""
        while True:
            await self._clock.sleep(EVERY_S)
            try:
                await self.look_after()
            except Exception:
                log.exception("blockers_not_looked_after")

    async def said(self, channel: str, thread_ts: str | None, user: str, text: str) -> Sequence[Blocker]:
        """Somebody said something in a standup's thread: where it says "done", their part of a blocker is.

        One blocker that names them is closed in their name; of several, or where they did not
        write in the thread, nothing is: those are returned, to ask about them.
        """
        if thread_ts is None or not says_done(text):
            return ()
        async with self._db.read() as tx:
            query = sa.select(table).where(
                table.c.channel == channel, table.c.about == user, table.c.resolved_at.is_(None)
            )
            rows = (await tx.execute(query.order_by(table.c.id))).all()
        found = [store.to_blocker(row) for row in rows]
        threads = {blocker.round: await self._mail.sent(posts.opening_key(blocker.round)) for blocker in found}
        here = [each for each in found if (sent := threads[each.round]) is not None and sent.ts == thread_ts]
        if len(here) != 1:
            return here
        person = await self._team.person(user)
        if person is not None:
            async with self._db.write() as tx:
                if await blockers.resolve(tx, here[0].id, person, self._clock.now()):
                    await self._tell(tx, here[0].id, None)
        return ()

    # --- inside --------------------------------------------------------------------

    async def _waiting(self) -> list[tuple[Blocker, tuple[Condition, ...]]]:
        """Open blockers with what they wait for, oldest first."""
        repos = self._pulls.repos if self._pulls else ()
        projects = self._issues.projects if self._issues else ()
        async with self._db.read() as tx:
            rows = (await tx.execute(sa.select(table).where(table.c.resolved_at.is_(None)).order_by(table.c.id))).all()
        found = [(store.to_blocker(row), conditions(row.words, repos, projects)) for row in rows]
        waiting, room = [], MOST
        for blocker, wanted in found:
            if wanted and len(wanted) <= room:
                waiting.append((blocker, wanted))
                room -= len(wanted)
        return waiting

    async def _met(self, wanted: Iterable[Condition]) -> set[Condition]:
        every = sorted(wanted, key=str)
        pulls = [each for each in every if isinstance(each, Pull)]
        keys = [each.key for each in every if isinstance(each, IssueDone)]
        merged = await asyncio.gather(*(self._is_merged(each) for each in pulls))
        met: set[Condition] = {each for each, yes in zip(pulls, merged, strict=True) if yes}
        if keys and self._issues is not None:
            try:
                issues = await self._issues.issues(keys)
                met |= {IssueDone(key) for key, issue in issues.items() if issue.category == "done"}
            except SourceError as problem:
                log.info("blockers_wait_for_source", why=problem.sentence)
        return met

    async def _is_merged(self, wanted: Pull) -> bool:
        if self._pulls is None:
            return False
        try:
            return (await self._pulls.pull(wanted.repo, wanted.number)).merged_at is not None
        except SourceError as problem:
            log.info("blockers_wait_for_source", why=problem.sentence)
            return False

    async def _close(self, blocker: Blocker, why: str) -> bool:
        async with self._db.write() as tx:
            done = await tx.execute(
                table.update()
                .where(table.c.id == blocker.id, table.c.resolved_at.is_(None))
                .values(resolved_at=self._clock.now(), resolved_by="", resolved_name=why)
            )
            if done.rowcount != 1:
                return False
            await self._tell(tx, blocker.id, why)
        return True

    async def _tell(self, tx: Tx, blocker: int, why: str | None) -> None:
        """Say it in the thread where it was raised, and bring the rounds' messages up to date."""
        found = await blockers.find(tx, blocker)
        if found is None:
            return
        after, ritual, channel = found
        post = posts.resolved(after) if why is None else posts.closed(after, why)
        key = f"standup:blocker:{blocker}:resolved"
        await self._mail.put(tx, Letter(key, channel, post, sort="reply", thread_of=posts.opening_key(after.round)))
        latest = await store.latest(tx, ritual=ritual, most=1)
        for round_ in dict.fromkeys([after.round, *(each.key for each in latest)]):
            if (await tx.execute(sa.select(rounds.c.key).where(rounds.c.key == round_))).first() is not None:
                await store.lock(tx, round_)
                await refresh(tx, self._mail, round_)
