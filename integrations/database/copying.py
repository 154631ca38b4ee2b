"""Rows of one database that are put into another as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from integrations.database.engine import Tx
from integrations.database.look import Query

TableRows = Mapping[sa.Table, Sequence[Mapping[str, Any]]]


def rows_of(table: sa.Table) -> Query[dict[str, Any]]:
    """Return all rows of a table."""
    return Query(sa.select(table), lambda row: dict(row._mapping))


async def put_in(tx: Tx, rows: TableRows) -> None:
    """Put rows in, in the order of the tables."""
    for table, some in rows.items():
        if some:
            await tx.execute(sa.insert(table), some)
