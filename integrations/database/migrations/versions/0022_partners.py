"""Who the card's partners are, and in which threads they were named."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "partners",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("person", sa.String(255)),
        sa.Column("group_id", sa.String(255)),
        sa.Column("channel", sa.String(255)),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_partners")),
    )
    op.create_table(
        "looped_in",
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("thread", sa.String(255), nullable=False),
        sa.Column("partner", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("place", "thread", "partner", name=op.f("pk_looped_in")),
    )
