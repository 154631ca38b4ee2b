"""What the database keeps of some days: read once, and nothing is written."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from integrations.alerts import Alert
from integrations.database.copying import TableRows, rows_of
from integrations.database.look import looking
from integrations.database.tables.cadence import absences, rituals, team_settings
from integrations.database.tables.delivery import Interruption, interruption_limits
from integrations.database.tables.meetings import windows
from integrations.database.tables.people import accounts
from integrations.deferred import dataclass
from integrations.slack.recording import Workspace
from jobs.alerts.store import alerts_between
from jobs.cadence.records import lines_between
from jobs.delivery.outbox_log import LoggedMessage, first_of_all, interrupting
from jobs.delivery.quiet_windows import own_between
from jobs.issues.evening_lists import lists_between
from jobs.people.kept_team import every_channel, every_membership, everybody
from jobs.standup import message_keys
from jobs.standup.past_rounds import Answerer, PastAnswer, RitualDay, answers_between, held_between

BEFORE, AFTER = timedelta(hours=14), timedelta(hours=12)
"""A date begins so much earlier, and ends so much later, somewhere in the world than in UTC."""
A_WEEKEND = timedelta(days=5)
"""Alerts so long before are read too: the first standup tells of those since the last working evening."""
AS_THEY_ARE = (team_settings, rituals, absences, interruption_limits, accounts)
"""Tables that are copied whole."""
_LIVED = (Interruption.REVIEW, Interruption.ACTION, Interruption.BLOCKER)
"""What reaches somebody because of what people did, and not because a ritual says so."""


@dataclass(frozen=True, slots=True)
class PlayedDays:
    """The days that are played, both included."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """When the first of them begins somewhere."""
        return datetime.combine(self.first, time(), UTC) - BEFORE

    @property
    def ends(self) -> datetime:
        """When the last of them is over everywhere."""
        return datetime.combine(self.last, time(), UTC) + timedelta(days=1) + AFTER

    @property
    def days(self) -> list[date]:
        """Each of them."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True, slots=True)
class Kept:
    """All of it. What people said in it never leaves the database of the rehearsal."""

    workspace: Workspace
    tables: TableRows
    """Rows to begin with."""
    rounds: frozenset[RitualDay]
    """Of which it is known who answered."""
    answers: Mapping[Answerer, PastAnswer]
    alerts: Sequence[Alert]
    nudges: Sequence[LoggedMessage]
    """Messages that people's doings led to."""
    looked: Mapping[tuple[str, str, date], str]
    """What a ritual of a kind in a channel had to say on a day: its one line, or "" where it was more."""
    lists: frozenset[tuple[str, date]]
    """Who got a list of their issues on which day."""
    since: datetime | None
    """When the first message was kept; None where none is."""


async def kept_of(url: str, span: PlayedDays) -> Kept:
    """Read what that database keeps of those days. Raises `DatabaseProblem`."""
    return await asyncio.to_thread(_read, url, span)


def _read(url: str, span: PlayedDays) -> Kept:
    days = (span.first - timedelta(days=1), span.last + timedelta(days=1))
    with looking(url) as look:
        members: dict[str, list[str]] = {}
        for channel, person in look.all(every_membership()):
            members.setdefault(channel, []).append(person)
        nudges = look.all(interrupting(span.begins, span.ends, *_LIVED))
        return Kept(
            Workspace(
                {person.id: person for person in look.all(everybody())},
                {channel.id: channel for channel in look.all(every_channel())},
                members,
            ),
            {
                **{table: look.all(rows_of(table)) for table in AS_THEY_ARE},
                windows: look.all(own_between(span.begins, span.ends)),
            },
            frozenset(look.all(held_between(*days))),
            dict(look.all(answers_between(*days))),
            look.all(alerts_between(span.begins - A_WEEKEND, span.ends)),
            [each for each in nudges if not message_keys.is_of_standup(each.key)],
            dict(look.all(lines_between(*days))),
            frozenset(look.all(lists_between(*days))),
            look.all(first_of_all())[0],
        )
