"""When the storm began whose message tells of an incident: it was read from the message's key before."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0020"
down_revision = "0019"

STORMS = "alert-storm:"


def upgrade() -> None:
    """Apply."""
    op.add_column("incidents", sa.Column("storm_at", Instant()))
    incidents = sa.table("incidents", sa.column("message_key", sa.String), sa.column("storm_at", Instant()))
    connection = op.get_bind()
    keys = sa.select(incidents.c.message_key).where(incidents.c.message_key.like(f"{STORMS}%")).distinct()
    for key in connection.execute(keys).scalars().all():
        began_at = datetime.fromtimestamp(float(key.removeprefix(STORMS)), UTC)
        connection.execute(incidents.update().where(incidents.c.message_key == key).values(storm_at=began_at))
