"""Who is who: a member of the team, and their account in another system.

What a person said counts; what was matched by email fills the gaps and gives way to it.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.people import accounts
from integrations.time import Clock

Source = Literal["github", "jira"]
BY_EMAIL = "email"
"""Who said so, where nobody did: the addresses are the same."""


class Accounts:
    """The accounts of the team's members, by source."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock

    async def of(self, source: Source, people: Sequence[str]) -> Mapping[str, str]:
        """The accounts that are known of these users: user id to account."""
        query = sa.select(accounts.c.person, accounts.c.account).where(
            accounts.c.source == source, accounts.c.person.in_(people)
        )
        async with self._db.read() as tx:
            return {row.person: row.account for row in (await tx.execute(query)).all()}

    async def people(self, source: Source, names: Sequence[str]) -> Mapping[str, str]:
        """Whose accounts these are: account, as it was asked for, to user id. Capitals do not matter.

        Of two people with one account it is who was told of last.
        """
        folded = {name.casefold(): name for name in names}
        query = (
            sa.select(accounts.c.person, accounts.c.folded)
            .where(accounts.c.source == source, accounts.c.folded.in_(folded))
            .order_by(accounts.c.said_at, accounts.c.person)
        )
        async with self._db.read() as tx:
            return {folded[row.folded]: row.person for row in (await tx.execute(query)).all()}

    async def put(self, tx: Tx, source: Source, person: str, account: str, *, said_by: str) -> None:
        """Keep a person's account. What was matched by email never replaces what somebody said."""
        values = {"account": account, "folded": account.casefold(), "said_by": said_by, "said_at": self._clock.now()}
        matched_only = accounts.c.said_by == BY_EMAIL if said_by == BY_EMAIL else None
        await tx.execute(
            self._db.insert(accounts)
            .values(source=source, person=person, **values)
            .on_conflict_do_update(
                index_elements=[accounts.c.source, accounts.c.person], set_=values, where=matched_only
            )
        )

    async def drop(self, tx: Tx, source: Source, person: str) -> None:
        """Forget a person's account there."""
        await tx.execute(accounts.delete().where(accounts.c.source == source, accounts.c.person == person))
