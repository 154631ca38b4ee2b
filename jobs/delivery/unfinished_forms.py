"""Forms that somebody has to leave before they can be taken: what they typed is kept for them, for a day."""

from datetime import timedelta

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.unfinished_forms import unfinished_forms
from integrations.deferred import dataclass
from integrations.form import FormValues
from integrations.time import Clock

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UnfinishedForm:
    """A form as it was when somebody left it."""

    carry: str
    answers: FormValues


class UnfinishedForms:
    """One of each form for each person, which nobody else is shown."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock

    async def keep(self, person: str, form: str, carry: str, answers: FormValues) -> None:
        """Keep a form as it is, instead of the one like it that was kept before."""
        row = {"carry": carry, "answers": answers, "kept_at": self._clock.now()}
        kept = self._db.insert(unfinished_forms).values(person=person, form=form, **row)
        async with self._db.write() as tx:
            await tx.execute(kept.on_conflict_do_update(index_elements=["person", "form"], set_=row))

    async def of(self, person: str, form: str) -> UnfinishedForm | None:
        """What somebody left; None where that is nothing, or too long ago."""
        query = sa.select(unfinished_forms.c.carry, unfinished_forms.c.answers).where(
            _is(person, form), unfinished_forms.c.kept_at >= self._clock.now() - KEPT
        )
        row = (await self._db.fetch(query)).first()
        return UnfinishedForm(row.carry, row.answers) if row else None

    async def drop(self, person: str, form: str) -> None:
        """Let go of it: it was taken. Mostly there is none, for which nobody waits."""
        if await self.of(person, form) is not None:
            async with self._db.write() as tx:
                await tx.execute(unfinished_forms.delete().where(_is(person, form)))


def _is(person: str, form: str) -> sa.ColumnElement[bool]:
    return sa.and_(unfinished_forms.c.person == person, unfinished_forms.c.form == form)
