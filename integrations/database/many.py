"""Many rows as one statement, with one parameter.

A statement for each row costs more than the row: SQLite writes what the search knows of a message to the disk at the
end of each statement, so a thousand of them leave a thousand small indexes to be merged.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from integrations.database.columns import Json
from integrations.database.storable import to_json


def rows_of(
    columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]], dialect: sa.Dialect
) -> sa.Select[Any]:
    """Return a query that gives these columns of all these rows, in their order."""
    keeping = [(column.name, _keeping(column, dialect)) for column in columns]
    values = [{name: keep(row[name]) if keep else row[name] for name, keep in keeping} for row in rows]
    given = sa.literal(to_json(values), sa.Text())
    if dialect.name == "sqlite":
        each = sa.func.json_each(given).table_valued("value").c.value
        found: list[sa.ColumnElement[Any]] = [
            sa.func.json_extract(each, sa.literal_column(f"'$.{column.name}'")).label(column.name) for column in columns
        ]
    else:
        parts = [sa.column(column.name, sa.Text() if _is_json(column) else column.type) for column in columns]
        row = sa.func.json_to_recordset(sa.cast(given, sa.JSON)).table_valued(*parts).render_derived(with_types=True)
        # A null of JSON would be taken for none at all, so JSON comes as its text.
        found = [
            sa.cast(row.c[column.name], column.type).label(column.name) if _is_json(column) else row.c[column.name]
            for column in columns
        ]
    # Without a WHERE, SQLite takes the ON of "ON CONFLICT" for a join's.
    return sa.select(*found).where(sa.true())


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, Json | sa.JSON)


def _keeping(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    """Return what makes of a value what the engine keeps of it, in JSON; None where that is the value itself."""
    if _is_json(column):
        return to_json
    made = column.type.dialect_impl(dialect).bind_processor(dialect)
    if dialect.name == "sqlite":
        return made

    def keep(value: Any) -> Any:
        bound = made(value) if made is not None else value
        return bound.isoformat() if isinstance(bound, date) else bound

    return keep
