"""What waits in each channel, without all that was sent before: what for now, what for later, pages and edits."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

OPEN = "state NOT IN ('sent', 'failed', 'expired', 'withdrawn')"
INDEXES = {
    "ix_outbox_queue": (["channel", "id"], OPEN),
    "ix_outbox_now": (["channel"], f"(not_before <= created_at OR attempts > 0) AND {OPEN}"),
    "ix_outbox_later": (["not_before"], f"not_before > created_at AND attempts = 0 AND {OPEN}"),
    "ix_outbox_pages": (["channel", "id"], f"priority = 'page' AND {OPEN}"),
    "ix_outbox_edits": (["replaces", "id"], f"replaces IS NOT NULL AND {OPEN}"),
    "ix_outbox_sending": (["channel", "id"], "state = 'sending'"),
}


def upgrade() -> None:
    """Apply."""
    for name, (columns, some) in INDEXES.items():
        where = sa.text(some)
        op.create_index(name, "outbox", columns, sqlite_where=where, postgresql_where=where)
