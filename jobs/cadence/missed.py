"""What could not happen while nobody ran: said in one line, and once."""

from collections.abc import Sequence
from datetime import date, datetime

from integrations.database.tables.cadence import TEAM, Audience
from integrations.deferred import dataclass
from integrations.enumerated import in_a_row
from integrations.post import Post, When
from jobs.cadence.ritual import Ritual
from jobs.messages import OutgoingMessage

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Missed:
    """An occurrence that is past for good."""

    id: int
    ritual: Ritual
    local_date: date
    due_at: datetime
    zone: str
    audience: Audience


def missed_messages(missed: Sequence[Missed]) -> list[OutgoingMessage]:
    """One line a channel, whatever the number of rituals and of members each is for."""
    channels: dict[str, dict[tuple[int, date], Missed]] = {}
    for each in missed:
        channels.setdefault(each.ritual.channel, {}).setdefault((each.ritual.id, each.local_date), each)
    return [_message(channel, sorted(each.values(), key=lambda one: one.due_at)) for channel, each in channels.items()]


def _message(channel: str, missed: Sequence[Missed]) -> OutgoingMessage:
    # Members of a ritual of their own zones are missed one by one, and told of together.
    personal = all(each.audience != TEAM for each in missed)
    first = missed[0]
    key = f"missed:{first.ritual.id}:{first.local_date}" if personal else f"missed:{min(one.id for one in missed)}"
    named = [(f"{each.ritual.title} of ", When(at=each.due_at, style="date_time", zone=each.zone)) for each in missed]
    names = in_a_row(named, MOST_NAMED)
    return OutgoingMessage(
        key=key, channel=channel, post=Post(headline=("I was not running, so this did not happen: ", *names, "."))
    )
