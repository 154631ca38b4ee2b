"""Pull requests that are put off, and nudges about them."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Key

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "snoozes",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("repo", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=True),
        sa.Column("said_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("channel", "repo", "number", name=op.f("pk_snoozes")),
    )
    op.create_table(
        "nudges",
        sa.Column("id", Key(), nullable=False),
        sa.Column("repo", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("letter", sa.String(length=255), nullable=False),
        sa.Column("said_by", sa.String(length=64), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint("repo", "number", "person", "head", name="uq_nudges_once"),
    )
    op.create_index("ix_nudges_open", "nudges", ["open"], unique=False)
