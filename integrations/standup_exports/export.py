"""What an export says, whichever bot it is of."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import Literal

from integrations.deferred import dataclass

QuestionType = Literal["text", "choice", "number", "yes_no"]


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """Somebody, by everything that the export calls them."""

    id: str = ""
    """The chat's own id where the bot ran in the same chat; else the bot's."""
    email: str = ""
    names: tuple[str, ...] = ()
    """Full name, user name: the best first."""

    @property
    def label(self) -> str:
        """How they are shown to whoever imports: `Jane Doe (jane@example.com)`."""
        best = next(iter(self.names), "")
        return f"{best} ({self.email})" if best and self.email else best or self.email or self.id


@dataclass(frozen=True, slots=True)
class ExportedQuestion:
    """A question that a standup asks."""

    text: str
    type: QuestionType = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportedStandup:
    """A standup as it was set up there. What is None the export does not say."""

    key: str
    """Its id there, by which answers name it."""
    place: str
    """Where in which file it is."""
    bot: str
    """What the bot is called."""
    title: str
    channel: str | None = None
    """Where answers were told: an id or a name."""
    at: str | None = None
    """HH:MM."""
    timezone: str | None = None
    """An IANA name, or `member`."""
    days: tuple[str, ...] | None = None
    every: int = 1
    questions: tuple[ExportedQuestion, ...] = ()
    people: tuple[ExportedPerson, ...] = ()
    """Who is asked; nobody where that is the whole channel."""
    owner: ExportedPerson | None = None
    paused: bool = False
    hidden: str = ""
    """Why its answers were for nobody's ears: `anonymous`, `confidential`; empty where its channel heard them."""
    left_out: tuple[str, ...] = ()
    """What of it has no place here, in words."""


@dataclass(frozen=True, slots=True)
class ExportedAnswers:
    """What one person answered in one round."""

    place: str
    standup: str
    """The key of its standup; empty where the file does not say."""
    person: ExportedPerson | None
    """None where the export hides who it was."""
    at: datetime
    """With a zone, or on the wall of the standup's own where the export names none."""
    answers: tuple[tuple[str, str], ...]
    """(question, answer), in the order in which it was asked."""
    channel: str | None = None
    """Where it was told, where the export says that of each."""
    hidden: str = ""


@dataclass(slots=True)
class StandupExport:
    """All of the files together."""

    standups: list[ExportedStandup] = field(default_factory=list)
    answers: list[ExportedAnswers] = field(default_factory=list)
    people: list[ExportedPerson] = field(default_factory=list)
    """Everybody whom a list of people names, for those of whom answers have a part alone."""
    problems: list[str] = field(default_factory=list)
    """What cannot be read, with its place, in the order of the files."""

    def known(self, person: ExportedPerson) -> ExportedPerson:
        """Return a person with what else the export knows of them: answers of Geekbot have no addresses."""
        for other in self.people:
            if person.id and person.id == other.id:
                names = dict.fromkeys((*person.names, *other.names))
                return ExportedPerson(person.id, person.email or other.email, tuple(names))
        return person


def names_of(*given: object) -> tuple[str, ...]:
    """Return those of some values that are names, each once."""
    texts = [" ".join(each.split()) for each in given if isinstance(each, str)]
    return tuple(dict.fromkeys(filter(None, texts)))


def folded(text: str) -> str:
    """Return a text as another spelling of it would be too: of one case, on one line."""
    return " ".join(text.split()).casefold()


def days_of_numbers(given: Sequence[int]) -> tuple[str, ...]:
    """Return the days of a week that begins with Sunday as 0, Monday first."""
    week = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
    return tuple(week[number] for number in (1, 2, 3, 4, 5, 6, 0) if number in given)
