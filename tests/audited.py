"""What the audit has of what people changed."""

from typing import Any

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.cadence import audit


async def audited(db: Database, subject: str | None = None) -> list[sa.Row[Any]]:
    """Every change, newest first; of one subject where it is given."""
    query = sa.select(audit).order_by(audit.c.id.desc())
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    async with db.read() as tx:
        return list((await tx.execute(query)).all())
