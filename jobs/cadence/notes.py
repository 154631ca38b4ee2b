"""What the cadence itself says: that an occurrence is set aside, and that a ritual has nothing to report."""

import hashlib
from datetime import datetime

from integrations.database.tables.cadence import TEAM
from integrations.post import Code, Post, When
from jobs.cadence.ritual import Occurrence, Ritual
from jobs.messages import OutgoingMessage, Priority


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
    key = f"quiet:{occurrence.id}"
    if occurrence.audience != TEAM:
        key = f"quiet:{ritual.id}:{day}:{hashlib.sha256(line.encode()).hexdigest()[:12]}"
    if occurrence.asked_by is not None:
        return [OutgoingMessage(key=key, channel=ritual.channel, post=Post(headline=(line,)), priority=Priority.REPLY)]
    thread = f"day:{ritual.channel}:{day}"
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
