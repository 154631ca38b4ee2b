"""What was said in a chat before we were there: as the chat tells it, or as its owners exported it."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Protocol

from integrations.chat import Channel, Person
from integrations.chat_events import Deleted, Edited, Said
from integrations.deferred import dataclass

Told = Said | Edited | Deleted
"""One message of the past: as it was said, as it was last edited, or that it is gone."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of what was said in a place, or below a message."""

    told: list[Told]
    threads: list[str]
    """The messages of it that others answer below."""
    following: str | None
    """Where the next page begins; None after the last one."""


class NoExport(Exception):
    """A file or folder is no export at all; the words say why."""


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """Something in an export that cannot be used. It costs itself alone."""

    place: str
    """The file, and the line or the message in it."""
    what: str


@dataclass(frozen=True, slots=True)
class ExportedPlace:
    """A channel or a direct message of an export."""

    channel: Channel
    members: tuple[str, ...] | None
    """Who was in it; None where the export does not say so for sure."""
    days: tuple[str, ...]
    """Its files, one a day, oldest first."""


@dataclass(frozen=True, slots=True)
class ExportedDay:
    """What one file of messages says."""

    told: list[Told] = field(default_factory=list)
    strangers: dict[str, Person] = field(default_factory=dict)
    """Who speaks in it and is not among the people of the export: apps, and people of other organisations."""
    problems: list[ExportProblem] = field(default_factory=list)


class ChatExport(Protocol):
    """An export that is open. All of it blocks."""

    @property
    def people(self) -> Mapping[str, Person]:
        """Return everybody, by id."""
        ...

    @property
    def places(self) -> Sequence[ExportedPlace]:
        """Return every place."""
        ...

    @property
    def newest_day(self) -> date | None:
        """Return the last day of which it has messages."""
        ...

    @property
    def problems(self) -> Sequence[ExportProblem]:
        """Return what of people and places cannot be used."""
        ...

    def day(self, place: ExportedPlace, file: str) -> ExportedDay:
        """Read one file of a place."""
        ...

    def close(self) -> None:
        """Close it."""
        ...
