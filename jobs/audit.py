"""Who changed what, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.database import Tx
from integrations.database.tables.cadence import audit

OPERATOR = "operator"
"""The actor of what came from the command line."""
CADENCE = "rolecall"
"""The actor of what we did ourselves, as when a channel is gone."""


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
