"""What was wrong: alerts that others sent."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import Instant, Json, Key, OneOf, metadata
from integrations.database.personal import not_personal


class Announced(Enum):
    """Whether people were told of an incident."""

    NEW = "new"
    RAISED = "raised"
    """It was quiet and became critical, or only came and went until it stayed."""
    TOLD = "told"
    """In a message of its own, of a storm, or of the same alert's life before."""
    JOINED = "joined"
    """The same, while that message does not show it yet."""
    QUIET = "quiet"
    """It is not worth a message."""
    OVER = "over"
    """It has ended, and its message says so."""


incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("fingerprint", sa.String(200), nullable=False),
    sa.Column("started_at", Instant(), nullable=False),
    # NULL while it fires.
    sa.Column("ended_at", Instant()),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    # When its source said that it is called so; NULL where its source names no moments.
    sa.Column("named_at", Instant()),
    # critical, warning or info
    sa.Column("severity", sa.String(8), nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("runbook", sa.Text),
    sa.Column("labels", Json(), nullable=False),
    sa.Column("paged", Json(), nullable=False),
    # When it was last heard of, to the hour.
    sa.Column("received_at", Instant(), nullable=False),
    sa.Column("announced", OneOf(Announced, 8), nullable=False),
    # The message that tells of it, without its channel.
    sa.Column("message_key", sa.String(255)),
    # When the storm began whose message that is; NULL where it is no storm's.
    sa.Column("storm_at", Instant()),
    sa.Column("told_at", Instant()),
    sa.UniqueConstraint("source", "fingerprint", "started_at", name="uq_incidents_once"),
    info=not_personal(),
)
sa.Index("ix_incidents_started", incidents.c.started_at)
sa.Index("ix_incidents_ended", incidents.c.ended_at)
sa.Index("ix_incidents_announced", incidents.c.announced)
sa.Index("ix_incidents_told", incidents.c.told_at)
