"""Retrospectives: notes, items, votes, actions."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json, Key

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "retros",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("ritual", sa.BigInteger, nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("categories", Json(), nullable=False),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("votes", sa.Integer, nullable=False),
        sa.Column("lead", sa.String(255)),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("opening_line", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("notes_until", Instant(), nullable=False),
        sa.Column("votes_until", Instant(), nullable=False),
        sa.Column("drawn", Json(), nullable=False),
    )
    op.create_index("ix_retros_channel", "retros", ["channel", "opened_at"])
    op.create_table(
        "retro_people",
        sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
    )
    op.create_table(
        "retro_items",
        sa.Column("id", Key(), primary_key=True),
        sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="CASCADE"), nullable=False),
        sa.Column("category", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False, server_default=""),
        sa.Column("titled_by", sa.String(255)),
    )
    op.create_index("ix_retro_items_retro", "retro_items", ["retro"])
    op.create_table(
        "retro_notes",
        sa.Column("id", Key(), primary_key=True),
        sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="CASCADE"), nullable=False),
        sa.Column("category", sa.Integer, nullable=False),
        sa.Column("item", sa.BigInteger, sa.ForeignKey("retro_items.id", ondelete="SET NULL")),
        sa.Column("person", sa.String(255)),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("ix_retro_notes_retro", "retro_notes", ["retro"])
    op.create_table(
        "retro_votes",
        sa.Column("item", sa.BigInteger, sa.ForeignKey("retro_items.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("click", sa.String(255), nullable=False),
    )
    op.create_table(
        "retro_actions",
        sa.Column("id", Key(), primary_key=True),
        sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="SET NULL")),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("form", sa.String(255), nullable=False, unique=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("made_by", sa.String(255)),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("ended_by", sa.String(255)),
        sa.Column("ended_name", sa.Text),
    )
    op.create_index("ix_retro_actions_retro", "retro_actions", ["retro"])
    op.create_index("ix_retro_actions_open", "retro_actions", ["channel", "state"])
