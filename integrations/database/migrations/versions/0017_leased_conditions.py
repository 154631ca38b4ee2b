"""The lease under which what a blocker waits for is looked at, as everything else that replicas share."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply."""
    op.add_column("blocker_conditions", sa.Column("lease_until", Instant()))
    op.add_column("blocker_conditions", sa.Column("fence", sa.Integer(), nullable=False, server_default="0"))
