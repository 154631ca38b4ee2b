"""Questions of any type, and anonymous ones."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Json

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Apply."""
    op.add_column("standup_answers", sa.Column("picks", Json(), nullable=False, server_default="{}"))
    op.add_column("standup_rounds", sa.Column("asks_mood", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "standup_anonymous",
        sa.Column("round", sa.String(64), sa.ForeignKey("standup_rounds.key", ondelete="CASCADE"), primary_key=True),
        sa.Column("question", sa.String(16), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("answer", Json(), nullable=False),
    )
