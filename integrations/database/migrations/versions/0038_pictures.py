"""Which pictures the chat has for us, and what shows them."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pictures",
        sa.Column("place", sa.String(255), primary_key=True),
        sa.Column("imprint", sa.String(64), primary_key=True),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
    )
