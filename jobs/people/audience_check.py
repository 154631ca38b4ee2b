"""Asks once more, right before something is shown, whether those who hear it now may hear what it tells.

What was composed within its audience may wait: for a limit of the chat, an outage, a restart, the next
words of a model. Who had the right then may have lost it, and somebody may have come in who never had it.
"""

from integrations.database import Database
from integrations.database.tables.team import channels
from jobs.messages import Hearable, Restriction
from jobs.people.audience import hears_only_full_members, is_open, tellable
from jobs.people.team import Team
from jobs.people.told_channels import these


class AudienceCheck:
    """Is a `jobs.messages.MayHear`."""

    def __init__(self, db: Database, team: Team) -> None:
        """`team` reads anew what is not known any more."""
        self._db = db
        self._team = team

    async def __call__(self, restriction: Restriction, place: str) -> Hearable:
        """Return whether a message may be told in `place` now. Asks the chat only where that is not known for sure."""
        here = None if restriction.alone else place
        await self._team.notice()
        if await self._may(restriction, here):
            return Hearable.YES
        of = these(restriction.places)
        await self._team.know(restriction.asker, here, of=of)
        if await self._may(restriction, here):
            return Hearable.YES
        unknown = await self._team.in_doubt(restriction.asker, here, of=of)
        return Hearable.UNKNOWN if unknown else Hearable.NO

    async def _may(self, restriction: Restriction, place: str | None) -> bool:
        asker, places = restriction.asker, restriction.places
        told = tellable(asker, place or "", alone=place is None)
        allowed = these(places).where(channels.c.id.in_(told))
        if restriction.open_only:
            allowed = allowed.where(is_open(channels.c.id))
        async with self._db.read() as tx:
            if len((await tx.execute(allowed)).all()) < len(places):
                return False
            if not restriction.members_only:
                return True
            return bool((await tx.execute(hears_only_full_members(asker, place))).scalar_one())
