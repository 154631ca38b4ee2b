"""Since when everything was heard: what was read before is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "epochs",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_epochs")),
    )
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("updated", sa.BigInteger(), server_default="0", nullable=False))
        people.add_column(sa.Column("epoch", sa.Integer(), nullable=True))
    with op.batch_alter_table("channels") as channels:
        channels.add_column(sa.Column("epoch", sa.Integer(), nullable=True))
        channels.add_column(sa.Column("members_epoch", sa.Integer(), nullable=True))
        channels.add_column(sa.Column("changes", sa.Integer(), server_default="0", nullable=False))
        channels.drop_column("changed_at")
        channels.drop_column("members_at")
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("about", sa.String(64), nullable=True))
