"""What blockers wait for."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "blocker_conditions",
        sa.Column("blocker", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("ref", sa.String(length=255), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("look_at", Instant(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("met_at", Instant(), nullable=True),
        sa.Column("asked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocker"],
            ["standup_blockers.id"],
            name=op.f("fk_blocker_conditions_blocker"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("blocker", "kind", "ref", name=op.f("pk_blocker_conditions")),
    )
    op.create_index("ix_blocker_conditions_look", "blocker_conditions", ["kind", "look_at"], unique=False)
