"""What an ADR and a runbook consist of. Everything else here is told by these."""

from integrations.database.tables.drafts import DraftState
from integrations.deferred import dataclass

MOST_TITLE = 150
MOST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the text, filled in and shown under its label."""

    name: str
    label: str
    hint: str = ""
    optional: bool = False
    one_line: bool = False
    """Shown among the facts at the top, not as a section."""
    steps: bool = False
    """One step a line; shown numbered."""

    @property
    def most(self) -> int | None:
        """Return how many characters the section takes; None for as many as can be typed in the chat."""
        return MOST_TITLE if self.one_line else None


@dataclass(frozen=True, slots=True)
class DraftKind:
    """A kind of draft: a decision record or a runbook."""

    name: str
    short: str
    """What stands before its number."""
    plural: str
    folder: str
    """Where its files are exported."""
    fresh: DraftState
    """The state it is made in."""
    numbered: DraftState
    """The state in which it gets its number."""
    sections: tuple[Section, ...]
    takes_text: str
    """The section that a message, or a title too long to be one, becomes."""
    takes_alert: str
    """The section that what an app has posted becomes: most often it is an alert."""
    people_name: str
    people_label: str
    people_hint: str
    many_people: bool

    @property
    def command(self) -> str:
        """The slash command."""
        return f"/{self.name}"

    @property
    def states(self) -> tuple[DraftState, ...]:
        """Every state that `list` takes."""
        after = (
            (DraftState.REJECTED, DraftState.DEFERRED, DraftState.SUPERSEDED)
            if self.fresh is DraftState.PROPOSED
            else ()
        )
        return (self.fresh, self.numbered, *after)

    def state_called(self, word: str) -> DraftState | None:
        """The state that a person means by that word; None where there is none."""
        return next((each for each in self.states if each.value == word), None)


ADR = DraftKind(
    name="adr",
    short="ADR",
    plural="ADRs",
    folder="adr",
    fresh=DraftState.PROPOSED,
    numbered=DraftState.ACCEPTED,
    sections=(
        Section("context", "Context", "What forces this decision: facts, limits, what hurts today."),
        Section("decision", "Decision", "What we will do, in full sentences."),
        Section("consequences", "Consequences", "What becomes easier, what becomes harder, what must follow."),
        Section("alternatives", "Alternatives", "What else was looked at, and why not.", optional=True),
    ),
    takes_text="context",
    takes_alert="context",
    people_name="deciders",
    people_label="Deciders",
    people_hint="They are asked in the channel. Besides them, you and workspace admins can accept.",
    many_people=True,
)

RUNBOOK = DraftKind(
    name="runbook",
    short="Runbook",
    plural="runbooks",
    folder="runbooks",
    fresh=DraftState.DRAFT,
    numbered=DraftState.PUBLISHED,
    sections=(
        Section("service", "Service", optional=True, one_line=True),
        Section("when", "When to use it", "The alert or the symptoms that lead here."),
        Section("steps", "Steps", "One a line; they are numbered for you.", steps=True),
        Section("rollback", "Rollback", "How to undo it.", optional=True),
        Section("escalation", "Escalation", "Whom to call when it does not help, and after how long.", optional=True),
    ),
    takes_text="steps",
    takes_alert="when",
    people_name="owner",
    people_label="Owner",
    people_hint="Keeps it true.",
    many_people=False,
)

KINDS = {kind.name: kind for kind in (ADR, RUNBOOK)}
