"""The keys of a round's messages: made and read here alone."""

from datetime import date
from enum import Enum

from integrations.deferred import dataclass, pattern
from jobs.standup.model import Blocker


class Part(Enum):
    """What a message of a round is."""

    OPENING = "open"
    ANSWER = "answer"
    ASKING = "ask"
    REMINDER = "remind"
    SUMMARY = "summary"
    REPORT = "report"
    WEEK = "week"
    NAMED = "named"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class RoundMessage:
    """What the key of a message tells."""

    round: str
    ritual: int
    day: date
    part: Part
    rest: str
    """What tells it from others of its part: a person, a number."""


_ROUND = pattern(r"standup:((\d+)/(\d{4}-\d\d-\d\d)/\d+):([a-z]+)(?::(.*))?")
_NIGHT = "alerts"


def opening(round_: str) -> str:
    """The key of the message that opens a round, on which everything else of it hangs."""
    return _key(round_, Part.OPENING)


def night(round_: str) -> str:
    """The key of the alerts of the night below the message that opens a round."""
    return _key(round_, Part.OPENING, _NIGHT)


def answer(round_: str, person: str) -> str:
    """The key of an answer in the round's thread."""
    return _key(round_, Part.ANSWER, person)


def asking(round_: str, person: str) -> str:
    """The key of the message that asks a person in their DM."""
    return _key(round_, Part.ASKING, person)


def reminder(round_: str, number: int, person: str) -> str:
    """The key of a person's reminder."""
    return _key(round_, Part.REMINDER, number, person)


def summary(round_: str) -> str:
    """The key of a round's summary in its thread."""
    return _key(round_, Part.SUMMARY)


def report(round_: str) -> str:
    """The key of the copy that `report_to` gets."""
    return _key(round_, Part.REPORT)


def week(round_: str) -> str:
    """The key of what the week came to that a round ends."""
    return _key(round_, Part.WEEK)


def named(blocker: Blocker) -> str:
    """The key of what tells somebody that a blocker of this round names them; one for all of its owner's."""
    return _key(blocker.round, Part.NAMED, blocker.owner, blocker.about)


def already(round_: str, occurrence: int) -> str:
    """The key of what tells who asks for a round that it is open."""
    return _key(round_, Part.ALREADY, occurrence)


def resolved(blocker: int) -> str:
    """The key of what says that a blocker is resolved."""
    return f"standup:blocker:{blocker}:resolved"


def confirmation(blocker: Blocker, ref: str) -> str:
    """The key of the question whether a blocker still stands, after what happened to `ref`."""
    return f"standup:blocker:{blocker.id}:{blocker.tag}:ask:{ref}"


def read(key: str) -> RoundMessage | None:
    """Return what a key tells; None where it is of no round's message."""
    found = _ROUND.fullmatch(key)
    if found is None or found[4] not in {part.value for part in Part}:
        return None
    return RoundMessage(found[1], int(found[2]), date.fromisoformat(found[3]), Part(found[4]), found[5] or "")


def is_of_standup(key: str) -> bool:
    """Return True for the key of a message that rounds and their blockers lead to."""
    return key.startswith("standup:")


def is_of_the_night(message: RoundMessage) -> bool:
    """Return True if it tells the alerts of the night."""
    return message.part is Part.OPENING and message.rest == _NIGHT


def _key(round_: str, part: Part, *rest: object) -> str:
    return ":".join(["standup", round_, part.value, *map(str, rest)])
