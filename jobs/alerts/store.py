"""Incidents as they are kept: the same whatever the order and number of deliveries."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.alerts import Alert
from integrations.database import Database, Tx
from integrations.database.tables.alerts import incidents as table
from jobs.alerts.model import Incident

CHUNK = 400
"""Alerts of one transaction: SQLite takes 32,766 values a statement, and others want to write too."""
MOST = 20_000
"""Incidents of one question."""


async def keep(db: Database, tx: Tx, alerts: Sequence[Alert], now: datetime) -> None:
    """Merge states into incidents. One that has ended stays ended; of two ends the earlier counts."""
    # Replicas that are told the same things lock them in the same order.
    ordered = sorted(alerts, key=lambda alert: alert.key)
    states: dict[tuple[str, str, datetime], list[Alert]] = {}
    for alert in ordered:
        states.setdefault(alert.key, []).append(alert)
    rows = [_row(said, now) for said in states.values()]
    await tx.execute(
        db.insert(table).values(rows).on_conflict_do_nothing(index_elements=["source", "fingerprint", "started_at"])
    )
    prints = sorted({alert.fingerprint for alert in ordered})
    query = (
        sa.select(table)
        .where(table.c.fingerprint.in_(prints))
        .order_by(table.c.source, table.c.fingerprint, table.c.started_at)
    )
    found = (await tx.execute(query.with_for_update() if not db.is_sqlite else query)).all()
    changes = [
        change
        for row in found
        if (change := _change(row, states.get((row.source, row.fingerprint, row.started_at), []))) is not None
    ]
    if changes:
        update = table.update().where(table.c.id == sa.bindparam("row"))
        await tx.execute(update.values(ended_at=sa.bindparam("ended"), paged=sa.bindparam("called")), changes)


def _row(said: Sequence[Alert], now: datetime) -> dict[str, Any]:
    alert = said[0]
    return {
        "source": alert.source,
        "fingerprint": alert.fingerprint,
        "started_at": alert.starts_at,
        "ended_at": _ended(said),
        "title": alert.title,
        "service": alert.service,
        "severity": alert.severity,
        "url": alert.url,
        "runbook": alert.runbook,
        "labels": dict(alert.labels),
        "paged": _paged(said),
        "received_at": now,
        "announced": "new",
    }


def _change(row: sa.Row[Any], said: Sequence[Alert]) -> dict[str, Any] | None:
    """What the states change about a row; None where they change nothing."""
    ended_at = min((each for each in (_ended(said), row.ended_at) if each is not None), default=None)
    paged = sorted({*row.paged, *_paged(said)})
    if ended_at == row.ended_at and paged == list(row.paged):
        return None
    return {"row": row.id, "ended": ended_at, "called": paged}


def _ended(said: Iterable[Alert]) -> datetime | None:
    return min((alert.ends_at for alert in said if alert.ends_at is not None), default=None)


def _paged(said: Iterable[Alert]) -> list[str]:
    return sorted({name for alert in said for name in alert.paged})


async def between(tx: Tx, since: datetime, until: datetime) -> Sequence[Incident]:
    """What fired at some time between two moments, oldest first."""
    query = (
        sa.select(table)
        .where(table.c.started_at < until, sa.or_(table.c.ended_at.is_(None), table.c.ended_at >= since))
        .order_by(table.c.started_at, table.c.id)
        .limit(MOST)
    )
    return [incident(row) for row in (await tx.execute(query)).all()]


async def counts(tx: Tx, since: datetime, until: datetime) -> Sequence[tuple[str, datetime]]:
    """(service, start) of what began between two moments, oldest first."""
    query = (
        sa.select(table.c.service, table.c.started_at)
        .where(table.c.started_at >= since, table.c.started_at < until)
        .order_by(table.c.started_at)
        .limit(50_000)
    )
    return [(row.service, row.started_at) for row in (await tx.execute(query)).all()]


def incident(row: sa.Row[Any]) -> Incident:
    """A row as an incident."""
    return Incident(
        id=row.id,
        source=row.source,
        fingerprint=row.fingerprint,
        title=row.title,
        service=row.service,
        severity=row.severity,
        started_at=row.started_at,
        ended_at=row.ended_at,
        url=row.url,
        runbook=row.runbook,
        labels=row.labels,
        paged=tuple(row.paged),
    )
