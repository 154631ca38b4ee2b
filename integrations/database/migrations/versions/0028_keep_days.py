"""For how long what is said in a channel is kept, where its people limit that."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Apply."""
    op.add_column("memory_channels", sa.Column("keep_days", sa.Integer()))
