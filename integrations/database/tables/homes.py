"""Who looked at their App Home, so that it is drawn again when something of theirs changes."""

import sqlalchemy as sa

from integrations.database.columns import Instant, metadata

homes = sa.Table(
    "homes",
    metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("drawn_at", Instant(), nullable=False),
    # Since when something of theirs is other than it was drawn.
    sa.Column("changed_at", Instant()),
)
sa.Index("ix_homes_changed", homes.c.changed_at)
