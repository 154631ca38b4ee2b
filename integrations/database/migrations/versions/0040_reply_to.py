"""When somebody said what a message answers: a late reply waits for their hours."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("answers_at", Instant()))
