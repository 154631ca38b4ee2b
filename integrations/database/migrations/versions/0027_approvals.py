"""What tools that write were asked to do, and who allowed it."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Key

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "approvals",
        sa.Column("id", Key(), primary_key=True),
        sa.Column("tool", sa.String(100), nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("asker", sa.String(255), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("place_kind", sa.String(16)),
        sa.Column("thread", sa.String(255)),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(255)),
        sa.Column("decided_at", Instant()),
    )
    op.create_index("ix_approvals_asker", "approvals", ["asker"])
    op.create_index("ix_approvals_state", "approvals", ["state", "expires_at"])
