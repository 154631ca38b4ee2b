"""Forms that somebody had to leave, as they were filled in."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "unfinished_forms",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("form", sa.String(255), primary_key=True),
        sa.Column("carry", sa.Text, nullable=False),
        sa.Column("answers", Json(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
    )
