"""What a standup needs of others, so that tests can give it less than the whole house."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa

from integrations.chat import Channel, Person
from integrations.database import Tx
from jobs.cadence.ritual import Ritual
from jobs.messages import OutgoingMessage, Sent


class Holidays(Protocol):
    """Public holidays by region. `integrations.public_holidays.Holidays` is one."""

    async def load(self, region: str | None, years: Iterable[int]) -> None:
        """Have years of a region at hand; raises ValueError for an unknown one."""
        ...

    def of(self, region: str | None) -> Callable[[date], bool]:
        """Whether a date is a holiday there."""
        ...


class Directory(Protocol):
    """Who is who and where. `jobs.people.team.Team` is one."""

    async def person(self, user: str) -> Person | None:
        """One person, or None."""
        ...

    async def members(self, channel: str) -> Sequence[Person]:
        """The humans of a channel."""
        ...

    async def know(self, user: str | None, place: str | None = None, *, of: sa.Select[Any] | None = None) -> bool:
        """Read anew what the audience rule has to know; True where all was known before."""
        ...

    async def channel(self, channel: str) -> Channel | None:
        """One channel, or None."""
        ...

    async def find_channel(self, name: str) -> str | None:
        """The id of `#name`."""
        ...


class Away(Protocol):
    """Who is away. `jobs.people.absences.Absences` is one."""

    async def said(self, user: str, day: date) -> bool:
        """Return True if `user` said that they are away on `day`."""
        ...

    def by_status(self, person: Person, at: datetime) -> bool:
        """Return True if somebody's own status says that they are away, and still stands at `at`."""
        ...


class Mail(Protocol):
    """Where letters go. `jobs.delivery.outbox.Outbox` is one."""

    async def put(self, tx: Tx, *letters: OutgoingMessage) -> None:
        """Put letters in, in the transaction that decides on them."""
        ...

    async def withdraw(self, tx: Tx, key: str) -> bool:
        """Take a letter back that has not been tried yet."""
        ...

    async def restore(self, tx: Tx, key: str) -> bool:
        """Let a letter that was taken back go after all."""
        ...

    async def sent(self, key: str) -> Sent | None:
        """Where a letter ended up."""
        ...


class Words(Protocol):
    """Who words a sentence. `jobs.voice.Voice`."""

    async def line(self, occasion: str, facts: Mapping[str, str | int]) -> str:
        """One sentence, or nothing."""
        ...


class Links(Protocol):
    """Where a message can be read. `integrations.slack.chat.Chat` is one."""

    async def permalink(self, channel: str, ts: str) -> str | None:
        """The address of a message, or None where it is gone."""
        ...


class Rituals(Protocol):
    """The team's rituals. `jobs.roster.ritual_admin.RitualAdmin` is one."""

    async def of_kind(self, kind: str) -> Sequence[Ritual]:
        """The rituals of a kind that are not paused."""
        ...


class Starter(Protocol):
    """Who makes a ritual happen now. `jobs.roster.on_demand.OnDemand` is one."""

    async def run_now(self, by: str, channel: str, words: str, trigger: str) -> Ritual:
        """An occurrence of its own, at once, of the ritual or kind that `words` name; `trigger` makes it one."""
        ...
