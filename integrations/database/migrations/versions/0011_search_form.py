"""In which form the searched words of a memory are, so that old ones can be written anew."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    op.add_column("memories", sa.Column("search_form", sa.SmallInteger(), server_default="1", nullable=False))
    old = sa.text("search_form < 2")
    op.create_index("ix_memories_search_form", "memories", ["search_form"], sqlite_where=old, postgresql_where=old)
