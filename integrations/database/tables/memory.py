"""What was said, who may hear it again is decided beside it, and the threads we are spoken to in."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Key, OneOf, metadata
from integrations.database.personal import SOMEBODY, belongs_to_person, named, not_erased, not_personal, words_of

memories = sa.Table(
    "memories",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    sa.Column("channel", ChatId(), nullable=False, info=not_personal()),
    sa.Column("message_id", ChatId(), nullable=False, info=not_personal()),
    sa.Column("thread", ChatId(), info=not_personal()),
    sa.Column("person", ChatId(), nullable=False, info=belongs_to_person(None)),
    # The plain words that people saw, and the same as the search sees them.
    sa.Column("text", sa.Text, nullable=False, info=words_of("person", export=False)),
    sa.Column("search", sa.Text, nullable=False, info=words_of("person", export=False)),
    sa.Column("said_at", Instant(), nullable=False),
    # Who asked us to remember it, where somebody did.
    sa.Column("noted_by", ChatId(), info=named()),
    # When it was last edited; an older edit that comes later changes nothing.
    sa.Column("edited_at", Instant()),
    # The form of `search`; after an upgrade that finds more in a text, older ones are written anew.
    sa.Column("search_form", sa.SmallInteger, nullable=False, server_default="1"),
    # Deleted in the chat. The row stays without its words, for the message may come after its deletion.
    sa.Column("gone", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("channel", "message_id", name="uq_memories_channel_ts"),
)
SEARCH_FORM = 2
"""The form that `search` is written in now."""
# The index of those in an older form is in its migration alone: what it says to each engine would import both.
# What was said around a message is looked up when somebody asks.
sa.Index("ix_memories_talk", memories.c.channel, memories.c.thread, memories.c.said_at)
sa.Index("ix_memories_person", memories.c.person, memories.c.said_at)
sa.Index("ix_memories_noted_by", memories.c.noted_by)

memory_channels = sa.Table(
    "memory_channels",
    metadata,
    # Channels where people said whether we may listen, or for how long we remember; we do where nobody said anything.
    sa.Column("channel", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("listening", sa.Boolean, nullable=False),
    # For how many days what is said there is kept: 0 is for ever, nothing is as the operator says.
    sa.Column("keep_days", sa.Integer),
    sa.Column("changed_by", ChatId(), nullable=False, info=named(SOMEBODY)),
    sa.Column("changed_at", Instant(), nullable=False),
)

mutes = sa.Table(
    "mutes",
    metadata,
    # When a channel was muted: what was said meanwhile is not read back later either.
    sa.Column("channel", ChatId(), primary_key=True),
    sa.Column("since", Instant(), primary_key=True),
    # Nothing while it is muted.
    sa.Column("until", Instant()),
    info=not_personal(),
)


class ReadingState(Enum):
    """How it stands with reading back what was said in a channel."""

    READING = "reading"
    DONE = "done"
    STOPPED = "stopped"
    """Somebody stopped it; it can go on."""
    REFUSED = "refused"
    """The chat does not let us; it can be tried again."""


readings = sa.Table(
    "readings",
    metadata,
    # What was said in a channel before we were there is being read, or was.
    sa.Column("channel", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("state", OneOf(ReadingState, 16), nullable=False, info=not_personal()),
    sa.Column("asked_by", ChatId(), nullable=False, info=named(SOMEBODY)),
    sa.Column("since", Instant(), nullable=False),
    # Where the next page of the channel begins; nothing at its end, and once the first page of all was read.
    sa.Column("following", ChatId(), info=not_personal()),
    # Whether the channel itself was read to its end; threads may be left.
    sa.Column("whole", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("messages", sa.Integer, nullable=False, server_default="0"),
    # The moment back to which it was read.
    sa.Column("reached", Instant()),
    # The message that tells how far it is, how often it was drawn anew, and when last.
    sa.Column("told_in", sa.String(255), nullable=False, info=not_personal()),
    sa.Column("told", sa.Integer, nullable=False, server_default="0"),
    sa.Column("told_at", Instant()),
    # Not before this is the chat asked again, by the team's clock.
    sa.Column("not_before", Instant(), nullable=False),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant()),
)
sa.Index("ix_readings_state", readings.c.state)

reading_threads = sa.Table(
    "reading_threads",
    metadata,
    # Threads that are still to be read, with where the next page of each begins.
    sa.Column("channel", ChatId(), primary_key=True),
    sa.Column("thread", ChatId(), primary_key=True),
    sa.Column("following", ChatId()),
    info=not_personal(),
)

forgotten = sa.Table(
    "forgotten",
    metadata,
    # Who had their words erased: what they said until then does not come back out of an export or a history, nor
    # with news of it that comes late.
    sa.Column("person", ChatId(), primary_key=True, info=not_erased("it keeps what they erased from coming back")),
    sa.Column("until", Instant(), nullable=False),
)

threads = sa.Table(
    "threads",
    metadata,
    # Threads that a mention began.
    sa.Column("channel", ChatId(), primary_key=True),
    sa.Column("thread", ChatId(), primary_key=True),
    # False since people began to talk to each other in it.
    sa.Column("followed", sa.Boolean, nullable=False),
    sa.Column("begun_at", Instant(), nullable=False),
    info=not_personal(),
)

thread_people = sa.Table(
    "thread_people",
    metadata,
    # Who has spoken to us in a thread.
    sa.Column("channel", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("thread", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person(None)),
)
sa.Index("ix_thread_people_person", thread_people.c.person)

citations = sa.Table(
    "citations",
    metadata,
    # Whose words a message of ours repeats, so that an erasure finds it.
    sa.Column(
        "message_key", sa.String(255), primary_key=True, info=not_erased("it goes with the row of whom it cites")
    ),
    sa.Column("person", ChatId(), primary_key=True, info=belongs_to_person(None)),
)
sa.Index("ix_citations_person", citations.c.person)

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS memories_fts USING fts5("
    "search, content='memories', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER IF NOT EXISTS memories_fts_insert AFTER INSERT ON memories BEGIN "
    "INSERT INTO memories_fts(rowid, search) VALUES (new.id, new.search); END",
    "CREATE TRIGGER IF NOT EXISTS memories_fts_delete AFTER DELETE ON memories BEGIN "
    "INSERT INTO memories_fts(memories_fts, rowid, search) VALUES ('delete', old.id, old.search); END",
    "CREATE TRIGGER IF NOT EXISTS memories_fts_update AFTER UPDATE OF search ON memories BEGIN "
    "INSERT INTO memories_fts(memories_fts, rowid, search) VALUES ('delete', old.id, old.search); "
    "INSERT INTO memories_fts(rowid, search) VALUES (new.id, new.search); END",
)
"""The full-text index of SQLite, kept in step by triggers."""

POSTGRES_SEARCH = (
    "ALTER TABLE memories ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS "
    "(to_tsvector('english', search) || to_tsvector('simple', search)) STORED",
    "CREATE INDEX IF NOT EXISTS ix_memories_words ON memories USING gin (words)",
)
"""The full-text index of PostgreSQL: words by their English stems, and as they are."""


def _also(dialect: str, statements: tuple[str, ...]) -> None:
    for statement in statements:
        sa.event.listen(memories, "after_create", sa.DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


_also("sqlite", SQLITE_SEARCH)
_also("postgresql", POSTGRES_SEARCH)
