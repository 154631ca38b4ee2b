"""Requests as they are kept: each is decided once, and begun once at most."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from integrations.chat import PlaceKind
from integrations.database import Database, Tx
from integrations.database.records import record_of
from integrations.database.tables.approvals import ApprovalState, approvals
from integrations.deferred import dataclass
from integrations.post import Post


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What somebody asks for, and who can decide on it."""

    tool: str
    arguments: Mapping[str, Any]
    shown: Post
    """What will be done, as people are shown it."""
    deciders: Sequence[str]
    asker: str
    place: str
    place_kind: PlaceKind | None
    thread: str | None
    zone: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Request(NewRequest):
    """A request as it is kept."""

    id: int
    state: ApprovalState

    @property
    def key(self) -> str:
        """The key of the message that asks."""
        return f"approval:{self.id}"

    def waits(self, now: datetime) -> bool:
        """Return True if it can still be decided on."""
        return self.state is ApprovalState.WAITING and self.expires_at > now


async def add(tx: Tx, new: NewRequest) -> Request:
    """Keep a request."""
    values = {
        "tool": new.tool,
        "arguments": json.dumps(dict(new.arguments), ensure_ascii=False, sort_keys=True),
        "shown": new.shown.model_dump(mode="json"),
        "deciders": list(new.deciders),
        "asker": new.asker,
        "place": new.place,
        "place_kind": new.place_kind,
        "thread": new.thread,
        "zone": new.zone,
        "state": ApprovalState.WAITING,
        "asked_at": new.asked_at,
        "expires_at": new.expires_at,
    }
    return _request((await tx.execute(approvals.insert().values(**values).returning(approvals))).one())


async def find(db: Database, number: int) -> Request | None:
    """Return a request; None where there is none of that number."""
    row = (await db.fetch(sa.select(approvals).where(approvals.c.id == number))).first()
    return _request(row) if row is not None else None


async def decide(tx: Tx, request: Request, state: ApprovalState, by: str, at: datetime) -> bool:
    """Let a request that waits be decided by one of its deciders; False where it waits no more, or is too old."""
    waits = sa.and_(
        approvals.c.id == request.id, approvals.c.state == ApprovalState.WAITING, approvals.c.expires_at > at
    )
    decided = approvals.update().where(waits).values(state=state, decided_by=by, decided_at=at)
    return by in request.deciders and bool((await tx.execute(decided)).rowcount)


async def finish(tx: Tx, request: Request, state: ApprovalState) -> bool:
    """Keep what came of a request that was begun; False where that was known already."""
    begun = approvals.c.state.in_((ApprovalState.RUNNING, ApprovalState.UNKNOWN))
    ended = approvals.update().where(approvals.c.id == request.id, begun).values(state=state)
    return bool((await tx.execute(ended)).rowcount)


def too_old(now: datetime) -> sa.ColumnElement[bool]:
    """Which requests nobody has allowed in time."""
    return sa.and_(approvals.c.state == ApprovalState.WAITING, approvals.c.expires_at <= now)


def left_by(begun_before: datetime) -> sa.ColumnElement[bool]:
    """Which requests were begun so long ago that whoever did is gone."""
    return sa.and_(approvals.c.state == ApprovalState.RUNNING, approvals.c.decided_at <= begun_before)


async def any_of(db: Database, *which: sa.ColumnElement[bool]) -> bool:
    """Return True if there is one."""
    return (await db.fetch(sa.select(approvals.c.id).where(sa.or_(*which)).limit(1))).first() is not None


async def end(tx: Tx, which: sa.ColumnElement[bool], state: ApprovalState) -> Sequence[Request]:
    """Give these requests a state, and return them."""
    query = approvals.update().where(which).values(state=state).returning(approvals)
    return [_request(row) for row in (await tx.execute(query)).all()]


def _request(row: sa.Row[Any]) -> Request:
    return record_of(
        Request,
        row,
        arguments=json.loads(row.arguments),
        shown=Post.model_validate(row.shown) if row.shown else Post(headline=(row.tool,)),
        deciders=tuple(row.deciders),
    )
