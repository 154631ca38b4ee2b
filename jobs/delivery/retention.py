"""What is kept for how long, where a table would only grow: one sweep a day, in small steps.

Keys stay known long after their words are gone, because a key is what keeps a post from
being said twice. Rounds, drafts and the audit are the team's own and stay; so do memories, unless the
people of a channel or the operator limit them, and then what somebody asked to be remembered stays.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from integrations.database import Database
from integrations.database.steps import in_steps
from integrations.database.tables.alerts import incidents
from integrations.database.tables.answers import answers, feedback, token_use
from integrations.database.tables.cadence import OccurrenceState, occurrences
from integrations.database.tables.delivery import EventState, MessageState, inbox, outbox
from integrations.database.tables.memory import citations, memories, memory_channels
from integrations.database.tables.people import looped_in
from integrations.database.tables.pictures import pictures
from integrations.database.tables.submissions import submissions
from integrations.database.tables.unfinished_forms import unfinished_forms
from integrations.post import Post
from integrations.time import Clock, machine_now
from jobs.delivery import unfinished_forms as unfinished
from jobs.delivery.submissions import KEPT

log = structlog.get_logger()

WORDS = timedelta(days=90)
"""How long the words of a message are kept after it was sent or given up: "show all" and threads look back on them."""
MESSAGES = timedelta(days=730)
"""How long its key and its place are: a decision may be made, and its post edited, long after it was proposed."""
OCCURRENCES = timedelta(days=400)
"""How long it is known what a ritual did on which day: last year's day included."""
EVENTS = timedelta(days=7)
"""How long a done event's id is kept to recognise it again. The chat retries within an hour."""
ASIDE = timedelta(days=90)
"""How long an event that could not be handled waits for somebody to look at it."""
INCIDENTS = timedelta(days=90)
"""How long an alert is known after its end, or after it was last heard of: a quarter's worth, to compare with."""
EVERY_S = 24 * 3600
FIRST_S = 3600
"""Seconds from the start to the first sweep: a start has other things to do."""

GONE = Post(headline=("What stood here is too old to be kept.",))
_CLOSED = (MessageState.SENT, MessageState.EXPIRED, MessageState.WITHDRAWN, MessageState.FAILED)
_STILL_OPEN = tuple(state for state in MessageState if state not in _CLOSED)
_ENDED = (OccurrenceState.DONE, OccurrenceState.SKIPPED, OccurrenceState.FAILED)


class Retention:
    """Deletes what is older than it has to be kept."""

    def __init__(self, db: Database, clock: Clock, *, memory_days: int | None = None) -> None:
        """Prepare. What was said is kept for `memory_days` where a channel's people do not say otherwise."""
        self._db = db
        self._clock = clock
        self._memory_days = memory_days

    async def sweep(self) -> dict[str, int]:
        """Let go of everything that is too old by now; how many rows of each sort."""
        now = self._clock.now()
        swept = {
            "words": await self._clear(now - WORDS),
            "messages": await self._delete(outbox, _old_messages(now - MESSAGES)),
            "citations": await self._delete(citations, citations.c.message_key.not_in(sa.select(outbox.c.key))),
            "pictures": await self._delete(pictures, pictures.c.uploaded_at < now - MESSAGES),
            "occurrences": await self._delete(occurrences, _old_occurrences(now - OCCURRENCES)),
            "incidents": await self._delete(
                incidents, sa.func.coalesce(incidents.c.ended_at, incidents.c.received_at) < now - INCIDENTS
            ),
            "submissions": await self._delete(submissions, submissions.c.begun_at < now - KEPT),
            "unfinished_forms": await self._delete(
                unfinished_forms, unfinished_forms.c.kept_at < now - unfinished.KEPT
            ),
            "answers": await self._delete(answers, answers.c.begun_at < now - WORDS),
            "feedback": await self._delete(feedback, feedback.c.at < now - OCCURRENCES),
            "token_use": await self._delete(token_use, token_use.c.day < (now - WORDS).date()),
            "looped_in": await self._delete(looped_in, looped_in.c.at < now - WORDS),
            "events": await self._delete(inbox, _old_events(machine_now())),
            "memories": await self.sweep_memories(),
        }
        if any(swept.values()):
            log.info("swept", **swept)
        return swept

    async def sweep_memories(self) -> int:
        """Let go of what was said longer ago than it is kept; how many messages."""
        now, limits = self._clock.now(), memory_channels.c.keep_days
        chosen = (await self._db.fetch(sa.select(limits).where(limits > 0).distinct())).scalars().all()
        of = sa.select(memory_channels.c.channel)
        older = {days: memories.c.said_at < now - timedelta(days=days) for days in (*chosen, self._memory_days or 0)}
        old = [sa.and_(memories.c.channel.in_(of.where(limits == days)), older[days]) for days in chosen]
        if self._memory_days:
            old.append(sa.and_(memories.c.channel.not_in(of.where(limits.is_not(None))), older[self._memory_days]))
        return await self._delete(memories, sa.and_(memories.c.noted_by.is_(None), sa.or_(*old))) if old else 0

    async def _clear(self, before: datetime) -> int:
        old = sa.and_(
            outbox.c.state.in_(_CLOSED),
            sa.func.coalesce(outbox.c.sent_at, outbox.c.created_at) < before,
            ~sa.cast(outbox.c.post, sa.Text).contains(str(GONE.headline[0])),
        )
        return await in_steps(self._db, outbox, old, outbox.update().values(post=GONE.model_dump(mode="json")))

    async def _delete(self, table: sa.Table, old: sa.ColumnElement[bool]) -> int:
        return await in_steps(self._db, table, old, table.delete())


def _old_messages(before: datetime) -> sa.ColumnElement[bool]:
    """Closed long ago, and nothing that is still to be sent hangs on them."""
    later = outbox.alias("later")
    # Each is asked once, not for every message.
    needed = [
        outbox.c.key.in_(sa.select(other).where(later.c.state.in_(_STILL_OPEN), other.is_not(None)))
        for other in (later.c.thread_of, later.c.replaces)
    ]
    closed = sa.and_(outbox.c.state.in_(_CLOSED), sa.func.coalesce(outbox.c.sent_at, outbox.c.created_at) < before)
    return sa.and_(closed, ~sa.or_(*needed))


def _old_events(now: datetime) -> sa.ColumnElement[bool]:
    """Done or set aside long ago. The newest that is done stays: it tells whether any that were acked are missing."""
    newest = sa.select(sa.func.max(inbox.alias("every").c.id)).scalar_subquery()
    done = sa.and_(inbox.c.state == EventState.DONE, inbox.c.done_at < now - EVENTS, inbox.c.id < newest)
    return sa.or_(done, sa.and_(inbox.c.state == EventState.ASIDE, inbox.c.received_at < now - ASIDE))


def _old_occurrences(before: datetime) -> sa.ColumnElement[bool]:
    """Ended long ago. The newest row stays, so that no number is ever given again: keys of messages have it."""
    newest = sa.select(sa.func.max(occurrences.alias("every").c.id)).scalar_subquery()
    ended = sa.func.coalesce(occurrences.c.ended_at, occurrences.c.due_at) < before
    return sa.and_(occurrences.c.state.in_(_ENDED), ended, occurrences.c.id < newest)
