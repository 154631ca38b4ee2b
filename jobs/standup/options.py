"""The standup's own keys of a ritual."""

from collections.abc import Mapping, Sequence
from typing import Any

from integrations.database.tables.standup import Collect
from integrations.deferred import dataclass, pattern
from jobs.cadence.options import Option, are_texts, is_whole, minutes, problems, truth
from jobs.standup.model import BLOCKERS
from jobs.standup.questions import Question, from_options, why_not

ALERTS = ("page", "overnight", "off")
"""Of a standup's channel: critical alerts at once and all of them in the morning; only these; none."""
DEFAULT_QUESTIONS = (
    Question("yesterday", "What did you finish since last time?"),
    Question("today", "What is your plan for today?"),
)
ABOUT_BLOCKERS = Question(BLOCKERS, "Is anything in your way?")
MOST_QUESTIONS = 8
MOST_MEMBERS = 1000
_DAY_MINUTES = 24 * 60
_PERSON = pattern(r"[^@\s]+(?:@[^@\s]+)?")
"""An id, of whatever form the chat gives it, or an address. Whether anybody has it is seen when they are asked."""


@dataclass(frozen=True, slots=True)
class Options:
    """A standup as the team set it up."""

    questions: tuple[Question, ...] = (*DEFAULT_QUESTIONS, ABOUT_BLOCKERS)
    collect: Collect = Collect.THREAD
    remind_after: tuple[int, ...] = (30,)
    """Minutes after a person is asked."""
    close_after: int = 120
    """Minutes after the last person is asked."""
    close_early: bool = True
    members: tuple[str, ...] = ()
    """User ids or e-mail addresses; empty: the channel's."""
    report_to: str | None = None
    alerts: str = "page"
    """One of `ALERTS`."""
    mood: bool = True
    """Whether people are asked how they are."""
    weekly: bool = True
    """Whether the week is summed up at its last round."""

    @property
    def asks_work(self) -> bool:
        """Return True if people are asked for what they did, or for what they mean to do."""
        return any(question.name in ("yesterday", "today") for question in self.questions)

    @property
    def asks_plans(self) -> bool:
        """Return True if people are asked for what they did and what they mean to do."""
        return {"yesterday", "today"} <= {question.name for question in self.questions}


def read(given: Mapping[str, Any]) -> Options:
    """The options of a ritual; what is absent has its default, and so has what cannot be used."""
    wrong = {name for name, _ in problems(OPTIONS, given)}
    kept = {name: value for name, value in given.items() if name not in wrong and value not in (None, [], ())}
    own = kept.get("questions")
    questions = from_options(own) if own else DEFAULT_QUESTIONS
    asks_blockers = kept.get("blockers", True) and all(question.name != BLOCKERS for question in questions)
    return Options(
        questions=(*questions, ABOUT_BLOCKERS) if asks_blockers else questions,
        collect=Collect(kept.get("collect", Collect.THREAD)),
        remind_after=tuple(sorted(given["remind_after"]))
        if "remind_after" in given and "remind_after" not in wrong
        else (30,),
        close_after=kept.get("close_after", 120),
        close_early=kept.get("close_early", True),
        members=tuple(str(member).strip() for member in kept.get("members", ())),
        report_to=kept.get("report_to"),
        alerts=kept.get("alerts", "page"),
        mood=kept.get("mood", True),
        weekly=kept.get("weekly", True),
    )


def _people(value: Any) -> bool:
    return are_texts(value, MOST_MEMBERS) and all(_PERSON.fullmatch(each.strip()) for each in value)


def _reminders(value: object) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) <= 5
        and all(is_whole(each, 1, _DAY_MINUTES) for each in value)
    )


OPTIONS = (
    Option(
        "questions",
        lambda value: not why_not(value, MOST_QUESTIONS),
        lambda value: why_not(value, MOST_QUESTIONS),
    ),
    Option("collect", lambda value: value in ("thread", "dm"), 'is neither "thread" nor "dm"'),
    Option("remind_after", _reminders, f"is no list of at most 5 numbers of minutes, 1 to {_DAY_MINUTES} each"),
    minutes(1, _DAY_MINUTES, "close_after"),
    truth("close_early"),
    Option("members", _people, f"is no list of at most {MOST_MEMBERS} user ids or e-mail addresses"),
    Option("report_to", lambda value: isinstance(value, str) and bool(value), "is no channel"),
    truth("blockers"),
    truth("mood"),
    truth("weekly"),
    Option("alerts", lambda value: value in ALERTS, 'is none of "page", "overnight" and "off"'),
)
"""The keys, and what each takes."""
