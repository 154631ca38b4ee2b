"""Decision records and runbooks: what they say, what they said before, and their numbers."""

from enum import Enum

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, Json, Key, OneOf, metadata
from integrations.database.personal import belongs_to_person, exported, not_erased, not_personal, words_of


class DraftState(Enum):
    """What has become of a draft; the words are those that people read."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    """Of a runbook, as the next one."""
    PUBLISHED = "published"


drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", Key(), primary_key=True),
    # adr or runbook
    sa.Column("kind", sa.String(16), nullable=False, info=exported()),
    sa.Column("slug", sa.String(255), nullable=False, info=not_erased("the team's own")),
    # Given when it is accepted or published, and never again to another.
    sa.Column("number", sa.Integer),
    sa.Column("title", sa.Text, nullable=False, info=words_of("author")),
    sa.Column("state", OneOf(DraftState, 16), nullable=False, info=not_personal()),
    # The text by section.
    sa.Column("fields", Json(), nullable=False, info=words_of("author")),
    # Those who decide, or the owner: user ids.
    sa.Column("people", Json(), nullable=False, info=not_erased("the team's own")),
    # Title, and title with text, folded so that LIKE finds them in any script.
    sa.Column("title_words", sa.Text, nullable=False, info=words_of("author", export=False)),
    sa.Column("words", sa.Text, nullable=False, info=words_of("author", export=False)),
    sa.Column("author", ChatId(), nullable=False, info=belongs_to_person("drafts", shared_in="channel")),
    # Its audience; NULL is the author alone.
    sa.Column("channel", ChatId(), info=exported()),
    # The address of the message that it came from.
    sa.Column("source", sa.Text, info=not_erased("the team's own")),
    # What it takes the place of once it is accepted, and what took its own.
    sa.Column("supersedes", sa.BigInteger, sa.ForeignKey("drafts.id")),
    sa.Column("superseded_by", sa.BigInteger, sa.ForeignKey("drafts.id")),
    # Of its text, from 1.
    sa.Column("version", sa.Integer, nullable=False),
    # How often its post was edited.
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    # The form that made it, so that one form makes one draft.
    sa.Column("form", ChatId(), unique=True, info=not_personal()),
    sa.Column("made_at", Instant(), nullable=False, info=exported()),
    sa.Column("edited_by", ChatId(), nullable=False, info=not_erased("the team's own")),
    sa.Column("edited_at", Instant(), nullable=False),
    sa.Column("decided_by", ChatId(), info=not_erased("the team's own")),
    sa.Column("decided_at", Instant()),
    sa.UniqueConstraint("kind", "slug"),
    sa.UniqueConstraint("kind", "number"),
)
sa.Index("ix_drafts_channel", drafts.c.channel, drafts.c.state)
sa.Index("ix_drafts_superseded_by", drafts.c.superseded_by)

draft_versions = sa.Table(
    "draft_versions",
    metadata,
    # Every version but the present one.
    sa.Column("draft", sa.BigInteger, sa.ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False, info=not_erased("the team's own")),
    sa.Column("fields", Json(), nullable=False, info=not_erased("the team's own")),
    sa.Column("people", Json(), nullable=False, info=not_erased("the team's own")),
    sa.Column("edited_by", ChatId(), nullable=False, info=not_erased("the team's own")),
    sa.Column("edited_at", Instant(), nullable=False),
)

draft_notes = sa.Table(
    "draft_notes",
    metadata,
    # What was added to a decision after it was taken.
    sa.Column("id", Key(), primary_key=True),
    sa.Column("draft", sa.BigInteger, sa.ForeignKey("drafts.id", ondelete="CASCADE"), nullable=False, info=exported()),
    sa.Column("words", sa.Text, nullable=False, info=words_of("author")),
    sa.Column("author", ChatId(), nullable=False, info=belongs_to_person("draft_notes", erased=False)),
    sa.Column("made_at", Instant(), nullable=False, info=exported()),
    sa.Column("form", ChatId(), unique=True, info=not_personal()),
)
sa.Index("ix_draft_notes_draft", draft_notes.c.draft, draft_notes.c.id)

draft_numbers = sa.Table(
    "draft_numbers",
    metadata,
    # Its row is also what every change of a kind queues at, so that numbers have no gap.
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
    info=not_personal(),
)
