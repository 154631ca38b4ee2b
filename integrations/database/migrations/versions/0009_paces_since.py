"""When a pace was set, so that one from a time that is yet to come holds nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("paces") as paces:
        paces.add_column(sa.Column("since", sa.DateTime(timezone=True)))
