"""What the tables keep of a person, as their columns say it: given to them, and erased.

Decision records, runbooks, rituals and the audit of changes are the team's own and stay, and so
does what the chat tells of its members; a draft that is its author's alone goes. Messages, events and what
a model said of a round may have words of anybody, so that they are gone through here, by what is in them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.columns import Instant
from integrations.database.personal import ERASED, Named, Theirs, columns, exported_with, words_in
from integrations.database.tables import metadata
from integrations.database.tables.delivery import EventState, MessageState, inbox, outbox
from integrations.database.tables.standup import standup_rounds
from integrations.deferred import dataclass
from integrations.post import Post
from jobs.people.audience import may_read

ERASED_POST = Post(headline=(ERASED,))
_CLOSED = (MessageState.SENT, MessageState.EXPIRED, MessageState.WITHDRAWN, MessageState.FAILED)


async def export(tx: Tx, user: str) -> dict[str, list[dict[str, Any]]]:
    """Return all of it as JSON, by what it is. A draft of theirs is left out where they may not read it any more.

    The people of its channel may have written on.
    """
    found = {}
    for name, query in _queries(user).items():
        rows = (await tx.execute(query)).mappings().all()
        found[name] = [{key: _plain(value) for key, value in row.items()} for row in rows]
    return found


@dataclass(frozen=True, slots=True)
class Gone:
    """How many rows were changed, by table."""

    theirs: Mapping[str, int]
    """Rows that were theirs, and are no more."""
    naming: Mapping[str, int]
    """Rows that named them, and name nobody now."""


async def erase(tx: Tx, user: str) -> Gone:
    """Erase what these tables keep of a person."""
    theirs, naming = Counter[str](), Counter[str]()
    for table, rows in _theirs(user):
        for change in _references(table, rows):
            await tx.execute(change)
        theirs[table.name] += (await tx.execute(table.delete().where(rows))).rowcount
    for table, rows, values in _naming(user):
        naming[table.name] += (await tx.execute(table.update().where(rows).values(values))).rowcount
    for change in (*_messages(user), _event_set_aside(user), _sentences(user)):
        await tx.execute(change)
    return Gone(theirs, naming)


def _queries(user: str) -> Mapping[str, sa.Select[Any]]:
    """What is given of each table, in the order of the first moment that is given."""
    found = {}
    for column, theirs in columns(metadata, Theirs):
        if theirs.section is None:
            continue
        table, shown = column.table, exported_with(column.table)
        mine = column == user
        if theirs.shared_in is not None:
            place = table.c[theirs.shared_in]
            mine = sa.and_(mine, sa.or_(place.is_(None), may_read(user, place)))
        query = sa.select(*shown).select_from(table).where(mine)
        for other in {each.table for each in shown} - {table}:
            query = sa.select(*shown).select_from(table.join(other)).where(mine)
        moments = [each for each in shown if isinstance(each.type, sa.Date | Instant)]
        found[theirs.section] = query.order_by(*moments[:1])
    # Whether they may hear what still waits is not decided before it is said.
    open_ = sa.func.coalesce(sa.cast(outbox.c.restriction, sa.Text), "null") == "null"
    said = sa.or_(open_, outbox.c.state == MessageState.SENT)
    to_them = sa.select(outbox.c.created_at, outbox.c.post).where(_to(user), said).order_by(outbox.c.id)
    return {**found, "letters": to_them}


def _theirs(user: str) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool]]]:
    """The rows that are theirs alone."""
    for column, how in columns(metadata, Theirs):
        if how.erased:
            also = [] if how.only is None else [how.only(column.table)]
            alone = [] if how.shared_in is None else [column.table.c[how.shared_in].is_(None)]
            yield column.table, sa.and_(column == user, *also, *alone)


def _references(table: sa.Table, rows: sa.ColumnElement[bool]) -> Iterator[sa.Update]:
    """Let what refers to those rows, and stays, refer to nothing."""
    for other in metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and key.ondelete is None:
                yield other.update().where(key.parent.in_(sa.select(key.column).where(rows))).values({key.parent: None})


def _naming(user: str) -> Iterator[tuple[sa.Table, sa.ColumnElement[bool], Mapping[str, str | None]]]:
    """Where they are named in what others did or the team keeps, and what is written over it."""
    for column, how in columns(metadata, Named):
        also = [] if how.only is None else [how.only(column.table)]
        words = {each.name: of.instead for each, of in words_in(column.table) if of.column == column.name}
        yield column.table, sa.and_(column == user, *also), {column.name: how.instead, **words}


def _messages(user: str) -> Sequence[sa.Update]:
    """Messages to them, and sent ones that have their answers or name them.

    One that names them and still waits is for others, who would miss it; it is swept when it is old.
    """
    erased = outbox.update().values(post=ERASED_POST.model_dump(mode="json"))
    mine = sa.or_(_to(user), outbox.c.key.endswith(f":{user}"), outbox.c.key.contains(f":{user}:"))
    names = sa.cast(outbox.c.post, sa.Text).contains(f'"{user}"')
    waits = sa.and_(outbox.c.state == MessageState.WAITING, outbox.c.attempts == 0)
    return (
        erased.where(mine, waits).values(state=MessageState.WITHDRAWN),
        erased.where(sa.or_(mine, names), outbox.c.state.in_(_CLOSED)),
    )


def _event_set_aside(user: str) -> sa.Update:
    """An event that could not be handled and has to do with them; one that is done has no words any more."""
    theirs = sa.cast(inbox.c.body, sa.Text).contains(f'"{user}"')
    return inbox.update().where(inbox.c.state == EventState.ASIDE, theirs).values(body={}, problem=None)


def _sentences(user: str) -> sa.Update:
    """What a model said of rounds with their answers; all of it, for one sentence leans on another."""
    theirs = sa.cast(standup_rounds.c.sentences, sa.Text).contains(f'"{user}"')
    return standup_rounds.update().where(theirs).values(sentences=[])


def _to(user: str) -> sa.ColumnElement[bool]:
    return sa.or_(outbox.c.channel == user, outbox.c.person == user)


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Enum():
            return value.value
    return value
