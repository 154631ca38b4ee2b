"""Agendas of design reviews, and windows in which nobody is nudged."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Key

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "agendas",
        sa.Column("occurrence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("facilitator", sa.String(length=64), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence", name=op.f("pk_agendas")),
    )
    op.create_index("ix_agendas_channel", "agendas", ["channel", "opened_at"], unique=False)
    op.create_table(
        "agenda_items",
        sa.Column("id", Key(), nullable=False),
        sa.Column("agenda", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("ref", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("said_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda"], ["agendas.occurrence"], name=op.f("fk_agenda_items_agenda"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    op.create_index(op.f("ix_agenda_items_agenda"), "agenda_items", ["agenda"], unique=False)
    op.create_index("ix_agenda_items_ref", "agenda_items", ["kind", "ref"], unique=False)
    op.create_table(
        "windows",
        sa.Column("id", Key(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_windows")),
    )
    op.create_index("ix_windows_until", "windows", ["until"], unique=False)
