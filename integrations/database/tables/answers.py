"""Answers while they are written, what people think of them, and what they cost."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, metadata
from integrations.database.personal import belongs_to_person, exported, named, not_erased, not_personal, words_of

answers = sa.Table(
    "answers",
    metadata,
    # That of the outbox's message which it becomes.
    sa.Column("key", sa.String(255), primary_key=True, info=not_erased("it keeps an answer from being given twice")),
    sa.Column("asker", ChatId(), nullable=False, info=belongs_to_person("asked")),
    sa.Column("place", ChatId(), nullable=False, info=not_personal()),
    sa.Column("thread", ChatId(), info=not_personal()),
    sa.Column("begun_at", Instant(), nullable=False, info=exported()),
    # When we began a message that grows, or tried to; then its id, once it is known.
    sa.Column("tried_at", Instant()),
    sa.Column("message_id", ChatId(), info=not_personal()),
    sa.Column("posted_at", Instant()),
    sa.Column("stopped_by", ChatId(), info=named()),
    # The tools that it leans on, with commas.
    sa.Column("sources", sa.String(1000), nullable=False, server_default="", info=exported()),
    # What was asked, as `bot.conversation.turn.Asked` has it, to ask the same anew.
    sa.Column("question", Json(), nullable=False, info=words_of("asker")),
)
sa.Index("ix_answers_place", answers.c.place, answers.c.message_id)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("answer", sa.String(255), primary_key=True, info=not_erased("it names a message of ours")),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("feedback")),
    sa.Column("helpful", sa.Boolean, nullable=False, info=exported()),
    sa.Column("place", ChatId(), nullable=False, info=not_personal()),
    sa.Column("sources", sa.String(1000), nullable=False, info=exported()),
    sa.Column("at", Instant(), nullable=False, info=exported()),
)
sa.Index("ix_feedback_at", feedback.c.at)

token_use = sa.Table(
    "token_use",
    metadata,
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person("tokens")),
    # On their own calendar.
    sa.Column("day", sa.Date, primary_key=True, info=exported()),
    sa.Column("tokens", sa.Integer, nullable=False, info=exported()),
)
