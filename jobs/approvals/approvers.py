"""Who decides on what a tool is to change: who asks for it, or those whom the operator named."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase

from integrations.chat import ChatError, PlaceKind
from jobs.errors import UserError
from jobs.people.directory import Directory
from jobs.people.groups import Groups

ANY = "*"
"""At the end of a tool's name it stands for whatever follows."""


class Approvers:
    """Looks up who they are. What is not known for sure counts as no: nobody is one by a name or an address alone."""

    def __init__(self, team: Directory, groups: Groups, named: Mapping[str, Sequence[str]]) -> None:
        """Prepare. `named` are ids, e-mail addresses and `@groups`, by the tool that they decide on.

        A name that ends with `*` is that of every tool that begins so; the longest that fits counts.
        """
        self._team = team
        self._groups = groups
        self._named = named

    async def of(self, tool: str, asker: str, place: str, kind: PlaceKind | None) -> tuple[str, ...]:
        """Return who can decide there, now. Never within a transaction. Raises `UserError` where nobody can."""
        fitting = [name for name in self._named if fnmatchcase(tool, name)]
        if not fitting:
            return (asker,)
        named = self._named[max(fitting, key=lambda name: (name == tool, len(name)))]
        every = [user for each in named for user in await self._who(each)]
        able = [user for user in dict.fromkeys(every) if await self._usable(user, by_id=user in named)]
        if not able:
            raise UserError("Nobody whom the operator named to allow this can be found just now, so I can't ask.")
        there = await self._who_can_read(place, kind)
        if found := tuple(user for user in able if there is None or user in there):
            return found
        names = " or ".join([await self._team.name(user) for user in able[:5]])
        raise UserError(f"Only {names} can allow that, and can't read this here. Ask me in a channel that we share.")

    async def _who(self, named: str) -> Sequence[str]:
        if named.startswith("@"):
            return await self._groups.members(named[1:])
        if "@" not in named:
            return [named]
        with suppress(ChatError):
            if (person := await self._team.by_email(named)) is not None:
                return [person.id]
        return []

    async def _usable(self, user: str, *, by_id: bool) -> bool:
        """Return True for a person of the workspace. A guest is one by id alone, as an admin is."""
        with suppress(ChatError):
            person = await self._team.person(user)
            return person is not None and not (person.gone or person.is_bot) and (by_id or not person.is_guest)
        return False

    async def _who_can_read(self, place: str, kind: PlaceKind | None) -> Sequence[str] | None:
        """The people of a place that not everybody can open; None where everybody can."""
        if kind is PlaceKind.PUBLIC:
            return None
        try:
            return [each.id for each in await self._team.members(place)]
        except ChatError:
            return []
