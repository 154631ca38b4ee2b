"""Design reviews with their agendas, and the windows in which nobody is nudged."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Key, OneOf, metadata
from integrations.database.personal import ERASED, SOMEBODY, belongs_to_person, exported, named, not_personal, words_of


class ItemKind(Enum):
    """What is talked about."""

    TOPIC = "topic"
    DRAFT = "draft"


class TopicOutcome(Enum):
    """What became of a topic in a review; a draft has its own state."""

    OPEN = "open"
    DONE = "done"
    """It was talked about."""
    NEXT = "next"
    """It was put off to the next review."""


class WindowKind(Enum):
    """What a window is for; the words are those that people read."""

    FOCUS = "focus"
    LUNCH = "lunch"


agendas = sa.Table(
    "agendas",
    metadata,
    # The occurrence that opened it.
    sa.Column("occurrence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("channel", ChatId(), nullable=False, info=not_personal()),
    sa.Column("facilitator", ChatId(), info=named()),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    # How often its message was drawn.
    sa.Column("revision", sa.Integer, nullable=False),
)
sa.Index("ix_agendas_channel", agendas.c.channel, agendas.c.opened_at)

agenda_items = sa.Table(
    "agenda_items",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column(
        "agenda", sa.BigInteger, sa.ForeignKey("agendas.occurrence", ondelete="CASCADE"), nullable=False, index=True
    ),
    # Of which kind, and which of them.
    sa.Column("kind", OneOf(ItemKind, 8), nullable=False, info=not_personal()),
    sa.Column("ref", sa.BigInteger, nullable=False),
    sa.Column("words", sa.Text, nullable=False, info=words_of("author", instead=ERASED)),
    sa.Column(
        "author", ChatId(), nullable=False, info=named(SOMEBODY, only=lambda items: items.c.kind == ItemKind.TOPIC)
    ),
    sa.Column("outcome", OneOf(TopicOutcome, 8), nullable=False, info=not_personal()),
    sa.Column("said_by", ChatId(), info=named()),
)
sa.Index("ix_agenda_items_ref", agenda_items.c.kind, agenda_items.c.ref)

windows = sa.Table(
    "windows",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    # Of everybody in a channel, or of one person.
    sa.Column("channel", ChatId(), info=not_personal()),
    sa.Column("person", ChatId(), info=belongs_to_person("focus")),
    sa.Column("kind", OneOf(WindowKind, 8), nullable=False, info=not_personal()),
    sa.Column("starts_at", Instant(), nullable=False, info=exported()),
    sa.Column("until", Instant(), nullable=False, info=exported()),
    # Whether its end was looked after.
    sa.Column("over", sa.Boolean, nullable=False),
)
sa.Index("ix_windows_until", windows.c.until)
