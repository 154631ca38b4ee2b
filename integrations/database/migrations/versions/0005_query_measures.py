"""What was measured of the watched servers."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "query_measures",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("counters", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("source", "place", "day", name=op.f("pk_query_measures")),
    )
