"""What drafts need of others, so that tests can give them less than the whole house."""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from integrations.chat import Channel, Person
from integrations.database import Tx
from jobs.messages import OutgoingMessage, Sent


class Directory(Protocol):
    """Who is who and where. `jobs.people.team.Team` is one."""

    async def person(self, user: str) -> Person | None:
        """One person, or None."""
        ...

    async def know(self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None) -> bool:
        """Read anew what the audience rule has to know; True where all was known before."""
        ...

    async def by_email(self, email: str) -> Person | None:
        """The person of an address."""
        ...

    async def channel(self, channel: str) -> Channel | None:
        """One channel, or None where we may not see it."""
        ...

    async def is_in(self, user: str, channel: str) -> bool | None:
        """Whether both `user` and we are in a channel; None where Slack would have to be asked."""
        ...

    async def members(self, channel: str) -> Sequence[Person]:
        """The humans of a channel, read anew where what we know is old."""
        ...


class Mail(Protocol):
    """Where letters go. `jobs.delivery.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *letters: OutgoingMessage) -> None:
        """Put letters in, in the transaction that decides on them."""
        ...

    async def sent(self, key: str) -> Sent | None:
        """Where a letter ended up."""
        ...
