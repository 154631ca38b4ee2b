"""How many rows of a table are in which state."""

from collections.abc import Mapping

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables import metadata


async def state_counts(tx: Tx, table: str) -> Mapping[str, int]:
    """Return how many rows of a table with states are in each; one that no row is in is left out."""
    state = metadata.tables[table].c.state
    rows = (await tx.execute(sa.select(state, sa.func.count()).group_by(state))).all()
    return {found.value: number for found, number in rows}
