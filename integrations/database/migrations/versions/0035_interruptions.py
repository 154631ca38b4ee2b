"""Of which kind an interruption is, and of which kinds people want less."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("kind", sa.String(16)))
    op.create_table(
        "interruption_limits",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
    )
