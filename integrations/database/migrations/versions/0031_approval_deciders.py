"""What a request showed, and who can decide on it, are fixed when it is asked.

Requests that wait are let go: their ten minutes are nearly over anyway, and nobody is to allow what was not kept.
"""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Json

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("approvals") as table:
        table.add_column(sa.Column("shown", Json(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("deciders", Json(), nullable=False, server_default="[]"))
    op.execute("UPDATE approvals SET state = 'expired' WHERE state = 'waiting'")
