"""The first tables."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant, Json, Key

revision = "0001"
down_revision = None

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS memories_fts USING fts5(search, content='memories', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER IF NOT EXISTS memories_fts_insert AFTER INSERT ON memories BEGIN INSERT INTO memories_fts(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER IF NOT EXISTS memories_fts_delete AFTER DELETE ON memories BEGIN INSERT INTO memories_fts(memories_fts, rowid, search) VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER IF NOT EXISTS memories_fts_update AFTER UPDATE OF search ON memories BEGIN INSERT INTO memories_fts(memories_fts, rowid, search) VALUES ('delete', old.id, old.search); INSERT INTO memories_fts(rowid, search) VALUES (new.id, new.search); END",
)
POSTGRES_SEARCH = (
    "ALTER TABLE memories ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS (to_tsvector('english', search) || to_tsvector('simple', search)) STORED",
    "CREATE INDEX IF NOT EXISTS ix_memories_words ON memories USING gin (words)",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "absences",
        sa.Column("id", Key(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_person", "absences", ["person", "last"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", Key(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("details", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"], unique=False)
    op.create_table(
        "channels",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("here", sa.Boolean(), nullable=False),
        sa.Column("members_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
    )
    op.create_table(
        "citations",
        sa.Column("letter", sa.String(length=255), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("letter", "person", name=op.f("pk_citations")),
    )
    op.create_index("ix_citations_person", "citations", ["person"], unique=False)
    op.create_table(
        "draft_numbers",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_draft_numbers")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", Key(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("fields", Json(), nullable=False),
        sa.Column("people", Json(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("supersedes", sa.BigInteger(), nullable=True),
        sa.Column("superseded_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("edited_by", sa.String(length=64), nullable=False),
        sa.Column("edited_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["superseded_by"], ["drafts.id"], name=op.f("fk_drafts_superseded_by")),
        sa.ForeignKeyConstraint(["supersedes"], ["drafts.id"], name=op.f("fk_drafts_supersedes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("form", name=op.f("uq_drafts_form")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_drafts_kind_number")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_drafts_kind_slug")),
    )
    op.create_index("ix_drafts_channel", "drafts", ["channel", "state"], unique=False)
    op.create_index("ix_drafts_superseded_by", "drafts", ["superseded_by"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", Key(), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("message", sa.String(length=255), nullable=True),
        sa.Column("body", Json(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_inbox_event_id")),
        sa.UniqueConstraint("message", name=op.f("uq_inbox_message")),
    )
    op.create_index("ix_inbox_open", "inbox", ["state", "id"], unique=False)
    op.create_table(
        "memories",
        sa.Column("id", Key(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("noted_by", sa.String(length=64), nullable=True),
        sa.Column("version", sa.String(length=32), server_default="", nullable=False),
        sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memories")),
        sa.UniqueConstraint("channel", "ts", name=op.f("uq_memories_channel_ts")),
    )
    op.create_index("ix_memories_noted_by", "memories", ["noted_by"], unique=False)
    op.create_index("ix_memories_person", "memories", ["person", "said_at"], unique=False)
    op.create_index("ix_memories_thread", "memories", ["channel", "thread_ts"], unique=False)
    op.create_table(
        "memory_channels",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("listening", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_memory_channels")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Key(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=True),
        sa.Column("thread_of", sa.String(length=255), nullable=True),
        sa.Column("replaces", sa.String(length=255), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("post", Json(), nullable=False),
        sa.Column("state", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("not_before", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("sent_channel", sa.String(length=64), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index("ix_outbox_open", "outbox", ["state", "not_before"], unique=False)
    op.create_index("ix_outbox_person", "outbox", ["person", "sent_at"], unique=False)
    op.create_index("ix_outbox_place", "outbox", ["sent_channel", "ts"], unique=False)
    op.create_index("ix_outbox_replaces", "outbox", ["replaces"], unique=False)
    op.create_table(
        "paces",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("free_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_paces")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("status", Json(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "rituals",
        sa.Column("id", Key(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("days", Json(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=True),
        sa.Column("every", sa.Integer(), server_default="1", nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("late", sa.String(length=8), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("options", Json(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rituals")),
        sa.UniqueConstraint("name", name=op.f("uq_rituals_name")),
    )
    op.create_index("ix_rituals_channel", "rituals", ["channel", "kind"], unique=False)
    op.create_table(
        "standup_ahead",
        sa.Column("ritual", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("words", Json(), nullable=False),
        sa.Column("mood", sa.String(length=16), server_default="", nullable=False),
        sa.Column("shown", Json(), nullable=False),
        sa.Column("still", Json(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("ritual", "person", name=op.f("pk_standup_ahead")),
    )
    op.create_table(
        "standup_plans",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "person", name=op.f("pk_standup_plans")),
    )
    op.create_table(
        "standup_rounds",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("ritual", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("days_off", Json(), nullable=False),
        sa.Column("collect", sa.String(length=8), nullable=False),
        sa.Column("questions", Json(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("close_early", sa.Boolean(), nullable=False),
        sa.Column("report_to", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("opening_line", sa.Text(), server_default="", nullable=False),
        sa.Column("closing_line", sa.Text(), server_default="", nullable=False),
        sa.Column("closing_facts", Json(), nullable=True),
        sa.Column("opening_print", sa.String(length=64), server_default="", nullable=False),
        sa.Column("opening_edits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("summary_print", sa.String(length=64), server_default="", nullable=False),
        sa.Column("summary_edits", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_standup_rounds")),
        sa.UniqueConstraint("ritual", "local_date", "number", name=op.f("uq_standup_rounds_ritual_local_date_number")),
    )
    op.create_index("ix_standup_rounds_channel", "standup_rounds", ["channel", "local_date"], unique=False)
    op.create_table(
        "team_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("working_hours", Json(), nullable=False),
        sa.Column("quiet_hours", Json(), nullable=True),
        sa.Column("holidays", sa.String(length=16), nullable=True),
        sa.Column("daily_cap", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_settings")),
    )
    op.create_table(
        "thread_people",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("channel", "thread_ts", "person", name=op.f("pk_thread_people")),
    )
    op.create_index("ix_thread_people_person", "thread_people", ["person"], unique=False)
    op.create_table(
        "threads",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("thread_ts", sa.String(length=32), nullable=False),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "thread_ts", name=op.f("pk_threads")),
    )
    op.create_table(
        "topics",
        sa.Column("id", Key(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("raised_in", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.create_index("ix_topics_channel", "topics", ["channel", "raised_in"], unique=False)
    op.create_table(
        "draft_notes",
        sa.Column("id", Key(), nullable=False),
        sa.Column("draft", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name=op.f("fk_draft_notes_draft"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_notes")),
        sa.UniqueConstraint("form", name=op.f("uq_draft_notes_form")),
    )
    op.create_index("ix_draft_notes_draft", "draft_notes", ["draft", "id"], unique=False)
    op.create_table(
        "draft_versions",
        sa.Column("draft", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fields", Json(), nullable=False),
        sa.Column("people", Json(), nullable=False),
        sa.Column("edited_by", sa.String(length=64), nullable=False),
        sa.Column("edited_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name=op.f("fk_draft_versions_draft"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("draft", "version", name=op.f("pk_draft_versions")),
    )
    op.create_table(
        "memberships",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name=op.f("fk_memberships_channel"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("channel", "person", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_person", "memberships", ["person"], unique=False)
    op.create_table(
        "occurrences",
        sa.Column("id", Key(), nullable=False),
        sa.Column("ritual", sa.BigInteger(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=64), server_default="open", nullable=False),
        sa.Column("run", sa.String(length=128), server_default="", nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("crashes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["ritual"], ["rituals.id"], name=op.f("fk_occurrences_ritual"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("ritual", "local_date", "audience", "step", "run", name="uq_occurrences_once"),
    )
    op.create_index("ix_occurrences_due", "occurrences", ["state", "ready_at"], unique=False)
    op.create_index("ix_occurrences_ritual", "occurrences", ["ritual", "audience", "local_date"], unique=False)
    op.create_table(
        "standup_answers",
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("words", Json(), nullable=False),
        sa.Column("mood", sa.String(length=16), server_default="", nullable=False),
        sa.Column("still", Json(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("edits", sa.Integer(), server_default="0", nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["standup_rounds.key"], name=op.f("fk_standup_answers_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "person", name=op.f("pk_standup_answers")),
    )
    op.create_index("ix_standup_answers_person", "standup_answers", ["person", "answered_at"], unique=False)
    op.create_table(
        "standup_asked",
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_in_dm", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round"], ["standup_rounds.key"], name=op.f("fk_standup_asked_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", "person", name=op.f("pk_standup_asked")),
    )
    op.create_index("ix_standup_asked_person", "standup_asked", ["person"], unique=False)
    op.create_table(
        "standup_blockers",
        sa.Column("id", Key(), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("ritual", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=True),
        sa.Column("about_name", sa.Text(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("resolved_by", sa.String(length=64), nullable=True),
        sa.Column("resolved_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round"], ["standup_rounds.key"], name=op.f("fk_standup_blockers_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standup_blockers")),
    )
    op.create_index("ix_standup_blockers_open", "standup_blockers", ["ritual", "channel", "resolved_at"], unique=False)
    op.create_index("ix_standup_blockers_round", "standup_blockers", ["round"], unique=False)
    for statement in SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else POSTGRES_SEARCH:
        op.execute(statement)
