"""Which channels are shared with another workspace; any may be, until Slack is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("channels") as channels:
        channels.add_column(sa.Column("shared", sa.Boolean(), server_default=sa.true(), nullable=False))
