"""The moments of messages in columns of their own: an id of a message tells no time, whichever chat it is of."""

import sqlalchemy as sa
from alembic import op

from integrations.database.columns import Instant

revision = "0019"
down_revision = "0018"

# Slack's ts: Unix seconds, a dot, and six digits.
SQLITE = (
    "strftime('%Y-%m-%d %H:%M:%S', CAST({0} AS INTEGER), 'unixepoch') || '.'"
    " || substr(replace(substr({0}, length(CAST(CAST({0} AS INTEGER) AS TEXT)) + 1), '.', '') || '000000', 1, 6)"
)
POSTGRES = "to_timestamp(CAST({0} AS double precision))"


def upgrade() -> None:
    """Apply."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    moment, digits = (SQLITE, "{0} GLOB '[0-9]*'") if sqlite else (POSTGRES, "{0} ~ '^[0-9]+([.][0-9]+)?$'")
    for table, column, ts in (("memories", "edited_at", "version"), ("outbox", "posted_at", "ts")):
        op.add_column(table, sa.Column(column, Instant()))
        where = digits.format(ts)
        op.execute(f"UPDATE {table} SET {column} = {moment.format(ts)} WHERE {where}")
    op.drop_column("memories", "version")
