"""Who had their words erased, and when: an export that is read later brings none of them back."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "forgotten",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("until", Instant(), nullable=False),
    )
