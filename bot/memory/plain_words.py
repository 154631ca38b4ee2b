"""A text of the chat in plain words, with the names that people saw in it: what is kept of it."""

from typing import Protocol

from integrations.chat import Channel, ChatError, Person, PlaceKind
from integrations.deferred import pattern
from integrations.message_text import MessageText
from integrations.words import squeezed
from jobs.people.groups import Groups

A_PLACE = "private-channel"
"""How a channel is called that not every reader of its mention may know of."""
_COMMA = pattern(r"^[,;:]\s+")
"""What is left of "@us, …" without the mention."""


class NamesOfIds(Protocol):
    """Who is meant by an id. `jobs.people.team.Team` knows."""

    async def person(self, user: str) -> Person | None:
        """Return one person, or None where nobody has that id."""
        ...

    async def channel(self, channel: str) -> Channel | None:
        """Return one channel, or None where we may not see it."""
        ...


class PlainWords:
    """Puts names in the place of mentions."""

    def __init__(self, team: NamesOfIds, groups: Groups | None = None) -> None:
        """Ask `team` for names; without `groups` no user group has one."""
        self._team = team
        self._groups = groups

    async def of(self, text: MessageText, us: str | None = None) -> str:
        """Return a text in plain words, without the mention of `us`."""
        if not text.parts:
            return ""
        names = {user: await self._name(user) for user in text.people if user != us}
        for channel in text.channels:
            names[channel] = await self._public_name(channel) or A_PLACE
        for group in text.groups:
            names[group] = await self._handle(group)
        said = squeezed(text.plain(names.get, without=us))
        return _COMMA.sub("", " ".join(filter(None, said.split(" "))).strip())

    async def _name(self, user: str) -> str:
        try:
            person = await self._team.person(user)
        except ChatError:
            return user
        return person.name if person else user

    async def _handle(self, group: str) -> str:
        return (await self._groups.handle(group) if self._groups is not None else None) or ""

    async def _public_name(self, channel: str) -> str | None:
        """Private channels are not named: not everybody who reads the message sees their names."""
        try:
            found = await self._team.channel(channel)
        except ChatError:
            return None
        return found.name if found and found.kind == PlaceKind.PUBLIC else None
