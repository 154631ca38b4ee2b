"""Which rituals there are, as people name and list them, and who may change which."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.cadence import RitualState, rituals
from integrations.deferred import pattern
from integrations.post import Span
from jobs.audit import CADENCE, OPERATOR
from jobs.cadence.planning import Planner, ritual_of
from jobs.cadence.records import rituals_of
from jobs.cadence.ritual import Ritual
from jobs.errors import UserError
from jobs.people import team_settings
from jobs.people.admins import Admins
from jobs.people.directory import Directory
from jobs.people.team_settings import TeamSettings
from jobs.roster import change_lines, ritual_store
from jobs.roster.ritual_store import Listed
from jobs.roster.spec import Spec, clean

_WORD = pattern(r"\w+")
A_PAGE = 5
"""Rituals that a list shows at a time: each has a row of buttons, and a message has only so much room."""


class RitualLookup:
    """The team's rituals, to be read."""

    def __init__(self, db: Database, team: Directory, planner: Planner, admins: Collection[str]) -> None:
        """Read them in `db`. `admins` are named by id or address."""
        self._db = db
        self._team = team
        self._planner = planner
        self._admins = Admins(team, admins)

    async def of_kind(self, kind: str) -> Sequence[Ritual]:
        """The rituals of a kind that are not paused."""
        query = (
            sa.select(rituals)
            .where(rituals.c.kind == kind, rituals.c.state == RitualState.ACTIVE)
            .order_by(rituals.c.id)
        )
        async with self._db.read() as tx:
            settings = await team_settings.read(tx)
            return [ritual_of(each, settings) for each in await rituals_of(tx, query)]

    async def listed(self, channel: str | None = None, kinds: Sequence[str] | None = None) -> Sequence[Listed]:
        """The rituals of a channel, or all, and of these kinds, or all, in the order of their day."""
        async with self._db.read() as tx:
            return await ritual_store.listed(tx, await self._planner.frame(tx), channel=channel, kinds=kinds)

    async def page(self, channel: str, number: int) -> tuple[Sequence[Listed], int]:
        """A page of a channel's rituals, from 0, the last one where there are not so many; and how many pages."""
        async with self._db.read() as tx:
            pages = max(1, -(-await ritual_store.count(tx, channel) // A_PAGE))
            start = min(number, pages - 1) * A_PAGE
            frame = await self._planner.frame(tx)
            return await ritual_store.listed(tx, frame, channel=channel, start=start, most=A_PAGE), pages

    async def count(self, channel: str) -> int:
        """Return how many rituals a channel has."""
        async with self._db.read() as tx:
            return await ritual_store.count(tx, channel)

    async def coming(self, channels: Sequence[str], most: int) -> Sequence[Listed]:
        """The rituals of these channels that come next, `most` of them."""
        async with self._db.read() as tx:
            ids = await ritual_store.coming(tx, channels, most)
            found = await ritual_store.listed(tx, await self._planner.frame(tx), ids=ids)
        return sorted(found, key=lambda each: (str(each.next_at), each.ritual.name))

    async def count_coming(self, channels: Sequence[str]) -> int:
        """Return how many rituals of these channels come by themselves."""
        async with self._db.read() as tx:
            return await ritual_store.count_coming(tx, channels)

    async def owned_by(self, user: str, channels: Sequence[str], most: int) -> Sequence[Listed]:
        """The rituals of these channels that are `user`'s, `most` of them, in the order of their day."""
        async with self._db.read() as tx:
            frame = await self._planner.frame(tx)
            return await ritual_store.listed(tx, frame, channels=channels, owner=user, most=most)

    async def named(self, name: str) -> Listed:
        """One ritual. Raises `UserError` where there is none of that name."""
        async with self._db.read() as tx:
            found = await ritual_store.listed(tx, await self._planner.frame(tx), name=name)
        if not found:
            raise UserError(f"There is no ritual “{name}” any more.")
        return found[0]

    async def spec_of(self, name: str) -> Spec:
        """One ritual as somebody might want it. Raises `UserError` where there is none of that name."""
        await self.named(name)
        async with self._db.read() as tx:
            return ritual_store.spec_of(await ritual_store.called(tx, name))

    async def team_settings(self) -> TeamSettings:
        """What holds for the whole team."""
        async with self._db.read() as tx:
            return await team_settings.read(tx)

    async def zone_for(self, user: str) -> tuple[str, bool]:
        """The team's zone and whether somebody has set it; if not, it is that of `user`."""
        async with self._db.read() as tx:
            settings, are_set = await team_settings.read(tx), await team_settings.are_set(tx)
        if are_set:
            return settings.timezone, True
        person = await self._team.person(user)
        return (person.zone if person else settings.timezone), False

    async def find(self, channel: str, words: str) -> Listed:
        """The ritual of a channel that somebody means by its name, its title, its kind, or words of its title.

        Without words it is the only one there is. Raises `UserError` where that is not clear.
        """
        async with self._db.read() as tx:
            here = await ritual_store.named(tx, channel)
        wanted = clean(words).strip().lower()
        readings = [
            [each for each in here if getattr(each, said).lower() in (wanted, wanted.replace(" ", "_"))]
            for said in ("name", "title", "kind")
        ]
        some = _words(wanted)
        entitled = [each for each in here if some and some <= _words(each.title)]
        for met in (*readings, entitled):
            for fits in (met, [each for each in met if each in entitled]):
                if len(fits) == 1:
                    return await self.named(fits[0].name)
            if met:
                raise UserError(f"Several rituals here are “{words.strip()}”. Say which by its name: {_names(met)}.")
        if not wanted and len(here) == 1:
            return await self.named(here[0].name)
        if not here:
            raise UserError("This channel has no rituals yet. /ritual new makes one.")
        lead = f"No ritual here is “{words.strip()}”." if wanted else "Say which one."
        raise UserError(f"{lead} This channel has: {_titles(here)}.")

    async def may_change(self, user: str, owner: str | None) -> bool:
        """Return True if `user` may change a ritual of that owner: they are it, or an admin."""
        return user in (OPERATOR, CADENCE, owner) or await self._admins.has(user)

    async def is_guest(self, user: str) -> bool:
        """Return True if `user` does not see all that full members do; who is not known counts as one."""
        person = await self._team.person(user)
        return person is None or person.is_guest

    async def changeable(self, by: str, name: str) -> Listed:
        """One ritual, for who may change it. Raises `UserError` for others."""
        listed = await self.named(name)
        if await self.may_change(by, listed.ritual.owner):
            return listed
        title, owner = listed.ritual.title, listed.ritual.owner
        if owner is None:
            raise UserError(f"{title} has no owner; an admin can change it.")
        person = await self._team.person(owner)
        raise UserError(f"{title} belongs to {person.name if person else owner}; they or an admin can change it.")

    async def channel_name(self, channel: str) -> str:
        """The name of a channel; its id where nobody knows."""
        found = await self._team.channel(channel)
        return found.name if found else channel

    async def who(self, by: str) -> str | Span:
        """How the one who changed something is named, without being called."""
        if by == OPERATOR:
            return "The operator"
        person = await self._team.person(by)
        return change_lines.named(by, person.name if person else by)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _titles(found: Sequence[ritual_store.RitualName]) -> str:
    """What they are called; by their names where two have one title."""
    titles = [each.title for each in found]
    if len(set(titles)) < len(titles):
        return _names(found)
    return _listed(titles)


def _names(found: Sequence[ritual_store.RitualName]) -> str:
    return _listed([each.name for each in found])


def _listed(names: Sequence[str]) -> str:
    said = ", ".join(names[:A_PAGE])
    return f"{said} and {len(names) - A_PAGE} more" if len(names) > A_PAGE else said
