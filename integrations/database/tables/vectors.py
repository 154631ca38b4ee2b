"""What messages mean, as numbers: a vector for each that was given one, in an ordinary column of both databases.

Whoever edits, deletes or erases a message, its vector goes in the same transaction: a trigger sees to that, which is
in the migration alone.
"""

import sqlalchemy as sa

from integrations.database.columns import Instant, Key, metadata
from integrations.database.personal import not_erased, not_personal
from integrations.database.tables.memory import memories

memory_vectors = sa.Table(
    "memory_vectors",
    metadata,
    # Grows with every vector that is written, and no number is given twice: what is new is what is above the last one.
    sa.Column("id", Key(), primary_key=True),
    sa.Column("memory", Key(), sa.ForeignKey(memories.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    # The name of the model that made it: those of two models do not compare.
    sa.Column("model", sa.String(255), nullable=False, info=not_personal()),
    # A signed byte a dimension, the largest as 127; empty where the model's server takes no such text.
    sa.Column(
        "vector",
        sa.LargeBinary,
        nullable=False,
        info=not_erased("it goes with its message, and as soon as that has other words, or none"),
    ),
    sqlite_autoincrement=True,
)

embedding_turns = sa.Table(
    "embedding_turns",
    metadata,
    # Which process gives messages their vectors now: one at a time, for each pays.
    sa.Column("model", sa.String(255), primary_key=True, info=not_personal()),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease_until", Instant()),
)
