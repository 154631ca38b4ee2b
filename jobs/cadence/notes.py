"""What the cadence itself says: that an occurrence is set aside, and that a ritual has nothing to report."""

import hashlib
from datetime import datetime

from integrations.database.tables.cadence import TEAM
from integrations.deferred import dataclass
from integrations.post import Code, Post, When
from jobs.cadence.ritual import Occurrence, Ritual
from jobs.messages import OutgoingMessage, Priority

_QUIET, _DAY = "quiet", "day"
"""What the keys of these begin with."""


@dataclass(frozen=True, slots=True)
class QuietNote:
    """Whose line it is that there is nothing to report: that of an occurrence, else of a ritual's members."""

    occurrence: int | None
    ritual: int | None


def gave_up(occurrence: int, ritual: Ritual, due_at: datetime, zone: str, why: str) -> OutgoingMessage:
    """To the owner, or to the channel of a ritual without one: an occurrence is set aside."""
    return OutgoingMessage(
        key=f"gave-up:{occurrence}",
        channel=ritual.owner or ritual.channel,
        post=Post(
            headline=(
                f"{ritual.title} of ",
                When(at=due_at, style="date_time", zone=zone),
                f" is set aside: {why}. The next one comes at its time; the log says more under ",
                Code(text=f"occurrence {occurrence}"),
                ".",
            )
        ),
    )


def quiet_messages(occurrence: Occurrence, line: str, zone: str) -> list[OutgoingMessage]:
    """A ritual with nothing to report: a line in the day's thread of its channel.

    What is the same for each of its members is said once a day.
    """
    if not line:
        return []
    ritual, day = occurrence.ritual, occurrence.local_date
    key = f"{_QUIET}:{occurrence.id}"
    if occurrence.audience != TEAM:
        key = f"{_QUIET}:{ritual.id}:{day}:{hashlib.sha256(line.encode()).hexdigest()[:12]}"
    if occurrence.asked_by is not None:
        return [OutgoingMessage(key=key, channel=ritual.channel, post=Post(headline=(line,)), priority=Priority.REPLY)]
    thread = f"{_DAY}:{ritual.channel}:{day}"
    return [
        OutgoingMessage(
            key=thread,
            channel=ritual.channel,
            post=Post(headline=(f"{day:%A} {day.day} {day:%B}: what I looked at and found quiet is in this thread.",)),
        ),
        OutgoingMessage(
            key=key,
            channel=ritual.channel,
            post=Post(headline=(When(at=occurrence.due_at, zone=zone), f" {line}")),
            thread_of=thread,
        ),
    ]


def read_quiet(key: str) -> QuietNote | None:
    """Return whose line a key is of; None where it is of no such line."""
    first, _, rest = key.partition(":")
    number, _, of_members = rest.partition(":")
    if first != _QUIET:
        return None
    return QuietNote(None, int(number)) if of_members else QuietNote(int(number), None)


def is_thread_of_day(key: str) -> bool:
    """Return True for the key of the message that begins the thread of such lines."""
    return key.startswith(f"{_DAY}:")
