"""Forms that ask for a change elsewhere: each is done once, whichever process it comes to, and however often."""

from datetime import timedelta

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.submissions import submissions
from integrations.form import Form
from integrations.time import Clock

KEPT = timedelta(days=2)
"""The chat sends a form again within minutes, if at all."""


class Submissions:
    """Whose turn it is to do what a form asks, and what came of it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock

    async def claim(self, view: str) -> bool:
        """Return True if nobody has begun with that form: it is the caller's to do, once."""
        async with self._db.write() as tx:
            done = await tx.execute(
                self._db.insert(submissions)
                .values(view=view, begun_at=self._clock.now())
                .on_conflict_do_nothing(index_elements=["view"])
            )
            return bool(done.rowcount)

    async def release(self, view: str) -> None:
        """Let somebody try again: nothing was done, by a mistake of ours."""
        async with self._db.write() as tx:
            await tx.execute(submissions.delete().where(submissions.c.view == view))

    async def finish(self, view: str, outcome: Form) -> None:
        """Keep what the form's work came to."""
        async with self._db.write() as tx:
            await tx.execute(
                submissions.update().where(submissions.c.view == view).values(outcome=outcome.model_dump(mode="json"))
            )

    async def outcome(self, view: str) -> Form | None:
        """What came of it; None while that is not known."""
        async with self._db.read() as tx:
            kept = await tx.scalar(sa.select(submissions.c.outcome).where(submissions.c.view == view))
        return Form.model_validate(kept) if kept is not None else None
