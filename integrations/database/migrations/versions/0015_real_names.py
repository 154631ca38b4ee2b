"""What people are called in full, beside what others see of them: who is who elsewhere is often found by that."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    op.add_column("people", sa.Column("real_name", sa.Text()))
