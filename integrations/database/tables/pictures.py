"""Which pictures the chat has for us, and what shows them."""

import sqlalchemy as sa

from integrations.database.columns import ChatId, Instant, metadata
from integrations.database.personal import not_erased, not_personal

pictures = sa.Table(
    "pictures",
    metadata,
    # The key of a message, or whose page it is.
    sa.Column(
        "place", sa.String(255), primary_key=True, info=not_erased("which pictures are deleted with what shows them")
    ),
    # What tells its numbers from others.
    sa.Column("imprint", sa.String(64), primary_key=True, info=not_personal()),
    sa.Column("file", ChatId(), nullable=False, info=not_personal()),
    sa.Column("uploaded_at", Instant(), nullable=False),
)
