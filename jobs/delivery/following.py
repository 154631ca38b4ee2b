"""Which threads we listen to without being mentioned.

A thread that began with a mention of us is followed: those who have spoken to us in it need
not mention us again. As soon as people talk to each other there (somebody else joins in
without mentioning us, or a message names another person), we are silent for good, and
answer only where we are mentioned.
"""

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.memory import thread_people, threads
from integrations.time import Clock


class Following:
    """The threads that are followed, kept in the database: a restart does not make us deaf."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep in `db` which threads are followed."""
        self._db = db
        self._clock = clock

    async def addressed(self, channel: str, thread: str, user: str, *, begins: bool) -> None:
        """`user` spoke to us in this thread; `begins` where their message is its first."""
        async with self._db.write() as tx:
            if begins:
                await tx.execute(
                    self._db.insert(threads)
                    .values(channel=channel, thread=thread, followed=True, begun_at=self._clock.now())
                    .on_conflict_do_nothing()
                )
            await tx.execute(
                self._db.insert(thread_people)
                .values(channel=channel, thread=thread, person=user)
                .on_conflict_do_nothing()
            )

    async def goes_on(self, channel: str, thread: str, user: str, *, names_somebody: bool) -> bool:
        """Whether what `user` says here without a mention of us is said to us.

        Where it is not, the thread is people's own from now on.
        """
        here = sa.and_(threads.c.channel == channel, threads.c.thread == thread)
        known = sa.select(thread_people.c.person).where(
            thread_people.c.channel == channel,
            thread_people.c.thread == thread,
            thread_people.c.person == user,
        )
        async with self._db.read() as tx:
            if not (await tx.execute(sa.select(threads.c.followed).where(here))).scalar_one_or_none():
                return False
            if not names_somebody and (await tx.execute(known)).first() is not None:
                return True
        async with self._db.write() as tx:
            await tx.execute(threads.update().where(here).values(followed=False))
        return False
