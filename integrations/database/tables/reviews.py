"""Pull requests that were put off, and who was nudged about one."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Key, metadata
from integrations.database.personal import (
    SOMEBODY,
    belongs_to_person,
    exported,
    named,
    not_erased,
    not_personal,
    words_of,
)

snoozes = sa.Table(
    "snoozes",
    metadata,
    sa.Column("channel", ChatId(), primary_key=True, info=not_personal()),
    # owner/name in lower case
    sa.Column("repo", sa.String(200), primary_key=True, info=not_personal()),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("until", Instant(), nullable=False),
    # Where it sleeps until its next push: the commit at which it fell asleep.
    sa.Column("head", sa.String(64), info=not_personal()),
    sa.Column("said_by", ChatId(), nullable=False, info=named(SOMEBODY)),
)

nudges = sa.Table(
    "nudges",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("repo", sa.String(200), nullable=False, info=exported()),
    sa.Column("number", sa.Integer, nullable=False, info=exported()),
    sa.Column("person", ChatId(), nullable=False, info=belongs_to_person("review_nudges")),
    sa.Column("login", sa.String(200), nullable=False, info=words_of("person", export=False)),
    # The commit that they were nudged about; another one may be nudged about again.
    sa.Column("head", sa.String(64), nullable=False, info=not_personal()),
    sa.Column("message_key", sa.String(255), nullable=False, info=not_erased("a message's key")),
    sa.Column("said_by", ChatId(), nullable=False, info=named(SOMEBODY)),
    sa.Column("said_at", Instant(), nullable=False, info=exported()),
    # Whether the message may still be held, so that its reason is looked after.
    sa.Column("open", sa.Boolean, nullable=False),
    sa.UniqueConstraint("repo", "number", "person", "head", name="uq_nudges_once"),
)
sa.Index("ix_nudges_open", nudges.c.open)
