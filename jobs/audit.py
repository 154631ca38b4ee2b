"""Who changed what, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.cadence import audit

OPERATOR = "operator"
"""The actor of what came from the command line."""
CADENCE = "rolecall"
"""The actor of what we did ourselves, as when a channel is gone."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


async def record(
    tx: Tx, at: datetime, actor: str, action: str, subject: str, details: Mapping[str, Any] | None = None
) -> int:
    """Write a change down in the transaction that makes it; returns its number."""
    written = await tx.execute(
        audit.insert()
        .values(at=at, actor=actor, action=action, subject=subject, details=dict(details or {}))
        .returning(audit.c.id)
    )
    return int(written.scalar_one())


async def record_all(
    tx: Tx, at: datetime, actor: str, changes: Sequence[tuple[str, str, Mapping[str, Any]]]
) -> dict[str, int]:
    """Write down many changes, each (action, subject, details); returns the last one's number by subject."""
    if not changes:
        return {}
    rows = [
        {"at": at, "actor": actor, "action": action, "subject": subject, "details": dict(details)}
        for action, subject, details in changes
    ]
    written = await tx.execute(audit.insert().returning(audit.c.subject, audit.c.id), rows)
    return {row.subject: row.id for row in written.all()}


async def entries(tx: Tx, *, subject: str | None = None, limit: int = 50) -> Sequence[AuditEntry]:
    """The latest changes, newest first; of one subject where it is given."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    rows = (await tx.execute(query)).all()
    return [AuditEntry(row.id, row.at, row.actor, row.action, row.subject, row.details) for row in rows]
