"""Who is who: a member of the team, and their account in another system.

What a person said counts; what was matched by email fills the gaps and gives way to it.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.people import accounts
from integrations.deferred import dataclass
from integrations.post import Bold, Button, Person, Post, SmallPrint, Text
from integrations.source import System
from integrations.systems import SYSTEMS
from integrations.time import Clock
from jobs.errors import UserError

BY_EMAIL = "email"
"""Who said so, where nobody did: the addresses are the same."""
BY_COMMIT = "commit"
"""Likewise: the code host knows whose the address of a commit is."""
BY_NAME = "name"
"""Likewise: the names are the same. That proves nothing, so anybody's word counts for more."""
EDIT = "accounts_edit"
"""The action of the button that opens the form of who is who."""


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account of somebody, and how that is known."""

    account: str
    person: str
    said_by: str

    @property
    def proven(self) -> bool:
        """Return True if an address or a commit shows whose account it is."""
        return self.said_by in (BY_EMAIL, BY_COMMIT)

    @property
    def settled(self) -> bool:
        """Whether an address or the person says so, so that it is no business of others."""
        return self.proven or self.said_by == self.person


class Accounts:
    """The accounts of the team's members, by system."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in `db`."""
        self._db = db
        self._clock = clock

    async def of(self, system: System, people: Sequence[str]) -> Mapping[str, str]:
        """The accounts that are known of these users: user id to account."""
        query = sa.select(accounts.c.person, accounts.c.account).where(
            accounts.c.source == system.key, accounts.c.person.in_(people)
        )
        return {row.person: row.account for row in (await self._db.fetch(query)).all()}

    async def kept(self, people: Sequence[str], tx: Tx | None = None) -> Mapping[tuple[System, str], KnownAccount]:
        """All that is known of these users: (system, user id) to account. Read in `tx` where it is given."""
        if tx is None:
            async with self._db.read() as tx:
                return await self.kept(people, tx)
        rows = (await tx.execute(sa.select(accounts).where(accounts.c.person.in_(people)))).all()
        return {
            (SYSTEMS[row.source], row.person): KnownAccount(row.account, row.person, row.said_by)
            for row in rows
            if row.source in SYSTEMS
        }

    async def people(self, system: System, names: Sequence[str]) -> Mapping[str, str]:
        """Whose accounts these are: account, as it was asked for, to user id. Capitals do not matter.

        Of two people whose addresses fit one account it is who was matched last.
        """
        folded = {name.casefold(): name for name in names}
        query = (
            sa.select(accounts.c.person, accounts.c.folded)
            .where(accounts.c.source == system.key, accounts.c.folded.in_(folded))
            .order_by(accounts.c.said_at, accounts.c.person)
        )
        return {folded[row.folded]: row.person for row in (await self._db.fetch(query)).all()}

    async def put(self, tx: Tx, system: System, person: str, account: str, *, said_by: str) -> None:
        """Keep a person's account. What was matched by email never replaces what somebody said of themselves.

        It does what others said of that account: theirs it is not.
        """
        values = {"account": account, "folded": account.casefold(), "said_by": said_by, "said_at": self._clock.now()}
        matched_only = accounts.c.said_by == BY_EMAIL if said_by == BY_EMAIL else None
        if said_by == BY_EMAIL:
            claimed = sa.and_(
                accounts.c.source == system.key,
                accounts.c.folded == values["folded"],
                accounts.c.person != person,
                accounts.c.said_by != BY_EMAIL,
            )
            await tx.execute(accounts.delete().where(claimed))
        await tx.execute(
            self._db.insert(accounts)
            .values(source=system.key, person=person, **values)
            .on_conflict_do_update(
                index_elements=[accounts.c.source, accounts.c.person], set_=values, where=matched_only
            )
        )

    async def match(self, tx: Tx, system: System, person: str, account: str, *, said_by: str) -> bool:
        """Keep what nobody said, where nothing is known of the person nor of the account; whether that was so."""
        either = sa.or_(accounts.c.person == person, accounts.c.folded == account.casefold())
        known = await tx.execute(sa.select(accounts.c.person).where(accounts.c.source == system.key, either).limit(1))
        if known.first() is not None:
            return False
        await self.put(tx, system, person, account, said_by=said_by)
        return True

    async def take_from_others(self, tx: Tx, system: System, person: str, account: str) -> Sequence[str]:
        """Let an account be `person`'s alone, since they say so; whose it was. Raises `UserError`.

        What an address proves is not taken away by a word.
        """
        theirs = sa.and_(
            accounts.c.source == system.key, accounts.c.folded == account.casefold(), accounts.c.person != person
        )
        rows = (await tx.execute(sa.select(accounts.c.person, accounts.c.said_by).where(theirs))).all()
        if any(row.said_by in (BY_EMAIL, BY_COMMIT) for row in rows):
            raise UserError(f"{account} belongs to somebody else here: the e-mail addresses are the same.")
        await tx.execute(accounts.delete().where(theirs))
        return [row.person for row in rows]

    async def drop(self, tx: Tx, system: System, person: str) -> None:
        """Forget a person's account there."""
        await tx.execute(accounts.delete().where(accounts.c.source == system.key, accounts.c.person == person))


def taken_over(system: System, account: str, whose: Person, by: Person) -> Post:
    """What whoever had an account until now gets: `by` says that it is `whose`."""
    theirs: Text = ("theirs",) if whose == by else ("that of ", whose)
    return Post(
        headline=(
            by,
            " says that ",
            Bold(text=account),
            f" {system.where} is ",
            *theirs,
            ", so it is yours no more.",
        ),
        blocks=(SmallPrint(text=("If that is wrong, say so under “Who is who” in my Home.",)),),
    )


def who_is_who() -> Button:
    """The button of the form that says who is who elsewhere."""
    return Button(action=EDIT, label="Who is who")
