"""When an incident was given the title and service that it has: what was said before that is no news of them."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """Apply."""
    op.add_column("incidents", sa.Column("named_at", Instant()))
