"""A round and what belongs to it, as the rows say."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from integrations.database.tables.standup import AnswerSource, Collect, RoundState
from integrations.deferred import dataclass
from jobs.errors import UserError
from jobs.standup.conditions import Condition, closes_when
from jobs.standup.questions import Pick, Question, as_typed

MOODS = (("great", "😀 Great"), ("good", "🙂 Good"), ("okay", "😐 Okay"), ("low", "🙁 Low"), ("rough", "😣 Rough"))
"""(what is kept, what is shown), best first."""
BLOCKERS = "blockers"
"""The question whose lines become blockers."""
IMPORTED = 0
"""The number of a round that another bot has held."""
AHEAD = "ahead/"
"""What stands for a round that is yet to open: this, and the number of its ritual."""


@dataclass(frozen=True, slots=True)
class DigestSentence:
    """What a model said of a round's answers."""

    words: str
    on: Mapping[str, str]
    """The answers that it rests on: by person, the imprint of what they had said."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a standup."""

    key: str
    ritual: int
    channel: str
    local_date: date
    number: int
    title: str
    zone: str
    days_off: tuple[date, ...]
    collect: Collect
    questions: tuple[Question, ...]
    reminders: int
    close_early: bool
    report_to: str | None
    note: str
    state: RoundState
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    opening_line: str = ""
    closing_line: str = ""
    closing_facts: Mapping[str, str | int] | None = None
    opening_print: str = ""
    opening_edits: int = 0
    summary_print: str = ""
    summary_edits: int = 0
    asks_mood: bool = True
    week_since: date | None = None
    """The first day of the week whose last round it is; None where it is not, or no week is summed up."""
    week_print: str = ""
    week_edits: int = 0
    sentences: tuple[DigestSentence, ...] = ()
    week_sentences: tuple[DigestSentence, ...] = ()
    """Of the week that it ends, each on all that a person said in that."""

    @property
    def is_open(self) -> bool:
        """Return True if it is not closed yet."""
        return self.state is RoundState.OPEN

    @property
    def is_imported(self) -> bool:
        """Return True if another bot has held it: it is known what was answered, and not who was asked."""
        return self.number == IMPORTED

    @property
    def asks_blockers(self) -> bool:
        """Return True if people are asked what is in their way."""
        return any(question.name == BLOCKERS for question in self.questions)

    @property
    def asks_anonymously(self) -> bool:
        """Return True if a question of it is anonymous."""
        return any(question.anonymous for question in self.questions)

    @property
    def asks_work(self) -> bool:
        """Return True if people are asked for what they did, or for what they mean to do."""
        return any(question.name in ("yesterday", "today") for question in self.questions)

    @property
    def asks_plans(self) -> bool:
        """Return True if the plan of one round is what was done by the next."""
        return {"yesterday", "today"} <= {question.name for question in self.questions}


class AnsweredAlready(UserError):
    """Somebody wants to skip what they have answered, or to answer it again as planned."""

    def __init__(self, round_: Round) -> None:
        """Remember the round, whose answer they may edit."""
        super().__init__("You have answered this round already.")
        self.round = round_


@dataclass(frozen=True, slots=True)
class Asked:
    """A person of a round: asked, away, or not asked in the end."""

    person: str
    name: str
    away: bool
    asked_at: datetime
    in_dm: bool = False
    unasked: bool = False
    """Whether the round closed before they could be asked."""
    left_out: bool = False
    """Whether that is so because the rest of the round was left out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said in a round."""

    person: str
    name: str
    skipped: bool
    words: Mapping[str, str]
    mood: str
    still: tuple[str, ...]
    late: bool
    source: AnswerSource
    edits: int
    answered_at: datetime
    changed_at: datetime
    picks: Mapping[str, Pick] = field(default_factory=dict)
    """What is no text, by question; nothing that was asked anonymously is in either."""

    @property
    def typed(self) -> dict[str, str]:
        """All of it as somebody would type it."""
        return {**self.words, **{name: as_typed(pick) for name, pick in self.picks.items()}}

    @property
    def imprint(self) -> str:
        """What tells what they said from what they said before it was changed."""
        return hashlib.sha256(json.dumps([self.typed, self.still], sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that is in somebody's way."""

    id: int
    round: str
    ritual: int
    channel: str
    owner: str
    owner_name: str
    words: str
    about: str | None
    about_name: str | None
    raised_on: date
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    """Who resolved it; None where it closed itself, and `resolved_name` says on what."""
    resolved_name: str | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return True if nobody has resolved it."""
        return self.resolved_at is None

    @property
    def tag(self) -> str:
        """Tells it from another that gets its number once its owner has taken it back."""
        return hashlib.sha256(f"{self.round}|{self.owner}|{self.words}".encode()).hexdigest()[:8]

    @property
    def closes_when(self) -> str:
        """When it closes itself, in words; empty where it does not."""
        return closes_when(self.conditions, self.about_name if self.about != self.owner else None)


@dataclass(frozen=True, slots=True)
class Board:
    """A round with everything that its posts show."""

    round: Round
    people: tuple[Asked, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    blockers: tuple[Blocker, ...] = ()
    """Open ones, and those resolved since the round opened; oldest first."""
    anonymous: Mapping[str, tuple[Pick, ...]] = field(default_factory=dict)
    """What was answered anonymously, by question and mixed, once the round is closed; nothing where too few have."""

    @property
    def asked(self) -> list[Asked]:
        """Those who are asked, and those who are not and have answered all the same."""
        return [each for each in self.people if not (each.away or each.unasked) or self._has_answered(each)]

    @property
    def missing(self) -> list[Asked]:
        """Those who are asked and have said nothing."""
        return [person for person in self.asked if person.person not in self.answers]

    @property
    def away(self) -> list[Asked]:
        """Those who are away and have not answered all the same; to skip is no answer."""
        return [person for person in self.people if person.away and not self._has_answered(person)]

    @property
    def unasked(self) -> list[Asked]:
        """Those whom the round closed too early to ask, and who have not answered all the same."""
        return [person for person in self.people if person.unasked and not self._has_answered(person)]

    @property
    def answered(self) -> list[Answer]:
        """Answers with words in them, in the order they came."""
        return sorted((each for each in self.answers.values() if not each.skipped), key=lambda each: each.answered_at)

    @property
    def skipped(self) -> list[Answer]:
        """Those who are asked and said that they skip."""
        asked = {each.person for each in self.asked}
        skips = (each for each in self.answers.values() if each.skipped and each.person in asked)
        return sorted(skips, key=lambda each: each.answered_at)

    @property
    def complete(self) -> bool:
        """Return True if everybody who is asked has answered or skipped."""
        return bool(self.asked) and not self.missing

    @property
    def carried(self) -> list[Blocker]:
        """Return the blockers that were raised in earlier rounds."""
        return [blocker for blocker in self.blockers if blocker.round != self.round.key]

    @property
    def raised(self) -> list[Blocker]:
        """Return the blockers that were raised in this round."""
        return [blocker for blocker in self.blockers if blocker.round == self.round.key]

    def _has_answered(self, person: Asked) -> bool:
        given = self.answers.get(person.person)
        return given is not None and not given.skipped


@dataclass(frozen=True, slots=True)
class StandupEntry:
    """A form as it was sent."""

    words: Mapping[str, str]
    """By question, each as somebody would type it; several choices are one a line."""
    mood: str = ""
    shown: tuple[int, ...] = ()
    """The open blockers that the form listed."""
    still: tuple[int, ...] = ()
    """Those of them that are still in the way."""


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What a person said last, from which on their work is looked for."""

    at: datetime | None
    """When they gave it; None where they have not answered lately."""
    changed_at: datetime | None = None
    words: str = ""
    planned: str = ""
    """What their form has of it already: a line of ours about the same would say it twice."""


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form is to show one person."""

    target: str
    """A round's key, or `ahead/` and a ritual's id."""
    channel: str
    title: str
    questions: tuple[Question, ...]
    values: Mapping[str, str]
    hints: Mapping[str, str]
    mood: str
    blockers: tuple[tuple[int, str], ...]
    """The person's own open blockers of earlier rounds: (id, words with age)."""
    still: tuple[int, ...]
    note: str = ""
    editing: bool = False
    asks_mood: bool = True
    first: bool = False
    """Whether it is the first standup of who sees it, and nothing else has told them what that is."""
    last: LastSaid | None = None
    """From when on it is looked for what they did; None where the form does not ask for it, or has their answer."""
    found: str | None = None
    """What was found of it, a line each, as far as they have kept it; None where nothing was."""
    found_hint: str = ""
    troubles: tuple[str, ...] = ()
    """What could not be looked at, a line each."""
    actions: tuple[tuple[int, str], ...] = ()
    """What the person is still to do of retrospectives: (id, words)."""
    report_to: str | None = None
    """Another channel that reads the summary, by its id or as `#name`; None where there is none."""
