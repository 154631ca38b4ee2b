"""What came in and what goes out, durable on both sides."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, Key, OneOf, metadata
from integrations.database.personal import belongs_to_person, exported, mentions_people, not_erased, not_personal


class Priority(Enum):
    """How urgent a message of ours is: when it may go."""

    PAGE = "page"
    """At once, past what queues for its channel."""
    REPLY = "reply"
    """At once, unless it comes late: see `jobs.messages.is_late`."""
    RITUAL = "ritual"
    """At its time."""
    NUDGE = "nudge"
    """In the recipient's working hours, and no more than a few a day."""
    DIGEST = "digest"
    """As a nudge."""


class Interruption(Enum):
    """What a message of ours interrupts a person for; they can have less of each."""

    REVIEW = "review"
    """Somebody nudges them about a review."""
    QUESTION = "question"
    """A standup asks them in a direct message."""
    REMINDER = "reminder"
    """A standup waits for their answer."""
    BLOCKER = "blocker"
    """A blocker names them, or one of theirs is out of the way."""
    ACTION = "action"
    """A retrospective has put them down for an action."""
    ISSUES = "issues"
    """Their own issues, in the evening."""
    LEDGER = "ledger"
    """What interrupted them this week."""


class EventState(Enum):
    """What has become of something that came in."""

    NEW = "new"
    CLAIMED = "claimed"
    DONE = "done"
    ASIDE = "aside"
    """It was given up, and is reported."""


class MessageState(Enum):
    """What has become of a message of ours."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    """Its answer was lost: it may be there."""
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    """Its reason was gone before it could be sent."""
    WITHDRAWN = "withdrawn"


CLOSED_MESSAGES = (MessageState.SENT, MessageState.FAILED, MessageState.EXPIRED, MessageState.WITHDRAWN)
"""The states of what is sent, or never will be."""

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("event_id", sa.String(255), nullable=False, unique=True, info=not_personal()),
    # A mention comes twice, as app_mention and as message, under two event ids but with one id.
    sa.Column("message", sa.String(255), unique=True, info=not_personal()),
    # The person or channel that it has news of: what we know of them is not known until it is done.
    sa.Column("about", ChatId(), info=not_erased("of whom there is news that is not handled yet")),
    sa.Column("body", Json(), nullable=False, info=mentions_people()),
    sa.Column("state", OneOf(EventState, 16), nullable=False, server_default=EventState.NEW.value, info=not_personal()),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant()),
    sa.Column("received_at", Instant(), nullable=False),
    sa.Column("done_at", Instant()),
    sa.Column("problem", sa.Text, info=mentions_people()),
)
sa.Index("ix_inbox_open", inbox.c.state, inbox.c.id)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column(
        "key", sa.String(255), nullable=False, unique=True, info=not_erased("it keeps a post from being said twice")
    ),
    sa.Column("priority", OneOf(Priority, 16), nullable=False, info=not_personal()),
    sa.Column("channel", ChatId(), nullable=False, info=mentions_people()),
    sa.Column("thread", ChatId(), info=not_personal()),
    sa.Column("thread_of", sa.String(255), info=not_erased("another message's key")),
    sa.Column("replaces", sa.String(255), info=not_erased("another message's key")),
    sa.Column("person", ChatId(), info=mentions_people()),
    # What it interrupts `person` for; nothing where it does not, or that is not told of.
    sa.Column("kind", OneOf(Interruption, 16), info=not_personal()),
    # Our turn in a conversation.
    sa.Column("turn", sa.Boolean, nullable=False, server_default=sa.false()),
    # The round of a standup that asks with it: what people say below it answers that.
    sa.Column("asks_round", sa.String(64), info=not_personal()),
    sa.Column("post", Json(), nullable=False, info=mentions_people()),
    # A `jobs.messages.Restriction`: who may hear it, which is asked again before it is posted.
    sa.Column(
        "restriction", Json(), info=not_erased("who asked decides who may hear it; it is swept with the message")
    ),
    sa.Column(
        "state", OneOf(MessageState, 16), nullable=False, server_default=MessageState.WAITING.value, info=not_personal()
    ),
    sa.Column("not_before", Instant(), nullable=False),
    sa.Column("expires_at", Instant()),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant()),
    sa.Column("tried_at", Instant()),
    sa.Column("created_at", Instant(), nullable=False),
    # When somebody said what it answers.
    sa.Column("answers_at", Instant()),
    sa.Column("sent_at", Instant()),
    sa.Column("sent_channel", ChatId(), info=not_personal()),
    sa.Column("message_id", ChatId(), info=not_personal()),
    # When it was posted, by the chat's clock.
    sa.Column("posted_at", Instant()),
    sa.Column("problem", sa.Text, info=not_personal()),
)
sa.Index("ix_outbox_open", outbox.c.state, outbox.c.not_before)
sa.Index("ix_outbox_person", outbox.c.person, outbox.c.sent_at)
sa.Index("ix_outbox_place", outbox.c.sent_channel, outbox.c.message_id)
sa.Index("ix_outbox_replaces", outbox.c.replaces)


def is_open_message(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that a message is yet to be sent."""
    return message.c.state.not_in([_in_words(state) for state in CLOSED_MESSAGES])


def is_open_for_now(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that an open message was for no later moment when it was put in, or was tried since."""
    of = message.c
    return sa.and_(sa.or_(of.not_before <= of.created_at, of.attempts > _NONE), is_open_message(message))


def is_open_for_later(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that an open message is for a later moment than that it was put in at."""
    of = message.c
    return sa.and_(of.not_before > of.created_at, of.attempts == _NONE, is_open_message(message))


def is_open_page(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that a page is yet to be sent."""
    return sa.and_(message.c.priority == _in_words(Priority.PAGE), is_open_message(message))


def is_open_edit(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that an edit of another message is yet to be made."""
    return sa.and_(message.c.replaces.is_not(None), is_open_message(message))


def is_being_sent(message: sa.FromClause) -> sa.ColumnElement[bool]:
    """Return the condition that somebody sends a message, or died of it."""
    return message.c.state == _in_words(MessageState.SENDING)


def _in_words(member: Enum) -> sa.ColumnElement[str]:
    """A value that stands in the statement: no engine finds by a parameter that an index has what is asked for."""
    return sa.literal_column(f"'{member.value}'", sa.String())


_NONE = sa.literal_column("0", sa.Integer())


# Each is of a part of the rows, those that are open: of which, its migration says, since SQLAlchemy would import the
# dialect of PostgreSQL to be told.
sa.Index("ix_outbox_queue", outbox.c.channel, outbox.c.id)
sa.Index("ix_outbox_now", outbox.c.channel)
sa.Index("ix_outbox_later", outbox.c.not_before)
sa.Index("ix_outbox_pages", outbox.c.channel, outbox.c.id)
sa.Index("ix_outbox_edits", outbox.c.replaces, outbox.c.id)
sa.Index("ix_outbox_sending", outbox.c.channel, outbox.c.id)

interruption_limits = sa.Table(
    "interruption_limits",
    metadata,
    # How many of a kind somebody wants in a day at most: 1, or 0 for none. There is no row for all of them.
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("interruption_limits")),
    sa.Column("kind", OneOf(Interruption, 16), primary_key=True, info=exported()),
    sa.Column("most", sa.Integer, nullable=False, info=exported()),
    sa.Column("said_at", Instant(), nullable=False, info=exported()),
)

paces = sa.Table(
    "paces",
    metadata,
    sa.Column("channel", ChatId(), primary_key=True, info=not_erased("how fast a place may be written to")),
    sa.Column("free_at", Instant(), nullable=False),
    # Where this is yet to come, the clock was set back, and nobody waits for `free_at`.
    sa.Column("since", Instant()),
)
