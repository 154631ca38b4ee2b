"""Which round, or which standup, somebody means by where they type: never one of a channel that they are not in."""

from collections.abc import Sequence
from datetime import timedelta

from integrations.chat import Person
from integrations.database import Database
from integrations.time import Clock
from jobs.cadence.ritual import Ritual
from jobs.errors import UserError
from jobs.people.directory import Directory
from jobs.roster.ritual_admin import RitualAdmin
from jobs.standup import options, store
from jobs.standup.model import Round
from jobs.standup.words import NOT_IN_CHANNEL
from jobs.standup.zone_dates import today

TODAYS = timedelta(hours=14)
"""So long after it opened a round is today's."""


class RoundFinder:
    """Finds the rounds and standups that people mean."""

    def __init__(self, db: Database, clock: Clock, team: Directory, rituals: RitualAdmin) -> None:
        """Find the rounds that are kept in `db`, and standups among `rituals`."""
        self._db = db
        self._clock = clock
        self._team = team
        self._rituals = rituals

    async def here(self, user: str, channel: str) -> Round | None:
        """The round that `/standup` in `channel` means for `user`; None where none is open.

        It is the one of this channel, of several the one that waits for them, else one that does elsewhere.
        """
        now = self._clock.now()
        async with self._db.read() as tx:
            waiting = await store.waiting_for(tx, user, now)
            here = [each for each in await store.latest(tx, channels=[channel]) if each.is_open]
        for round_ in [*(each for each in waiting if each.channel == channel), *here, *waiting]:
            if await is_member(self._team, user, round_.channel):
                return round_
        return None

    async def just_closed(self, user: str, channel: str) -> Round | None:
        """Today's round that `/standup` in `channel` means once none is open: to edit, or to be late."""
        since = self._clock.now() - TODAYS
        async with self._db.read() as tx:
            here = await store.latest(tx, channels=[channel], most=1)
            round_ = here[0] if here else await store.last_of(tx, user, since)
        if round_ is None or round_.opened_at < since or not await is_member(self._team, user, round_.channel):
            return None
        return round_

    async def last_here(self, user: str, channel: str) -> Round | None:
        """The last round of the channel, open or closed, where `user` may see it."""
        async with self._db.read() as tx:
            found = await store.latest(tx, channels=[channel], most=1)
        return found[0] if found and await is_member(self._team, user, channel) else None

    async def ritual_here(self, user: str, channel: str, words: str = "") -> Ritual | None:
        """The standup that `/standup` in `channel` means: this channel's, else the only one of `user`.

        `words` say which of several. Raises `UserError` where it has several and they do not.
        """
        every = await self._rituals.of_kind("standup")
        mine = [ritual for ritual in every if ritual.channel == channel]
        if not mine:
            mine = [ritual for ritual in every if await is_member(self._team, user, ritual.channel)]
            return mine[0] if len(mine) == 1 else None
        if not await is_member(self._team, user, channel):
            return None
        return meant(mine, words) if len(mine) > 1 or words else mine[0]

    async def before_its_round(self, user: str, channel: str) -> Ritual | None:
        """The standup that what `user` types in `channel` is for, where it has had no round on their day yet.

        Of several in a channel it is the one that asks for plans.
        """
        every = [each for each in await self._rituals.of_kind("standup") if each.channel == channel]
        if len(every) > 1:
            every = [each for each in every if options.read(each.options).asks_plans]
            ritual = every[0] if len(every) == 1 else None
        else:
            ritual = await self.ritual_here(user, channel)
        if ritual is None or not await is_member(self._team, user, ritual.channel):
            return None
        person, _ = await allowed(self._team, user, ritual.channel)
        local = await today(self._clock.now(), person.zone)
        async with self._db.read() as tx:
            last = await store.latest(tx, ritual=ritual.id, most=1)
        return ritual if not last or last[0].local_date < local else None


async def allowed(team: Directory, user: str, channel: str) -> tuple[Person, Sequence[Person]]:
    """Return somebody who is in a channel, and everybody who is. Raises `UserError` for who is not in it."""
    members = await team.members(channel)
    person = next((member for member in members if member.id == user), None)
    if person is None:
        raise UserError(NOT_IN_CHANNEL)
    return person, members


async def is_member(team: Directory, user: str, channel: str) -> bool:
    """Return True if somebody is in a channel."""
    return any(member.id == user for member in await team.members(channel))


def meant(mine: Sequence[Ritual], words: str) -> Ritual:
    """The one of several standups that somebody means by title or name. Raises `UserError` where that is not clear."""
    wanted = words.strip().casefold()
    met = [each for each in mine if wanted and wanted in (each.title.casefold(), each.name.casefold())]
    if len(met) != 1:
        known = ", ".join(each.title for each in mine) or "none"
        lead = f"No standup here is “{words.strip()[:40]}”." if wanted and not met else "Say which one."
        raise UserError(f"{lead} This channel has: {known}.")
    return met[0]
