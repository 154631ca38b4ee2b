"""Messages keep what they tell of, so that it is asked again who may hear it before they are posted."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Json

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("restriction", Json()))
