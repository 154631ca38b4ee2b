"""The messages that list a person's own issues in the evening."""

from datetime import date

import sqlalchemy as sa

from integrations.database.look import Query
from integrations.database.tables.cadence import occurrences
from integrations.database.tables.delivery import Interruption, outbox

_BEGINS = "wrap_up:"


def list_key(occurrence: int) -> str:
    """The key of the list that an occurrence sends."""
    return f"{_BEGINS}{occurrence}"


def lists_between(first: date, last: date) -> Query[tuple[str, date]]:
    """Return who got a list on which of those days."""
    query = (
        sa.select(outbox.c.person, occurrences.c.local_date)
        .join(occurrences, outbox.c.key == sa.literal(_BEGINS) + sa.cast(occurrences.c.id, sa.String))
        .where(outbox.c.kind == Interruption.ISSUES, occurrences.c.local_date.between(first, last))
    )
    return Query(query, lambda row: (row.person, row.local_date))
