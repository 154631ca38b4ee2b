"""A retrospective and what belongs to it, as the rows say."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from integrations.database.tables.retro import ActionState, RetroState
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class Retro:
    """One retrospective."""

    id: int
    """That of the occurrence that opened it."""
    ritual: int
    channel: str
    title: str
    zone: str
    categories: tuple[str, ...]
    anonymous: bool
    votes: int
    """Of each person."""
    lead: str | None
    late: bool
    opening_line: str
    state: RetroState
    opened_at: datetime
    notes_until: datetime
    votes_until: datetime
    drawn: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The key of its message."""
        return f"retro:{self.id}"

    @property
    def box(self) -> str:
        """Return the key of its anonymous notes in the ballot box."""
        return box_of(self.id)


def box_of(number: int) -> str:
    """Return the key of a retrospective's anonymous notes in the ballot box."""
    return f"retro/{number}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that somebody wrote."""

    id: int
    category: int
    item: int | None
    person: str | None
    """None where nobody knows."""
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """What is voted on: one note, or several that are about the same."""

    id: int
    category: int
    title: str
    """What it is called: as somebody said, or as its first note says."""
    titled_by: str | None
    """Who called it so; None where it is called as its first note says."""
    notes: Sequence[Note]
    voters: frozenset[str]

    @property
    def renamed(self) -> bool:
        """Return True if somebody has called it something."""
        return self.titled_by is not None

    @property
    def votes(self) -> int:
        """How many have voted for it."""
        return len(self.voters)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody is to do, until a day."""

    id: int
    retro: int | None
    channel: str
    words: str
    owner: str
    owner_name: str
    due: date
    state: ActionState
    made_by: str | None
    ended_by: str | None = None
    ended_name: str | None = None

    @property
    def is_open(self) -> bool:
        """Return True if it is still to be done."""
        return self.state is ActionState.OPEN

    @property
    def people(self) -> frozenset[str]:
        """Whose words it has, and whose name."""
        return frozenset(each for each in (self.owner, self.made_by, self.ended_by) if each)


@dataclass(frozen=True, slots=True)
class RetroBoard:
    """A retrospective with everything that its messages show."""

    retro: Retro
    people: Sequence[tuple[str, str]]
    """Who has written notes: (id, name)."""
    items: Sequence[Item] = ()
    actions: Sequence[Action] = ()
    lead_name: str = ""

    @property
    def ranked(self) -> list[Item]:
        """What somebody voted for, the most wanted first."""
        return sorted((each for each in self.items if each.votes), key=lambda each: (-each.votes, each.id))

    @property
    def authors(self) -> tuple[str, ...]:
        """Whose words its messages have."""
        wrote = {note.person for item in self.items for note in item.notes if note.person}
        called = {item.titled_by for item in self.items if item.titled_by}
        return tuple(sorted(wrote.union(called, *(each.people for each in self.actions))))
