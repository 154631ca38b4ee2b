"""Who may do what in a retrospective."""

from collections.abc import Sequence

from integrations.chat import Person
from integrations.database import Database, Tx
from jobs.errors import UserError
from jobs.people.admins import Admins
from jobs.people.directory import Directory
from jobs.retro import store
from jobs.retro.model import Retro

NOT_IN_CHANNEL = "Only the people of its channel take part in this retrospective. Join the channel first."


class RetroAccess:
    """Finds a retrospective, and says who takes part in it and who leads it."""

    def __init__(self, db: Database, team: Directory, admins: Admins) -> None:
        """Find them in `db`."""
        self._db = db
        self._team = team
        self._admins = admins

    async def find(self, number: int) -> Retro:
        """Return it. Raise `UserError` where there is none."""
        async with self._db.read() as tx:
            retro = await store.find(tx, number)
        if retro is None:
            raise UserError("I do not know that retrospective any more.")
        return retro

    async def lock(self, tx: Tx, number: int) -> Retro:
        """Return it, unchanged by others until `tx` ends. Raise `UserError` where there is none."""
        retro = await store.lock(tx, number)
        if retro is None:
            raise UserError("I do not know that retrospective any more.")
        return retro

    async def check_member(self, retro: Retro, person: str) -> Sequence[Person]:
        """Return the people of its channel. Raise `UserError` for who is not one of them."""
        members = await self._team.members(retro.channel)
        if all(each.id != person for each in members):
            raise UserError(NOT_IN_CHANNEL)
        return members

    async def check_lead(self, retro: Retro, person: str) -> None:
        """Raise `UserError` for who does not lead it. Where who does has left the channel, anybody in it may."""
        members = await self.check_member(retro, person)
        there = any(each.id == retro.lead for each in members)
        if person == retro.lead or not there or await self._admins.has(person):
            return
        name = await self._team.name(str(retro.lead))
        raise UserError(f"{name} leads this retrospective; only they or an admin can do that.")
