"""Answers while they are written, what people think of them, and what they cost."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "answers",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("asker", sa.String(255), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("thread", sa.String(255)),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("tried_at", Instant()),
        sa.Column("ts", sa.String(255)),
        sa.Column("posted_at", Instant()),
        sa.Column("stopped_by", sa.String(255)),
        sa.Column("sources", sa.String(1000), nullable=False, server_default=""),
        sa.Column("question", Json(), nullable=False),
    )
    op.create_index("ix_answers_place", "answers", ["place", "ts"])
    op.create_table(
        "feedback",
        sa.Column("answer", sa.String(255), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("sources", sa.String(1000), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
    op.create_table(
        "token_use",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("tokens", sa.Integer, nullable=False),
    )
