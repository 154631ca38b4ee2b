"""Erasures that people asked for and that are not done yet."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, metadata
from integrations.database.personal import not_erased

erasures = sa.Table(
    "erasures",
    metadata,
    # The row goes when the erasure is done; whoever works on it holds a lease.
    sa.Column("person", ChatId(), primary_key=True, info=not_erased("it goes itself once all else is erased")),
    sa.Column("asked_at", Instant(), nullable=False),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant()),
)
