"""From a question that was recognised to what its tool is asked with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.conversation.questions.recogniser import Recognised
from bot.tools.arguments import ME
from bot.tools.tool import Arguments
from jobs.dates import Week

LOOK_AHEAD = frozenset(("who_is_away", "plans", "the_day"))
"""Tools of which "on Monday" is the next one; for the others it is the last."""
_MINE = {
    "en": frozenset(("i", "me", "my", "mine", "myself")),
    "de": frozenset(("ich", "mich", "mir", "mein", "meine", "meinen", "meinem", "meiner", "meines")),
    "es": frozenset(("yo", "mi", "mis", "me", "mio", "mia", "tengo", "estoy", "debo", "deberia", "puedo")),
    "fr": frozenset(("je", "j", "me", "m", "mon", "ma", "mes", "moi", "suis", "dois")),
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


def call_for(
    found: Recognised, model: type[Arguments], today: date, week: Week | None = None
) -> ToolCall | WhichOne | None:
    """Return the call; whom to ask back about where a name is several people's; None where the tool is not meant.

    It is not where the question names days other than today and the tool knows none but the present.
    """
    takes, asked = model.model_fields, found.asked
    given: dict[str, Any] = {}
    spans = [
        span
        for each in asked.days
        if (span := (each.ahead if found.tool in LOOK_AHEAD else each.back)(today, week)) is not None
    ]
    if spans and "first" in takes:
        given["first"] = min(span.first for span in spans)
        given["last"] = max(span.last for span in spans)
    elif any(span.first != today for span in spans):
        return None
    if "person" in takes and asked.people:
        if len(asked.people[0]) > 1:
            return WhichOne(tuple(sorted(asked.people[0])))
        given["person"] = min(asked.people[0])
    elif "person" in takes and any(each.word in _MINE[found.language] for each in asked.tokens):
        given["person"] = ME
    if "key" in takes and asked.keys:
        given["key"] = asked.keys[0]
    if "pull" in takes and asked.pulls:
        given["pull"] = asked.pulls[0]
    if "number" in takes and asked.numbers:
        given["number"] = asked.numbers[0]
    if "words" in takes and (about := found.words or " ".join(asked.names) or (asked.pulls[0] if asked.pulls else "")):
        given["words"] = about
    return ToolCall(found.tool, given)
