"""Alerts that others send."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json, Key

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "incidents",
        sa.Column("id", Key(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.String(length=200), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("runbook", sa.Text(), nullable=True),
        sa.Column("labels", Json(), nullable=False),
        sa.Column("paged", Json(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("announced", sa.String(length=8), nullable=False),
        sa.Column("letter", sa.String(length=255), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("source", "fingerprint", "started_at", name="uq_incidents_once"),
    )
    op.create_index("ix_incidents_started", "incidents", ["started_at"], unique=False)
    op.create_index("ix_incidents_ended", "incidents", ["ended_at"], unique=False)
    op.create_index("ix_incidents_announced", "incidents", ["announced"], unique=False)
    op.create_index("ix_incidents_told", "incidents", ["told_at"], unique=False)
