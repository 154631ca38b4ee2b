"""What was measured of the watched servers, to compare with."""

import sqlalchemy as sa

from integrations.database.columns import Instant, Json, metadata
from integrations.database.personal import not_personal

query_measures = sa.Table(
    "query_measures",
    metadata,
    sa.Column("source", sa.String(16), primary_key=True),
    # Which server, without secrets.
    sa.Column("place", sa.String(300), primary_key=True),
    # The team's date: one measure a day.
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("taken_at", Instant(), nullable=False),
    # What the counting is known by: version, start, reset; for Redis how far its slow log was read.
    sa.Column("facts", Json(), nullable=False),
    # The counters of all statements in one piece, for nobody asks for one of them: JSON, compressed by zlib.
    sa.Column("counters", sa.LargeBinary),
    info=not_personal(),
)
