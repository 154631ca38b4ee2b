"""Who has given notes, in no order: a row number would tell in which they did."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. PostgreSQL has no row numbers."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.create_table(
        "retro_people_kept",
        sa.Column("retro", sa.BigInteger, sa.ForeignKey("retros.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO retro_people_kept (retro, person) SELECT retro, person FROM retro_people")
    op.drop_table("retro_people")
    op.rename_table("retro_people_kept", "retro_people")
