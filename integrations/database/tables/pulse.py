"""What is written to see whether a write gets through."""

import sqlalchemy as sa

from integrations.database.columns import metadata
from integrations.database.personal import not_personal

pulse = sa.Table(
    "pulse",
    metadata,
    # Always 1: there is one row.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("weight", sa.LargeBinary, nullable=False),
    info=not_personal(),
)
