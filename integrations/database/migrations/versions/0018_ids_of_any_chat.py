"""Kinds of place in our own words, and room for the ids of any chat."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

LONGER = {
    "rituals": ("channel", "owner", "created_by"),
    "occurrences": ("audience", "asked_by"),
    "absences": ("person",),
    "topics": ("channel", "author"),
    "audit": ("actor",),
    "inbox": ("about",),
    "outbox": ("channel", "thread_ts", "person", "sent_channel", "ts"),
    "paces": ("channel",),
    "drafts": ("author", "channel", "form", "edited_by", "decided_by"),
    "draft_versions": ("edited_by",),
    "draft_notes": ("author", "form"),
    "agendas": ("channel", "facilitator"),
    "agenda_items": ("author", "said_by"),
    "windows": ("channel", "person"),
    "memories": ("channel", "ts", "thread_ts", "person", "noted_by"),
    "memory_channels": ("channel", "changed_by"),
    "threads": ("channel", "thread_ts"),
    "thread_people": ("channel", "thread_ts", "person"),
    "citations": ("person",),
    "accounts": ("person", "said_by"),
    "snoozes": ("channel", "said_by"),
    "nudges": ("person", "said_by"),
    "standup_rounds": ("channel", "report_to"),
    "standup_asked": ("person",),
    "standup_answers": ("person",),
    "standup_blockers": ("channel", "owner", "about", "resolved_by"),
    "standup_ahead": ("person", "channel"),
    "standup_plans": ("channel", "person"),
    "people": ("id",),
    "channels": ("id",),
    "memberships": ("channel", "person"),
}
"""Columns that hold ids of a chat. SQLite holds strings of any length to no limit, so nothing changes there."""


def upgrade() -> None:
    """Apply."""
    op.execute("UPDATE channels SET kind = 'direct' WHERE kind = 'im'")
    op.execute("UPDATE channels SET kind = 'group' WHERE kind = 'mpim'")
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, columns in LONGER.items():
        for column in columns:
            op.alter_column(table, column, type_=sa.String(255))
