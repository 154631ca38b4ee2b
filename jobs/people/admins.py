"""Who counts as an admin: the workspace's own, and those whom the operator named."""

from collections.abc import Collection
from contextlib import suppress

from integrations.chat import ChatError, Person
from jobs.people.directory import Directory


class Admins:
    """Decides it for rituals and drafts alike."""

    def __init__(self, team: Directory, named: Collection[str] = ()) -> None:
        """Prepare. `named` are user ids or e-mail addresses (`ROLECALL_ADMINS`)."""
        self._team = team
        self._ids = frozenset(each for each in named if "@" not in each)
        self._addresses = frozenset(each.casefold() for each in named if "@" in each)

    async def has(self, user: str) -> bool:
        """Whether `user` is an admin of the workspace or a named one; without the chat's answer only an id counts.

        A guest is one by id alone: the address of somebody of another workspace is not ours to trust.
        """
        if user in self._ids:
            return True
        person: Person | None = None
        with suppress(ChatError):
            person = await self._team.person(user)
        if person is None or person.gone or person.is_guest:
            return False
        return person.is_admin or (person.email or "").casefold() in self._addresses

    async def named(self) -> list[str]:
        """The user ids of those whom the operator named, as far as we know who they are."""
        found = [await self._team.by_email(each) for each in sorted(self._addresses)]
        return sorted(self._ids | {person.id for person in found if person is not None and not person.is_guest})
