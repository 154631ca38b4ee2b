"""What MCP servers' tools were like when they were first allowed."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "mcp_pins",
        sa.Column("server", sa.String(32), primary_key=True),
        sa.Column("tool", sa.String(255), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("pinned_at", Instant(), nullable=False),
    )
