"""What MCP servers' tools were like when the operator's file first allowed them."""

import sqlalchemy as sa

from integrations.database.columns import Instant, metadata
from integrations.database.personal import not_personal

mcp_pins = sa.Table(
    "mcp_pins",
    metadata,
    sa.Column("server", sa.String(32), primary_key=True),
    sa.Column("tool", sa.String(255), primary_key=True),
    # Of the whole definition; with another one the tool is asked for with a button.
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("pinned_at", Instant(), nullable=False),
    info=not_personal(),
)
