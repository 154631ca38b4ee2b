"""What the outbox keeps of the messages that were put into it: for who reads afterwards what became of them."""

from datetime import datetime

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.look import Query
from integrations.database.records import record_of
from integrations.database.tables.delivery import Interruption, MessageState, Priority, outbox
from integrations.deferred import dataclass


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """A message of ours, but for its words."""

    key: str
    channel: str
    thread_ts: str | None
    thread_of: str | None
    replaces: str | None
    priority: Priority
    person: str | None
    kind: Interruption | None
    state: MessageState
    problem: str | None
    created_at: datetime
    not_before: datetime
    expires_at: datetime | None
    sent_at: datetime | None


async def every_message(tx: Tx) -> list[LoggedMessage]:
    """Return all of them, in the order in which they were put in."""
    return [_logged(row) for row in await tx.execute(sa.select(outbox).order_by(outbox.c.id))]


def interrupting(begins: datetime, ends: datetime, *kinds: Interruption) -> Query[LoggedMessage]:
    """Return what was put in between two moments to interrupt somebody for one of `kinds`.

    What was taken back in time is left out: it had lost its reason, and nobody knows when.
    """
    query = (
        sa.select(outbox)
        .where(outbox.c.person.is_not(None), outbox.c.kind.in_(kinds), outbox.c.replaces.is_(None))
        .where(outbox.c.created_at.between(begins, ends))
        .where(sa.or_(outbox.c.state != MessageState.WITHDRAWN, outbox.c.problem.is_not(None)))
        .order_by(outbox.c.id)
    )
    return Query(query, _logged)


def first_of_all() -> Query[datetime | None]:
    """Return when the first message that is kept was put in; None where none is."""
    return Query(sa.select(sa.func.min(outbox.c.created_at)), lambda row: row[0])


async def forget_all(tx: Tx) -> None:
    """Delete every message."""
    await tx.execute(outbox.delete())


async def forget_waiting(tx: Tx, like: str) -> None:
    """Delete the edits that wait, and what waits under a key that is `like` this (SQL's LIKE)."""
    shown = sa.or_(outbox.c.replaces.is_not(None), outbox.c.key.like(like))
    await tx.execute(outbox.delete().where(shown, outbox.c.state == MessageState.WAITING))


def _logged(row: sa.Row[tuple[object, ...]]) -> LoggedMessage:
    return record_of(LoggedMessage, row)
