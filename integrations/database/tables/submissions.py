"""Forms that were sent, and what came of each."""

import sqlalchemy as sa

from integrations.database.columns import Instant, Json, metadata
from integrations.database.personal import not_erased, not_personal

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("view", sa.String(255), primary_key=True, info=not_personal()),
    sa.Column("begun_at", Instant(), nullable=False),
    # The form that says what came of it; nothing while that is not known.
    sa.Column("outcome", Json(), info=not_erased("for the two days in which a form may be sent again")),
)
