"""What was wrong: alerts that others sent."""

import sqlalchemy as sa

from integrations.database.columns import Instant, Json, Key, metadata
from integrations.database.personal import nobody

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
    # critical, warning or info
    sa.Column("severity", sa.String(8), nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("runbook", sa.Text),
    sa.Column("labels", Json(), nullable=False),
    sa.Column("paged", Json(), nullable=False),
    # When it was last heard of, to the hour.
    sa.Column("received_at", Instant(), nullable=False),
    # As `jobs/alerts/announcements.py` has it: new, raised, told, joined, quiet or over.
    sa.Column("announced", sa.String(8), nullable=False),
    # The message that tells of it, without its channel.
    sa.Column("message_key", sa.String(255)),
    sa.Column("told_at", Instant()),
    sa.UniqueConstraint("source", "fingerprint", "started_at", name="uq_incidents_once"),
    info=nobody(),
)
sa.Index("ix_incidents_started", incidents.c.started_at)
sa.Index("ix_incidents_ended", incidents.c.ended_at)
sa.Index("ix_incidents_announced", incidents.c.announced)
sa.Index("ix_incidents_told", incidents.c.told_at)
