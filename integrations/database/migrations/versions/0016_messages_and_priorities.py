"""Columns named as the code has them: the key of a message, and its priority."""

from alembic import op

revision = "0016"
down_revision = "0015"

RENAMED = (
    ("outbox", "sort", "priority"),
    ("citations", "letter", "message_key"),
    ("incidents", "letter", "message_key"),
    ("nudges", "letter", "message_key"),
)


def upgrade() -> None:
    """Apply."""
    for table, before, after in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
