"""Which messages are turns of a conversation, and which ask for a round: both were read from their keys before."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

ASKS = re.compile(r"standup:(?P<round>[^:]+):(?:open|ask:[^:]+|remind:\d+:[^:]+)")


def upgrade() -> None:
    """Apply."""
    op.add_column("outbox", sa.Column("turn", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("asks_round", sa.String(64)))
    columns = (sa.column("id", sa.BigInteger), sa.column("key", sa.String), sa.column("turn", sa.Boolean))
    outbox = sa.table("outbox", *columns, sa.column("asks_round", sa.String))
    connection = op.get_bind()
    connection.execute(outbox.update().where(outbox.c.key.startswith("turn:")).values(turn=True))
    keys = sa.select(outbox.c.id, outbox.c.key).where(outbox.c.key.startswith("standup:"))
    asking = [
        {"number": row.id, "round": asks["round"]}
        for row in connection.execute(keys).all()
        if (asks := ASKS.fullmatch(row.key))
    ]
    if asking:
        one = outbox.update().where(outbox.c.id == sa.bindparam("number"))
        connection.execute(one.values(asks_round=sa.bindparam("round")), asking)
