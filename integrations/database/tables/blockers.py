"""What blockers wait for in other systems."""

import sqlalchemy as sa

from integrations.database.columns import Instant, metadata
from integrations.database.personal import not_personal

blocker_conditions = sa.Table(
    "blocker_conditions",
    metadata,
    sa.Column("blocker", sa.BigInteger, sa.ForeignKey("standup_blockers.id", ondelete="CASCADE"), primary_key=True),
    # pull or issue
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("ref", sa.String(255), primary_key=True),
    # Its order among the conditions of its blocker.
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("made_at", Instant(), nullable=False),
    # When the source is asked next; never again where there is none.
    sa.Column("look_at", Instant()),
    # Who looks at it now, on the machines' own clock.
    sa.Column("lease_until", Instant()),
    sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
    # How often in a row the source did not answer.
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    # What was seen to be open before is sure to have ended while somebody waited for it.
    sa.Column("seen_open", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("met_at", Instant()),
    # Whether the people were asked, since it is not certain.
    sa.Column("asked", sa.Boolean, nullable=False, server_default=sa.false()),
    info=not_personal(),
)
sa.Index("ix_blocker_conditions_look", blocker_conditions.c.kind, blocker_conditions.c.look_at)
