"""What somebody was asked to allow, and what came of it."""

from enum import Enum

import sqlalchemy as sa

from integrations.chat import PlaceKind
from integrations.database.columns import ChatId, Instant, Json, Key, OneOf, metadata
from integrations.database.personal import belongs_to_person, exported, named, not_erased, not_personal, words_of


class ApprovalState(Enum):
    """What became of a request."""

    WAITING = "waiting"
    RUNNING = "running"
    """Allowed, and begun; nobody knows yet what came of it."""
    DONE = "done"
    FAILED = "failed"
    """It was tried, and nothing changed."""
    REFUSED = "refused"
    EXPIRED = "expired"
    """Nobody allowed it in time."""
    UNKNOWN = "unknown"
    """It was begun, and whether it was done is not known. It is never begun again."""


approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("tool", sa.String(100), nullable=False, info=exported()),
    # JSON, exactly as the tool gets them.
    sa.Column("arguments", sa.Text, nullable=False, info=words_of("asker")),
    # The post that says what will be done, as people were shown it.
    sa.Column("shown", Json(), nullable=False, info=words_of("asker", export=False)),
    # The ids of those who can decide, as it was when it was asked.
    sa.Column(
        "deciders", Json(), nullable=False, info=not_erased("who may decide for ten minutes; it goes with its row")
    ),
    sa.Column("asker", ChatId(), nullable=False, info=belongs_to_person("approvals")),
    sa.Column("place", ChatId(), nullable=False, info=not_personal()),
    sa.Column("place_kind", OneOf(PlaceKind, 16), info=not_personal()),
    sa.Column("thread", ChatId(), info=not_personal()),
    sa.Column("zone", sa.String(64), nullable=False, info=not_personal()),
    sa.Column("state", OneOf(ApprovalState, 8), nullable=False, info=not_personal()),
    sa.Column("asked_at", Instant(), nullable=False, info=exported()),
    sa.Column("expires_at", Instant(), nullable=False),
    sa.Column("decided_by", ChatId(), info=named()),
    sa.Column("decided_at", Instant()),
)
sa.Index("ix_approvals_asker", approvals.c.asker)
sa.Index("ix_approvals_state", approvals.c.state, approvals.c.expires_at)
