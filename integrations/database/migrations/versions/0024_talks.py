"""What was said around a message is found in order of time, in one step."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_memories_talk", "memories", ["channel", "thread_ts", "said_at"])
    op.drop_index("ix_memories_thread", "memories")
