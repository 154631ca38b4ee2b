"""Incidents as they are kept: the same whatever the order and number of deliveries."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from integrations.alerts import Alert, Severity
from integrations.database import Database, Tx
from integrations.database.look import Query
from integrations.database.records import record_of
from integrations.database.tables.alerts import Announced
from integrations.database.tables.alerts import incidents as table
from jobs.alerts.model import Incident

CHUNK = 400
"""Alerts of one transaction: others want to write too."""
MOST = 20_000
"""Incidents of one question."""
HEARD_EVERY = timedelta(hours=1)
"""How exactly it is kept when an alert was last heard of."""
FORGOTTEN = timedelta(days=7)
"""An alert of which nothing was heard for so long is not called firing any more: its end was never sent."""
AHEAD = timedelta(days=1)
"""An end further ahead than this is none: it would be told of every night until then."""
_RANKS: Sequence[Severity] = ("critical", "warning", "info")
_KNOWN = (
    table.c.id,
    table.c.source,
    table.c.fingerprint,
    table.c.started_at,
    table.c.ended_at,
    table.c.paged,
    table.c.severity,
    table.c.title,
    table.c.service,
    table.c.named_at,
    table.c.received_at,
    table.c.announced,
)


async def keep(db: Database, tx: Tx, alerts: Sequence[Alert], now: datetime) -> None:
    """Merge states into incidents, the same whatever their order.

    One that has ended stays ended; of two ends the earlier counts, of two severities the worse.
    """
    await _merge(db, tx, [alert for alert in alerts if alert.said_at is None], now)
    if living := sorted(
        (alert for alert in alerts if alert.said_at is not None), key=lambda alert: alert.said_at or now
    ):
        await db.alone(tx, "alert-lives")
        for alert in living:
            if (of_life := await _of_its_life(tx, alert)) is not None:
                await _merge(db, tx, [of_life], now)


async def _of_its_life(tx: Tx, alert: Alert) -> Alert | None:
    """The alert as a state of the life that went on when it was said; None where none did that it could end."""
    lives = (
        sa.select(table.c.started_at, table.c.ended_at)
        .where(table.c.source == alert.source, table.c.fingerprint == alert.fingerprint)
        .order_by(table.c.started_at.desc())
        .limit(1)
    )
    life = (await tx.execute(lives.where(table.c.started_at <= alert.said_at))).first()
    if alert.dated:
        return alert if life is None else replace(alert, starts_at=max(life.started_at, alert.starts_at))
    if not alert.firing:
        return None if life is None else replace(alert, starts_at=life.started_at)
    # What still fires, or did at that moment, is what it speaks of, also where the two were told in the wrong order.
    goes_on = (await tx.execute(lives.where(table.c.ended_at.is_(None)))).first()
    if goes_on is None and life is not None and life.ended_at > alert.said_at:
        goes_on = life
    return alert if goes_on is None else replace(alert, starts_at=goes_on.started_at)


async def _merge(db: Database, tx: Tx, alerts: Sequence[Alert], now: datetime) -> None:
    states: dict[tuple[str, str, datetime], list[Alert]] = {}
    # Replicas that are told the same things lock them in the same order.
    for alert in sorted(alerts, key=lambda alert: alert.key):
        states.setdefault(alert.key, []).append(alert)
    if not states:
        return
    once = db.insert(table).on_conflict_do_nothing(index_elements=["source", "fingerprint", "started_at"])
    await tx.execute(once, [_row(said, now) for said in states.values()])
    changes = [
        change
        for row in await _rows(db, tx, states)
        if (said := states.get((row.source, row.fingerprint, row.started_at)))
        and (change := _change(row, said, now)) is not None
    ]
    if changes:
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in _CHANGING}
        await tx.execute(table.update().where(table.c.id == sa.bindparam("row")).values(**values), changes)


async def _rows(db: Database, tx: Tx, keys: Collection[tuple[str, str, datetime]]) -> Sequence[sa.Row[Any]]:
    """The rows of these keys, locked; and a few more, of the same alerts at other times."""
    starts = [start for _, _, start in keys]
    query: sa.Select[Any] = (
        sa.select(*_KNOWN)
        .where(
            table.c.source.in_(sorted({source for source, _, _ in keys})),
            table.c.fingerprint.in_(sorted({print_ for _, print_, _ in keys})),
            table.c.started_at.between(min(starts), max(starts)),
        )
        .order_by(table.c.source, table.c.fingerprint, table.c.started_at)
    )
    found: sa.Result[Any] = await tx.execute(query if db.is_sqlite else query.with_for_update())
    return found.all()


def _row(said: Sequence[Alert], now: datetime) -> dict[str, Any]:
    alert = _worst(said)
    return {
        "source": alert.source,
        "fingerprint": alert.fingerprint,
        "started_at": alert.starts_at,
        "ended_at": _ended(said, now),
        "title": alert.title,
        "service": alert.service,
        "named_at": alert.said_at,
        "severity": alert.severity,
        "url": alert.url,
        "runbook": alert.runbook,
        "labels": dict(alert.labels),
        "paged": _paged(said),
        "received_at": now,
        "announced": Announced.NEW,
    }


_CHANGING = ("ended_at", "paged", "severity", "title", "service", "named_at", "received_at", "announced")


def _change(row: sa.Row[Any], said: Sequence[Alert], now: datetime) -> dict[str, Any] | None:
    """What the states change about a row; None where they change nothing."""
    worst = _worst(said)
    worse = _RANKS.index(worst.severity) < _RANKS.index(row.severity)
    named = _named(row, said, worse=worse)
    title, service = (row.title, row.service) if named is None else (named.title, named.service)
    announced = row.announced
    if worse and announced is Announced.QUIET:
        announced = Announced.RAISED  # what was not worth a message may be by now
    elif announced is Announced.TOLD and (title, service) != (row.title, row.service):
        announced = Announced.JOINED
    new = {
        "ended_at": min((each for each in (_ended(said, now), row.ended_at) if each is not None), default=None),
        "paged": sorted({*row.paged, *_paged(said)}),
        "severity": worst.severity if worse else row.severity,
        "title": title,
        "service": service,
        "named_at": row.named_at if named is None else named.said_at,
        "received_at": now if now - row.received_at >= HEARD_EVERY else row.received_at,
        "announced": announced,
    }
    if all(new[name] == getattr(row, name) for name in _CHANGING):
        return None
    return {"row": row.id, **{f"new_{name}": value for name, value in new.items()}}


def _named(row: sa.Row[Any], said: Sequence[Alert], *, worse: bool) -> Alert | None:
    """The state that says what it is called now; None where none does, or it was called otherwise later.

    It is the last one by which somebody renamed it, else the one that is worse than all before.
    """
    renamed = [each for each in said if each.renamed]
    last = max(renamed, key=lambda each: each.said_at or row.received_at, default=_worst(said) if worse else None)
    late = last is not None and last.said_at is not None and row.named_at is not None and last.said_at < row.named_at
    return None if late else last


def _worst(said: Sequence[Alert]) -> Alert:
    return min(said, key=lambda alert: _RANKS.index(alert.severity))


def _ended(said: Iterable[Alert], now: datetime) -> datetime | None:
    """When it ended; where the sender's clock is days ahead, when we heard so."""
    ends = (alert.ends_at for alert in said if alert.ends_at is not None)
    end = min(ends, default=None)
    return end if end is None or end - now < AHEAD else max(now, *(alert.starts_at for alert in said))


def _paged(said: Iterable[Alert]) -> list[str]:
    return sorted({name for alert in said for name in alert.paged})


async def between(tx: Tx, since: datetime, until: datetime) -> Sequence[Incident]:
    """What fired at some time between two moments, oldest first."""
    goes_on = sa.and_(table.c.ended_at.is_(None), table.c.received_at >= until - FORGOTTEN)
    query = (
        sa.select(table)
        .where(table.c.started_at < until, sa.or_(goes_on, table.c.ended_at >= since))
        .order_by(table.c.started_at, table.c.id)
        .limit(MOST)
    )
    return await incidents(tx, query)


def alerts_between(since: datetime, until: datetime) -> Query[Alert]:
    """The alerts that fired at some time between two moments, as they are known by now; oldest first."""
    query = (
        sa.select(table)
        .where(table.c.started_at < until)
        .where(sa.func.coalesce(table.c.ended_at, table.c.received_at) > since)
        .order_by(table.c.started_at, table.c.id)
    )
    return Query(query, _alert)


async def incidents(tx: Tx, query: sa.Select[Any]) -> Sequence[Incident]:
    """The incidents that a query of whole rows finds. A storm's are made in a thread: it takes half a second."""
    found = await tx.execute(query)
    return await asyncio.to_thread(lambda: [_incident(row) for row in found])


async def counts(tx: Tx, since: datetime, until: datetime) -> Sequence[tuple[str, datetime]]:
    """(service, start) of what began between two moments, oldest first."""
    query = (
        sa.select(table.c.service, table.c.started_at)
        .where(table.c.started_at >= since, table.c.started_at < until)
        .order_by(table.c.started_at)
        .limit(50_000)
    )
    found = await tx.execute(query)
    return await asyncio.to_thread(lambda: [(row.service, row.started_at) for row in found])


async def services(tx: Tx, most: int) -> Sequence[str]:
    """The services of which an alert is known."""
    return (await tx.execute(sa.select(table.c.service).distinct().limit(most))).scalars().all()


def _alert(row: sa.Row[Any]) -> Alert:
    return record_of(
        Alert,
        row,
        starts_at=row.started_at,
        ends_at=row.ended_at,
        firing=row.ended_at is None,
        paged=tuple(row.paged),
        said_at=None,
        renamed=False,
    )


def _incident(row: sa.Row[Any]) -> Incident:
    return record_of(Incident, row, paged=tuple(row.paged))
