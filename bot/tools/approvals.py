"""Requests of tools that write: shown whole, allowed by one person with a button, and begun once at most.

What is allowed is the row, not the message: a button carries its number alone, and the arguments
are those that were shown. Nothing that anybody writes allows anything.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from bot.tools import approval_posts as posts
from bot.tools.tool import Asking, Finding
from bot.tools.toolbox import Toolbox
from integrations.database import Database, Tx
from integrations.database.tables.approvals import ApprovalState, approvals
from integrations.post import Post
from integrations.time import Clock
from jobs import audit
from jobs.errors import UserError
from jobs.messages import Outgoing, OutgoingMessage, Priority
from jobs.people.directory import Directory

log = structlog.get_logger()

VALID = timedelta(minutes=10)
"""How long a request can be allowed."""
LONGEST = 2_500
"""Characters of all arguments of a request together: what does not fit where it is shown cannot be allowed."""
LONGEST_S = 150
"""Seconds after which what was begun counts as unknown: its process is gone. No tool may take as long."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A tool that is to write, and what with."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Approval:
    """A request as it is kept."""

    id: int
    wish: Wish
    asking: Asking
    expires_at: datetime

    @property
    def key(self) -> str:
        """The key of the message that asks."""
        return f"approval:{self.id}"


class Approvals:
    """Asks, and carries out what was allowed."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outgoing,
        toolbox: Toolbox,
        team: Directory,
        *,
        approvers: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Keep requests in `db`. `approvers` are who decides on a tool, by id, in the place of who asks for it."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._toolbox = toolbox
        self._team = team
        self._approvers = approvers or {}

    async def check(self, wish: Wish) -> Wish:
        """Return a request with its arguments as they will be shown. Raises `ValidationError`, and `UserError`."""
        exact = Wish(wish.tool, await self._toolbox.checked(wish.tool, wish.arguments))
        if sum(len(str(each)) for each in exact.arguments.values()) > LONGEST:
            raise UserError(f"What it would write is longer than {LONGEST:,} characters, so I can't show it whole.")
        return exact

    async def ask(self, tx: Tx, asking: Asking, wishes: Sequence[Wish]) -> None:
        """Put a request for each into the thread, in the transaction that decides to ask."""
        now = self._clock.now()
        for wish in wishes:
            values = {
                "tool": wish.tool,
                "arguments": json.dumps(wish.arguments, ensure_ascii=False, sort_keys=True),
                "asker": asking.person,
                "place": asking.place,
                "place_kind": asking.kind,
                "thread": asking.thread,
                "zone": asking.zone,
                "state": ApprovalState.WAITING,
                "asked_at": now,
                "expires_at": now + VALID,
            }
            row = (await tx.execute(approvals.insert().values(**values).returning(approvals))).one()
            made = _approval(row)
            deciders = await self._names(self._deciders(made))
            post = posts.request(made.id, self._does(wish), wish.arguments, deciders, made.expires_at, asking.zone)
            await self._put(tx, made, made.key, post)
            await self._note(tx, "approval.asked", made, asking.person)

    async def take(self, person: str, number: int) -> Approval:
        """Allow a request, for `person`: it counts as begun from now on. Raises `UserError`."""
        return await self._decide(person, number, ApprovalState.RUNNING, "approval.allowed")

    async def refuse(self, person: str, number: int) -> None:
        """Refuse a request, for `person`. Raises `UserError`."""
        await self._decide(person, number, ApprovalState.REFUSED, "approval.refused")

    async def carry_out(self, approval: Approval) -> None:
        """Do what was allowed, and tell the thread what came of it. Call it once, after `take`."""
        finding = await self._toolbox.carry_out(approval.wish.tool, approval.asking, approval.wish.arguments)
        state = _came_of(finding)
        begun = approvals.c.state.in_((ApprovalState.RUNNING, ApprovalState.UNKNOWN))
        async with self._db.write() as tx:
            ended = approvals.update().where(approvals.c.id == approval.id, begun).values(state=state)
            if not (await tx.execute(ended)).rowcount:
                return
            await self._put(tx, approval, f"{approval.key}:result", posts.result(finding, approval.asking.zone))
            await self._note(tx, f"approval.{state.value}", approval, approval.asking.person)

    async def tick(self) -> int:
        """Let go of requests that nobody allowed, and say so of those whose process is gone; how many."""
        now = self._clock.now()
        late = sa.and_(approvals.c.state == ApprovalState.WAITING, approvals.c.expires_at <= now)
        lost = sa.and_(
            approvals.c.state == ApprovalState.RUNNING, approvals.c.decided_at <= now - timedelta(seconds=LONGEST_S)
        )
        async with self._db.read() as tx:
            if (await tx.execute(sa.select(approvals.c.id).where(sa.or_(late, lost)).limit(1))).first() is None:
                return 0
        async with self._db.write() as tx:
            expired = await self._end(tx, late, ApprovalState.EXPIRED)
            for each in expired:
                await self._close(tx, each, posts.expired(self._does(each.wish), each.wish.arguments))
            unknown = await self._end(tx, lost, ApprovalState.UNKNOWN)
            for each in unknown:
                await self._put(tx, each, f"{each.key}:unknown", posts.unknown(self._does(each.wish)))
        return len(expired) + len(unknown)

    # --- the steps -----------------------------------------------------------------

    async def _decide(self, person: str, number: int, state: ApprovalState, action: str) -> Approval:
        now = self._clock.now()
        name = await self._team.name(person)  # may ask the chat, which nobody waits for with a transaction open
        async with self._db.write() as tx:
            row = (await tx.execute(sa.select(approvals).where(approvals.c.id == number))).first()
            if row is None:
                raise UserError("I don't know that request any more.")
            made = _approval(row)
            deciders = self._deciders(made)
            if person not in deciders:
                who = " or ".join(name for _, name in await self._names(deciders))
                raise UserError(f"Only {who} can decide on this.")
            if row.state is ApprovalState.WAITING and row.expires_at <= now:
                raise UserError("That was more than ten minutes ago, so it was not done. Ask me again.")
            waits = approvals.update().where(approvals.c.id == number, approvals.c.state == ApprovalState.WAITING)
            values = {"state": state, "decided_by": person, "decided_at": now}
            if not (await tx.execute(waits.values(**values))).rowcount:
                raise UserError(posts.DECIDED[row.state])
            post = posts.decided(
                self._does(made.wish), made.wish.arguments, (person, name), state, now, made.asking.zone
            )
            await self._close(tx, made, post)
            await self._note(tx, action, made, person)
        return made

    async def _end(self, tx: Tx, which: sa.ColumnElement[bool], state: ApprovalState) -> list[Approval]:
        query = approvals.update().where(which).values(state=state).returning(approvals)
        ended = [_approval(row) for row in (await tx.execute(query)).all()]
        for each in ended:
            await self._note(tx, f"approval.{state.value}", each, audit.CADENCE)
        return ended

    async def _close(self, tx: Tx, approval: Approval, post: Post) -> None:
        """Show what was decided in the place of the buttons."""
        await self._put(tx, approval, f"{approval.key}:closed", post, replaces=approval.key)

    async def _put(self, tx: Tx, approval: Approval, key: str, post: Post, *, replaces: str | None = None) -> None:
        where = approval.asking
        await self._outbox.put(
            tx,
            OutgoingMessage(
                key,
                where.place,
                post,
                priority=Priority.REPLY,
                thread_ts=where.thread,
                replaces=replaces,
                turn=True,
            ),
        )

    async def _note(self, tx: Tx, action: str, approval: Approval, actor: str) -> None:
        details = {
            "arguments": dict(approval.wish.arguments),
            "asker": approval.asking.person,
            "place": approval.asking.place,
            "thread": approval.asking.thread,
            "request": approval.id,
        }
        await audit.record(tx, self._clock.now(), actor, action, approval.wish.tool, details)

    def _deciders(self, approval: Approval) -> Sequence[str]:
        return tuple(self._approvers.get(approval.wish.tool) or (approval.asking.person,))

    async def _names(self, users: Sequence[str]) -> list[tuple[str, str]]:
        return [(user, await self._team.name(user)) for user in users]

    def _does(self, wish: Wish) -> str:
        """What a tool does, in a sentence."""
        known = self._toolbox.known(wish.tool)
        return known.description.partition("\n")[0] if known else wish.tool


def _came_of(finding: Finding) -> ApprovalState:
    if finding.unsure:
        return ApprovalState.UNKNOWN
    return ApprovalState.DONE if finding.found else ApprovalState.FAILED


def _approval(row: sa.Row[Any]) -> Approval:
    asking = Asking(row.asker, row.place, row.place_kind, row.asked_at, zone=row.zone, thread=row.thread)
    return Approval(row.id, Wish(row.tool, json.loads(row.arguments)), asking, row.expires_at)
