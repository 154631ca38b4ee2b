"""From a question that was recognised to what its tool is asked with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.conversation.questions.blanks import QuestionWords
from bot.tools.arguments import ME
from bot.tools.tool import Arguments
from jobs.dates import Week

LOOK_AHEAD = frozenset(("who_is_away", "plans", "the_day"))
"""Tools of which "on Monday" is the next one; for the others it is the last."""
OF_OTHER_DAYS: Mapping[str, str] = {"alerts_now": "alerts_since"}
"""Tools that know the present alone, with those that tell the same of other days."""
_MINE = {
    "en": frozenset(("i", "me", "my", "mine", "myself")),
    "de": frozenset(("ich", "mich", "mir", "mein", "meine", "meinen", "meinem", "meiner", "meines")),
    "es": frozenset(("yo", "mi", "mis", "me", "mio", "mia", "tengo", "estoy", "debo", "deberia", "puedo", "he")),
    "fr": frozenset(("je", "j", "me", "m", "mon", "ma", "mes", "moi", "suis", "dois", "ai")),
}
"""Words that say "of mine"."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool, and what it is asked with."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhichOne:
    """A name that more than one person has."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that is nobody's here."""

    name: str


Understood = ToolCall | WhichOne | Stranger


def arguments_for(
    tool: str, model: type[Arguments], asked: QuestionWords, today: date, *, words: str = "", week: Week | None = None
) -> dict[str, Any] | WhichOne | None:
    """Return what the question tells a tool; None where it names days and the tool knows none but the present.

    A name that several people have is asked back.
    """
    takes = model.model_fields
    given: dict[str, Any] = {}
    spans = [
        span
        for each in asked.days
        if (span := (each.ahead if tool in LOOK_AHEAD else each.back)(today, week)) is not None
    ]
    if spans and "first" in takes:
        given |= {"first": min(span.first for span in spans), "last": max(span.last for span in spans)}
    elif any(span.first != today for span in spans):
        return None
    if "person" in takes and asked.people:
        if len(asked.people[0]) > 1:
            return WhichOne(tuple(sorted(asked.people[0])))
        given["person"] = min(asked.people[0])
    for name, found in (("key", asked.keys), ("pull", asked.pulls), ("number", asked.numbers)):
        if name in takes and found:
            given[name] = found[0]
    about = words or " ".join(asked.names) or " ".join(asked.pulls)
    if "words" in takes and about:
        given["words"] = about
    return given


def is_mine(asked: QuestionWords, language: str) -> bool:
    """Return True if the question is about the asker's own."""
    return not asked.people and any(each.word in _MINE[language] for each in asked.tokens)


def mine(model: type[Arguments]) -> dict[str, Any]:
    """Return what tells a tool that it is about the asker."""
    return {"person": ME} if "person" in model.model_fields else {}
