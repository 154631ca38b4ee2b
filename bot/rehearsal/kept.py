"""What the database keeps of some days: read once, and nothing is written."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.alerts import Alert
from integrations.chat import Channel, Person, PlaceKind
from integrations.database.look import rows_of
from integrations.database.records import record_of
from integrations.database.tables.alerts import incidents
from integrations.database.tables.cadence import OccurrenceState, absences, occurrences, rituals, team_settings
from integrations.database.tables.delivery import Interruption, MessageState, interruption_limits, outbox
from integrations.database.tables.meetings import windows
from integrations.database.tables.people import accounts
from integrations.database.tables.standup import (
    AnswerSource,
    AnswerState,
    standup_answers,
    standup_asked,
    standup_rounds,
)
from integrations.database.tables.team import channels, memberships, people
from integrations.slack.recording import Workspace
from jobs.standup.questions import as_typed

BEFORE, AFTER = timedelta(hours=14), timedelta(hours=12)
"""A date begins so much earlier, and ends so much later, somewhere in the world than in UTC."""
A_WEEKEND = timedelta(days=5)
"""Alerts so long before are read too: the first standup tells of those since the last working evening."""
AS_THEY_ARE = (team_settings, rituals, absences, interruption_limits, accounts)
"""Tables that are copied whole."""
_LIVED = (Interruption.REVIEW, Interruption.ACTION, Interruption.BLOCKER)
"""What reaches somebody because of what people did, and not because a ritual says so."""


@dataclass(frozen=True, slots=True)
class Span:
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
class Answered:
    """What somebody did with the question of a day."""

    after: timedelta
    """So long after they were asked."""
    words: Mapping[str, str]
    """What they said, by question; they never leave the database of the rehearsal."""
    mood: str
    skipped: bool
    ahead: bool
    """Whether it was given before the round opened."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """All of it."""

    workspace: Workspace
    tables: Mapping[sa.Table, Sequence[Mapping[str, Any]]]
    """Rows to begin with, by table."""
    rounds: frozenset[tuple[int, date]]
    """Of which ritual on which day it is known who answered."""
    answers: Mapping[tuple[int, date, str], Answered]
    """By ritual, day and person."""
    alerts: Sequence[Alert]
    nudges: Sequence[sa.Row[Any]]
    """Messages of the outbox that people's doings led to."""
    looked: Mapping[tuple[str, str, date], str]
    """What a ritual of a kind in a channel had to say on a day: its one line, or "" where it was more."""
    lists: frozenset[tuple[str, date]]
    """Who got a list of their issues on which day."""
    since: datetime | None
    """When the first message was kept; None where none is."""


async def kept_of(url: str, span: Span) -> Kept:
    """Read what that database keeps of those days. Raises `DatabaseProblem`."""
    rows = await asyncio.to_thread(rows_of, url, _queries(span))
    return Kept(
        _workspace(rows),
        {
            **{table: [dict(row._mapping) for row in rows[table.name]] for table in AS_THEY_ARE},
            windows: [dict(row._mapping) | {"over": False} for row in rows["windows"]],
        },
        frozenset((row.ritual, row.local_date) for row in rows["rounds"]),
        {(row.ritual, row.local_date, row.person): _answered(row) for row in rows["answers"]},
        [_alert(row) for row in rows["incidents"]],
        rows["nudges"],
        {(row.kind, row.channel, row.local_date): row.note for row in rows["looked"]},
        frozenset((row.person, row.local_date) for row in rows["lists"]),
        rows["since"][0].at,
    )


def _queries(span: Span) -> dict[str, sa.Select[Any]]:
    days = (span.first - timedelta(days=1), span.last + timedelta(days=1))
    by_itself = sa.and_(occurrences.c.step == "open", occurrences.c.run == "")
    theirs = sa.and_(
        standup_asked.c.round == standup_answers.c.round, standup_asked.c.person == standup_answers.c.person
    )
    own = (standup_rounds.c.number == 1, standup_rounds.c.local_date.between(*days))
    return {
        **{table.name: sa.select(table) for table in (*AS_THEY_ARE, people, channels, memberships)},
        "windows": sa.select(windows).where(
            windows.c.person.is_not(None), windows.c.until > span.begins, windows.c.starts_at < span.ends
        ),
        "rounds": sa.select(standup_rounds.c.ritual, standup_rounds.c.local_date).where(*own),
        "answers": sa.select(standup_rounds.c.ritual, standup_rounds.c.local_date, standup_asked.c.asked_at)
        .add_columns(*standup_answers.c)
        .select_from(standup_answers)
        .join(standup_rounds, standup_rounds.c.key == standup_answers.c.round)
        .join(standup_asked, theirs)
        .where(*own),
        "incidents": sa.select(incidents)
        .where(incidents.c.started_at < span.ends)
        .where(sa.func.coalesce(incidents.c.ended_at, incidents.c.received_at) > span.begins - A_WEEKEND)
        .order_by(incidents.c.started_at, incidents.c.id),
        "nudges": sa.select(outbox)
        .where(outbox.c.person.is_not(None), outbox.c.kind.in_(_LIVED), outbox.c.replaces.is_(None))
        .where(~outbox.c.key.startswith("standup:"), outbox.c.created_at.between(span.begins, span.ends))
        # What was taken back in time had lost its reason, nobody knows when.
        .where(sa.or_(outbox.c.state != MessageState.WITHDRAWN, outbox.c.problem.is_not(None)))
        .order_by(outbox.c.id),
        "looked": sa.select(rituals.c.kind, rituals.c.channel, occurrences.c.local_date, occurrences.c.note)
        .join(rituals, rituals.c.id == occurrences.c.ritual)
        .where(by_itself, occurrences.c.state == OccurrenceState.DONE, occurrences.c.local_date.between(*days)),
        "lists": sa.select(outbox.c.person, occurrences.c.local_date)
        .join(occurrences, outbox.c.key == sa.literal("wrap_up:") + sa.cast(occurrences.c.id, sa.String))
        .where(outbox.c.kind == Interruption.ISSUES, occurrences.c.local_date.between(*days)),
        "since": sa.select(sa.func.min(outbox.c.created_at).label("at")),
    }


def _workspace(rows: Mapping[str, Sequence[sa.Row[Any]]]) -> Workspace:
    members: dict[str, list[str]] = {}
    for row in rows["memberships"]:
        members.setdefault(row.channel, []).append(row.person)
    return Workspace(
        {row.id: _person(row) for row in rows["people"]},
        {row.id: record_of(Channel, row, topic="") for row in rows["channels"] if row.kind is not PlaceKind.DIRECT},
        members,
    )


def _person(row: sa.Row[Any]) -> Person:
    # A status says how somebody is now, and nobody keeps how they were.
    return record_of(
        Person,
        row,
        real_name=row.real_name or row.name,
        title="",
        status_text="",
        status_emoji="",
        status_until=None,
        unknown=bool(row.status.get("unknown")),
    )


def _answered(row: sa.Row[Any]) -> Answered:
    return Answered(
        max(row.answered_at - row.asked_at, timedelta(0)),
        {**row.words, **{name: as_typed(pick) for name, pick in row.picks.items()}},
        row.mood,
        row.state is AnswerState.SKIPPED,
        row.source is AnswerSource.AHEAD,
        row.answered_at,
    )


def _alert(row: sa.Row[Any]) -> Alert:
    return Alert(
        source=row.source,
        fingerprint=row.fingerprint,
        starts_at=row.started_at,
        firing=row.ended_at is None,
        title=row.title,
        service=row.service,
        severity=row.severity,
        ends_at=row.ended_at,
        url=row.url,
        runbook=row.runbook,
        labels=row.labels,
        paged=tuple(row.paged),
    )
