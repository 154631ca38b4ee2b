"""Rounds of a standup: who was asked, what they answered, what is in the way."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, Key, OneOf, metadata
from integrations.database.personal import (
    SOMEBODY,
    belongs_to_person,
    exported,
    mentions_people,
    named,
    not_erased,
    not_personal,
    words_of,
)


class RoundState(Enum):
    """Whether a round still takes answers."""

    OPEN = "open"
    CLOSED = "closed"


class Collect(Enum):
    """Where people are asked."""

    THREAD = "thread"
    DM = "dm"


class AskedState(Enum):
    """Whether somebody on the list of a round is asked."""

    ASKED = "asked"
    AWAY = "away"
    UNASKED = "unasked"
    """Was to be asked, and was not before the round closed."""
    LEFT_OUT = "left_out"
    """Likewise, since the rest of the round was left out before their hour."""


class AnswerState(Enum):
    """What somebody did with a question."""

    ANSWERED = "answered"
    SKIPPED = "skipped"


class AnswerSource(Enum):
    """How an answer was given."""

    FORM = "form"
    PLANNED = "planned"
    """With the button "same as planned"."""
    AHEAD = "ahead"
    """Before the round opened."""
    TYPED = "typed"
    IMPORTED = "imported"
    """To another bot, before we were there."""


standup_rounds = sa.Table(
    "standup_rounds",
    metadata,
    # ritual/date/number: known before the row is, so that buttons and messages can carry it.
    sa.Column("key", sa.String(64), primary_key=True, info=not_personal()),
    sa.Column("ritual", sa.BigInteger, nullable=False),
    sa.Column("channel", ChatId(), nullable=False, info=not_personal()),
    sa.Column("local_date", sa.Date, nullable=False),
    # 1 is the day's own; more where somebody asked for another; 0 was held by another bot, and imported.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False, info=not_erased("the team's own")),
    sa.Column("zone", sa.String(64), nullable=False, info=not_personal()),
    # The public holidays of the months before it, which do not count in the age of a blocker.
    sa.Column("days_off", Json(), nullable=False, info=not_personal()),
    sa.Column("collect", OneOf(Collect, 8), nullable=False, info=not_personal()),
    sa.Column("questions", Json(), nullable=False, info=not_erased("the team's own")),
    sa.Column("reminders", sa.Integer, nullable=False),
    sa.Column("close_early", sa.Boolean, nullable=False),
    sa.Column("asks_mood", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("report_to", ChatId(), info=not_erased("the team's own")),
    sa.Column("note", sa.Text, nullable=False, server_default="", info=not_erased("the team's own")),
    sa.Column("state", OneOf(RoundState, 8), nullable=False, info=not_personal()),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("closes_at", Instant(), nullable=False),
    sa.Column("closed_at", Instant()),
    # The voice's sentences, and the numbers that the closing one was worded for.
    sa.Column("opening_line", sa.Text, nullable=False, server_default="", info=not_erased("the team's own")),
    sa.Column("closing_line", sa.Text, nullable=False, server_default="", info=not_erased("the team's own")),
    sa.Column("closing_facts", Json(), info=not_erased("the team's own")),
    # What a model said of the answers, each sentence with whose they are; an erasure takes those of its person out.
    sa.Column("sentences", Json(), nullable=False, server_default="[]", info=mentions_people()),
    # Of the last round of a week, after which that is summed up: its first day.
    sa.Column("week_since", sa.Date),
    # What the posts show now, and how often they were edited.
    sa.Column("opening_print", sa.String(64), nullable=False, server_default="", info=not_personal()),
    sa.Column("opening_edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("summary_print", sa.String(64), nullable=False, server_default="", info=not_personal()),
    sa.Column("summary_edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("week_print", sa.String(64), nullable=False, server_default="", info=not_personal()),
    sa.Column("week_edits", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("ritual", "local_date", "number"),
)
sa.Index("ix_standup_rounds_channel", standup_rounds.c.channel, standup_rounds.c.local_date)

_CLOSED = sa.select(standup_rounds.c.key).where(standup_rounds.c.state != RoundState.OPEN)

standup_asked = sa.Table(
    "standup_asked",
    metadata,
    sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "person",
        ChatId(),
        primary_key=True,
        info=belongs_to_person(None, only=lambda asked: asked.c.round.in_(_CLOSED)),
    ),
    sa.Column("name", sa.Text, nullable=False, info=words_of("person", export=False)),
    sa.Column("state", OneOf(AskedState, 8), nullable=False, info=not_personal()),
    # Each at their own hour, so it may be still to come.
    sa.Column("asked_at", Instant(), nullable=False),
    sa.Column("asked_in_dm", sa.Boolean, nullable=False, server_default=sa.false()),
)
sa.Index("ix_standup_asked_person", standup_asked.c.person)

standup_answers = sa.Table(
    "standup_answers",
    metadata,
    sa.Column(
        "round",
        sa.String(64),
        sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"),
        primary_key=True,
        info=exported("local_date", "channel"),
    ),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("standup_answers")),
    sa.Column("name", sa.Text, nullable=False, info=words_of("person", export=False)),
    sa.Column("state", OneOf(AnswerState, 8), nullable=False, info=exported()),
    sa.Column("words", Json(), nullable=False, info=words_of("person")),
    # Choices, numbers, days: what is no text.
    sa.Column("picks", Json(), nullable=False, server_default="{}", info=words_of("person")),
    sa.Column("mood", sa.String(16), nullable=False, server_default="", info=words_of("person")),
    # Blockers from before that this answer said are still there, in words.
    sa.Column("still", Json(), nullable=False, info=words_of("person", export=False)),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("source", OneOf(AnswerSource, 8), nullable=False, info=not_personal()),
    sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("answered_at", Instant(), nullable=False, info=exported()),
    sa.Column("changed_at", Instant(), nullable=False),
)
sa.Index("ix_standup_answers_person", standup_answers.c.person, standup_answers.c.answered_at)

standup_anonymous = sa.Table(
    "standup_anonymous",
    metadata,
    # Written once for a whole round, when it has closed; a place is drawn by lot, and tells nothing.
    sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("question", sa.String(16), primary_key=True, info=not_personal()),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("answer", Json(), nullable=False, info=not_erased("nobody knows whose it is")),
)

standup_blockers = sa.Table(
    "standup_blockers",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), nullable=False),
    sa.Column("ritual", sa.BigInteger, nullable=False),
    # The audience: a ritual that moves takes no blocker with it.
    sa.Column("channel", ChatId(), nullable=False, info=exported()),
    sa.Column("owner", ChatId(), nullable=False, info=belongs_to_person("blockers")),
    sa.Column("owner_name", sa.Text, nullable=False, info=words_of("owner", export=False)),
    sa.Column("words", sa.Text, nullable=False, info=words_of("owner")),
    # The first teammate whom the words name.
    sa.Column("about", ChatId(), info=named()),
    sa.Column("about_name", sa.Text, info=words_of("about", export=False)),
    sa.Column("raised_on", sa.Date, nullable=False, info=exported()),
    sa.Column("resolved_at", Instant(), info=exported()),
    sa.Column("resolved_by", ChatId(), info=named()),
    sa.Column("resolved_name", sa.Text, info=words_of("resolved_by", export=False, instead=SOMEBODY)),
)
sa.Index(
    "ix_standup_blockers_open", standup_blockers.c.ritual, standup_blockers.c.channel, standup_blockers.c.resolved_at
)
sa.Index("ix_standup_blockers_round", standup_blockers.c.round)

standup_ahead = sa.Table(
    "standup_ahead",
    metadata,
    sa.Column("ritual", sa.BigInteger, primary_key=True),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("answers_ahead")),
    sa.Column("channel", ChatId(), nullable=False, info=exported()),
    sa.Column("words", Json(), nullable=False, info=words_of("person")),
    sa.Column("mood", sa.String(16), nullable=False, server_default="", info=words_of("person")),
    # Open blockers that the form showed, and those of them that stay.
    sa.Column("shown", Json(), nullable=False, info=words_of("person", export=False)),
    sa.Column("still", Json(), nullable=False, info=words_of("person", export=False)),
    sa.Column("made_at", Instant(), nullable=False, info=exported()),
)

standup_plans = sa.Table(
    "standup_plans",
    metadata,
    # What somebody said in this channel in the evening that they mean to do next.
    sa.Column("channel", ChatId(), primary_key=True, info=exported()),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("plans")),
    sa.Column("words", sa.Text, nullable=False, info=words_of("person")),
    sa.Column("made_at", Instant(), nullable=False, info=exported()),
)
