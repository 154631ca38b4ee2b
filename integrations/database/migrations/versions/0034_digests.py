"""The digest of a standup's week, and what a model says of a round."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Json

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("standup_rounds") as rounds:
        rounds.add_column(sa.Column("week_since", sa.Date))
        rounds.add_column(sa.Column("week_print", sa.String(64), nullable=False, server_default=""))
        rounds.add_column(sa.Column("week_edits", sa.Integer, nullable=False, server_default="0"))
        rounds.add_column(sa.Column("sentences", Json(), nullable=False, server_default="[]"))
