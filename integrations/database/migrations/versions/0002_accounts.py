"""Who somebody is in Jira and on GitHub."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "accounts",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("said_by", sa.String(length=64), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("source", "person", name=op.f("pk_accounts")),
    )
    op.create_index("ix_accounts_folded", "accounts", ["source", "folded"], unique=False)
