"""What the outbox keeps of the messages that were put into it: for who reads afterwards what became of them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.look import Query
from integrations.database.records import record_of
from integrations.database.tables.delivery import Interruption, MessageState, Priority, outbox
from integrations.deferred import dataclass
from integrations.post import Post


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """A message of ours, but for its words."""

    key: str
    channel: str
    thread: str | None
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


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of ours as it stands in the chat."""

    id: str
    at: datetime
    post: Post


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


async def shown_in(tx: Tx, place: str, thread: str | None, *, before: datetime, most: int) -> list[ShownMessage]:
    """Return the last messages of ours in a thread before a moment, newest first, each as it was last edited.

    Without a thread: our turns in the conversation outside of threads.
    """
    inside = (
        sa.and_(outbox.c.thread.is_(None), outbox.c.turn)
        if thread is None
        else sa.or_(outbox.c.thread == thread, outbox.c.message_id == thread)
    )
    query = (
        sa.select(outbox.c.key, outbox.c.message_id, outbox.c.posted_at, outbox.c.post)
        .where(outbox.c.sent_channel == place, outbox.c.replaces.is_(None), outbox.c.posted_at < before, inside)
        .order_by(outbox.c.posted_at.desc())
        .limit(most)
    )
    rows = (await tx.execute(query)).all()
    edited = await _last_edits(tx, [row.key for row in rows])
    return [
        ShownMessage(row.message_id, row.posted_at, Post.model_validate(edited.get(row.key, row.post))) for row in rows
    ]


async def is_no_turn(tx: Tx, place: str, message: str) -> bool:
    """Return True for a message of ours that was no turn in a conversation, such as a ritual's post."""
    query = sa.select(outbox.c.key).where(
        outbox.c.sent_channel == place, outbox.c.message_id == message, ~outbox.c.turn
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def has(tx: Tx, key: str) -> bool:
    """Return True if a message of that key was put in, sent or not."""
    return (await tx.execute(sa.select(outbox.c.id).where(outbox.c.key == key))).first() is not None


async def forget_all(tx: Tx) -> None:
    """Delete every message."""
    await tx.execute(outbox.delete())


async def forget_waiting(tx: Tx, like: str) -> None:
    """Delete the edits that wait, and what waits under a key that is `like` this (SQL's LIKE)."""
    shown = sa.or_(outbox.c.replaces.is_not(None), outbox.c.key.like(like))
    await tx.execute(outbox.delete().where(shown, outbox.c.state == MessageState.WAITING))


async def _last_edits(tx: Tx, keys: Sequence[str]) -> dict[str, object]:
    """The last edit of each of these messages, where there is one."""
    query = (
        sa.select(outbox.c.replaces, outbox.c.post)
        .where(outbox.c.replaces.in_(keys), outbox.c.state == MessageState.SENT)
        .order_by(outbox.c.id)
    )
    return {row.replaces: row.post for row in (await tx.execute(query)).all()} if keys else {}


def _logged(row: sa.Row[tuple[object, ...]]) -> LoggedMessage:
    return record_of(LoggedMessage, row)
