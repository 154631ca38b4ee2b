"""Who is in the workspace and in which channel, as the chat last told us."""

import sqlalchemy as sa

from integrations.chat import PlaceKind
from integrations.database.columns import ChatId, Instant, Json, OneOf, metadata
from integrations.database.personal import belongs_to_person, not_erased, not_personal, words_of

epochs = sa.Table(
    "epochs",
    metadata,
    # One row: how often a change may have passed us by unheard.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    info=not_personal(),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", ChatId(), primary_key=True, info=belongs_to_person("profile", erased=False)),
    sa.Column("name", sa.Text, nullable=False, info=words_of("id")),
    # In full; nothing where it was last read before this was kept.
    sa.Column("real_name", sa.Text, info=words_of("id", export=False)),
    # What they do, as they say it; nothing where it was last read before this was kept.
    sa.Column("title", sa.Text, info=words_of("id")),
    sa.Column("email", sa.Text, info=words_of("id")),
    sa.Column("zone", sa.String(64), nullable=False, info=words_of("id")),
    sa.Column("is_bot", sa.Boolean, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
    sa.Column("is_guest", sa.Boolean, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("status", Json(), nullable=False, info=words_of("id")),
    sa.Column("seen_at", Instant(), nullable=False),
    # When the chat says that it last changed, in its own seconds; what is older changes nothing.
    sa.Column("updated", sa.BigInteger, nullable=False, server_default="0"),
    # The epoch in which it was read; what is of another, or none, is not known.
    sa.Column("epoch", sa.Integer),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("id", ChatId(), primary_key=True, info=not_personal()),
    sa.Column("name", sa.Text, nullable=False, info=not_erased("what the chat tells of its places")),
    sa.Column("kind", OneOf(PlaceKind, 16), nullable=False, info=not_personal()),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("here", sa.Boolean, nullable=False),
    # With another workspace, as far as we know: what was not read yet may be.
    sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.true()),
    # The epoch in which all this was read; what is of another, or none, is not known.
    sa.Column("epoch", sa.Integer),
    # The epoch in which the list of members was last read whole.
    sa.Column("members_epoch", sa.Integer),
    # How often we were told that something of it changed: what was read meanwhile is not believed.
    sa.Column("changes", sa.Integer, nullable=False, server_default="0"),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("channel", ChatId(), sa.ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", ChatId(), primary_key=True, info=not_erased("what the chat tells of its members")),
)
sa.Index("ix_memberships_person", memberships.c.person)
