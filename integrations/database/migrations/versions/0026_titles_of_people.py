"""What people do, as their profile says it: whoever asks who somebody is is told that first."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Apply."""
    op.add_column("people", sa.Column("title", sa.Text()))
