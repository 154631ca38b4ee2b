"""Forms that were sent, and what came of each: whichever process gets one again does nothing twice."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "submissions",
        sa.Column("view", sa.String(255), primary_key=True),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("outcome", Json()),
    )
