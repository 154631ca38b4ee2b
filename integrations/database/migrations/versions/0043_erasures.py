"""Erasures that people asked for and that are not done yet."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "erasures",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("lease_until", Instant()),
    )
