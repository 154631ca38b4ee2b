"""A draft and what belongs to it, as the rows say."""

from collections.abc import Mapping
from datetime import datetime

from integrations.database.tables.drafts import DraftState
from integrations.deferred import dataclass
from jobs.drafts.kinds import KINDS, DraftKind
from jobs.errors import UserError


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """What a person filled in."""

    title: str
    fields: Mapping[str, str]
    people: tuple[str, ...] = ()
    supersedes: int | None = None
    """The ADR whose place it takes once it is accepted."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision record or a runbook."""

    id: int
    kind: DraftKind
    slug: str
    number: int | None
    title: str
    state: DraftState
    fields: Mapping[str, str]
    people: tuple[str, ...]
    author: str
    channel: str | None
    """Its audience; None is the author alone."""
    source: str | None
    supersedes: int | None
    superseded_by: int | None
    version: int
    revision: int
    made_at: datetime
    edited_by: str
    edited_at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @property
    def label(self) -> str:
        """`ADR 7`, `Proposed ADR`, `Runbook draft`: what stands before the title."""
        if self.number is not None:
            return f"{self.kind.short} {self.number}"
        if self.kind.fresh is DraftState.DRAFT:
            return f"{self.kind.short} draft"
        return f"{self.state.value.capitalize()} {self.kind.short}"

    @property
    def ref(self) -> str:
        """What `show` finds it by: its number, else its slug."""
        return str(self.number) if self.number is not None else self.slug

    @property
    def post_key(self) -> str:
        """The key of the message that shows it where its audience is."""
        return post_key(self.id, self.channel)


@dataclass(frozen=True, slots=True)
class Note:
    """A few words that were added to a decision."""

    words: str
    author: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A draft with all that is shown of it, for those who may see it."""

    draft: Draft
    names: Mapping[str, str]
    """What people are called, by user id."""
    notes: tuple[Note, ...] = ()
    replaces: tuple[Draft, ...] = ()
    """What it took the place of."""
    to_replace: Draft | None = None
    """What it takes the place of once it is accepted."""
    replaced_by: Draft | None = None

    def name(self, user: str | None) -> str:
        """What a person is called; the id of a stranger."""
        return self.names.get(user or "", user or "")


def kind_of(name: str) -> DraftKind:
    """The kind of that name. Raises `UserError` where there is none."""
    try:
        return KINDS[name]
    except KeyError:
        raise UserError(f"There is no kind of draft called {name[:40]}.") from None


def post_key(draft: int, channel: str | None) -> str:
    """The key of the message that shows a draft in a channel, or in its author's DM."""
    return f"draft:{draft}:{channel or 'dm'}"
