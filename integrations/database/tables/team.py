"""Who is in the workspace and in which channel, as Slack last told us."""

import sqlalchemy as sa

from integrations.database.columns import Instant, Json, metadata

people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("is_bot", sa.Boolean, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
    sa.Column("is_guest", sa.Boolean, nullable=False),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("status", Json(), nullable=False),
    sa.Column("seen_at", Instant(), nullable=False),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    # public, private, im or mpim
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False),
    sa.Column("here", sa.Boolean, nullable=False),
    # With another workspace, as far as we know: what was not read yet may be.
    sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.true()),
    # When the list of members was last read whole; what is older than that is not known.
    sa.Column("members_at", Instant()),
    # When we were last told that somebody came or went, on the machines' own clock.
    sa.Column("changed_at", Instant()),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("channel", sa.String(64), sa.ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.String(64), primary_key=True),
)
sa.Index("ix_memberships_person", memberships.c.person)
