"""What the rooms above ask about people and places. `jobs.people.team.Team` answers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from integrations.chat import Channel, ChatError, Person


class Directory(Protocol):
    """Who is who, and who is where, as far as the chat has told us."""

    @property
    def chat_name(self) -> str:
        """Return what people call the chat."""
        ...

    @property
    def knows_channels(self) -> bool:
        """True once the chat has listed its channels to this process, so that one that is not known is none."""
        ...

    def is_person_id(self, text: str) -> bool:
        """Return True if `text` has the form of a person's id in this chat."""
        ...

    def is_channel_id(self, text: str) -> bool:
        """Return True if `text` has the form of a channel's id in this chat."""
        ...

    async def person(self, user: str) -> Person | None:
        """Return one person, or None where nobody has that id."""
        ...

    async def by_email(self, email: str) -> Person | None:
        """Return the person of an e-mail address, or None."""
        ...

    async def name(self, user: str) -> str:
        """Return what people see of a user; the bare id where nobody knows."""
        ...

    async def zone(self, user: str) -> str:
        """Return a person's IANA zone; UTC where none is known."""
        ...

    async def members(self, channel: str) -> Sequence[Person]:
        """Return the humans of a channel, read anew where what we know is old."""
        ...

    async def channel(self, channel: str) -> Channel | None:
        """Return one channel, or None where we may not see it."""
        ...

    async def known_channels(self) -> Mapping[str, Channel]:
        """Return every channel that is known, by id, also those that are gone."""
        ...

    async def find_channel(self, name: str) -> str | None:
        """Return the id of `#name`, or of an id; None where there is no such channel any more."""
        ...

    async def channels_of(self, user: str) -> Sequence[str]:
        """Return the channels that both `user` and we are in, by name, as far as that is known for sure."""
        ...

    async def is_in(self, user: str, channel: str) -> bool | None:
        """Return True if both `user` and we are in a channel; None where the chat would have to be asked."""
        ...

    async def know(self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None) -> bool:
        """Read anew what the audience rule has to know for an answer; return True where all was known before."""
        ...


async def name_of(team: Directory, user: str) -> str:
    """Return what people see of somebody; the bare id where nobody knows."""
    try:
        return await team.name(user)
    except ChatError:
        return user
