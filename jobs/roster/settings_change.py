"""Changes what holds for the whole team, for who may, and says so wherever there are rituals."""

import asyncio

from integrations.database import Database
from integrations.public_holidays import Holidays
from jobs.errors import NotAccepted, UserError
from jobs.people import team_settings
from jobs.people.team_settings import TeamSettings
from jobs.roster.bulk_apply import BulkApply
from jobs.roster.ritual_admin import RitualAdmin
from jobs.roster.spec import is_zone


class SettingsChange:
    """The team's settings, in the hands of its admins; of any full member as long as nobody has set them."""

    def __init__(self, db: Database, roster: RitualAdmin, bulk: BulkApply, holidays: Holidays) -> None:
        """Read them from `db`, and change them with `bulk`, which plans anew what follows them."""
        self._db = db
        self._roster = roster
        self._bulk = bulk
        self._holidays = holidays

    async def changeable(self, by: str) -> TeamSettings:
        """Return them, for who may change them. Raise `UserError` for others."""
        async with self._db.read() as tx:
            settings, are_set = await team_settings.read(tx), await team_settings.are_set(tx)
        if are_set and not await self._roster.may_change(by, None):
            raise UserError("The team's settings are its admins' to change.")
        if await self._roster.is_guest(by):
            raise UserError("A full member of the workspace changes the team's settings.")
        return settings

    async def change(self, by: str, wanted: TeamSettings) -> bool:
        """Make them so, and return True if anything has changed by it.

        Raises `NotAccepted` with what is wrong with which of them, and `UserError` for who may not.
        """
        before = await self.changeable(by)
        if wanted.holidays is not None and not await self._holidays.knows(wanted.holidays):
            raise NotAccepted({"holidays": "is no region whose public holidays I know; DE, FR or US-CA are some"})
        if not await asyncio.to_thread(is_zone, wanted.timezone, before.timezone):
            raise NotAccepted({"timezone": "is no time zone that I know"})
        await self._bulk.apply(by, [], settings=wanted, told=True)
        return wanted != before
