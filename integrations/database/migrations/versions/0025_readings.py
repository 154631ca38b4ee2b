"""What was said in a channel before we were there: how far it was read, which threads are left, and when it was muted."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "readings",
        sa.Column("channel", sa.String(255), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(255), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("following", sa.String(255)),
        sa.Column("whole", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("messages", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reached", Instant()),
        sa.Column("told_in", sa.String(255), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("told_at", Instant()),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_until", Instant()),
    )
    op.create_index("ix_readings_state", "readings", ["state"])
    op.create_table(
        "reading_threads",
        sa.Column("channel", sa.String(255), primary_key=True),
        sa.Column("thread_ts", sa.String(255), primary_key=True),
        sa.Column("following", sa.String(255)),
    )
    op.create_table(
        "mutes",
        sa.Column("channel", sa.String(255), primary_key=True),
        sa.Column("since", Instant(), primary_key=True),
        sa.Column("until", Instant()),
    )
    op.execute("INSERT INTO mutes (channel, since) SELECT channel, changed_at FROM memory_channels WHERE NOT listening")
