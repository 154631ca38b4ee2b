"""Finds drafts for whoever asks in a conversation, within what everybody who hears may see."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.drafts import DraftState
from integrations.database.tables.drafts import drafts as table
from integrations.deferred import dataclass
from jobs.drafts import store
from jobs.drafts.audience import may_see, of_drafts, shown_to
from jobs.drafts.kinds import DraftKind
from jobs.drafts.model import Draft
from jobs.people.audience import Condition
from jobs.people.directory import Directory


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty says nothing."""

    kinds: Sequence[DraftKind] = ()
    number: int | None = None
    states: Sequence[DraftState] = ()
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Between which it was decided, or made where it is not decided."""
    words: Sequence[str] = ()
    """Folded, as the text is searched."""


class DraftLookup:
    """Finds decision records and runbooks."""

    def __init__(self, db: Database, team: Directory) -> None:
        """Read from `db`; `team` knows who may see what."""
        self._db = db
        self._team = team

    async def find(self, user: str, place: str | None, wanted: Wanted, most: int) -> tuple[Sequence[Draft], int]:
        """Return what is wanted, the undecided first, then the newest, `most` of it, and how many more there are.

        Only what `user` and all who read `place` may see; without a `place` only `user` hears. Drafts that hold
        every word come alone; where none does, those that have one of the words in their title.
        """
        await self._team.know(user, place, of=of_drafts())
        conditions = [may_see(user), *_conditions(wanted)]
        if place is not None:
            conditions.append(shown_to(place))
        every = [table.c.words.contains(each, autoescape=True) for each in wanted.words]
        one = [table.c.title_words.contains(each, autoescape=True) for each in wanted.words]
        order = (table.c.decided_at.is_not(None), table.c.edited_at.desc(), table.c.id.desc())
        async with self._db.read() as tx:
            count = await store.count(tx, *conditions, *every)
            if not count and one:
                every = [sa.or_(*one)]
                count = await store.count(tx, *conditions, *every)
            found = await store.select(tx, *conditions, *every, order=order, most=most)
        return found, count - len(found)

    async def names(self, drafts: Sequence[Draft]) -> dict[str, str]:
        """Return what the authors of these drafts are called, and who decided on them."""
        async with self._db.read() as tx:
            return await store.names(tx, {user for each in drafts for user in (each.author, each.decided_by) if user})


def _conditions(wanted: Wanted) -> list[Condition]:
    found: list[Condition] = []
    if wanted.kinds:
        found.append(table.c.kind.in_([each.name for each in wanted.kinds]))
    if wanted.number is not None:
        found.append(table.c.number == wanted.number)
    if wanted.states:
        found.append(table.c.state.in_(wanted.states))
    if wanted.author is not None:
        found.append(table.c.author == wanted.author)
    at = sa.func.coalesce(table.c.decided_at, table.c.made_at)
    if wanted.since is not None and wanted.until is not None:
        found.append(sa.and_(at >= wanted.since, at < wanted.until))
    return found
