"""The team's working days; rituals of Monday to Friday, which was the default, follow them."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Json

revision = "0012"
down_revision = "0011"

WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def upgrade() -> None:
    """Apply."""
    op.add_column("team_settings", sa.Column("working_days", Json()))
    rituals = sa.table("rituals", sa.column("id", sa.BigInteger), sa.column("days", Json()))
    connection = op.get_bind()
    for row in connection.execute(sa.select(rituals)).all():
        if row.days == WORKDAYS:
            connection.execute(rituals.update().where(rituals.c.id == row.id).values(days=[]))
