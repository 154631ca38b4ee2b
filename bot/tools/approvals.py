"""Requests of tools that write: shown whole, allowed by one person with a button, and begun once at most.

What is allowed is the row, not the message: a button carries its number alone, and the arguments
are those that were shown. Nothing that anybody writes allows anything.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.tools import approval_posts as posts
from bot.tools.tool import Asking, Finding
from bot.tools.toolbox import Toolbox
from integrations.database import Database, Tx
from integrations.database.tables.approvals import ApprovalState
from integrations.deferred import dataclass
from integrations.post import Post
from integrations.time import Clock
from jobs import audit
from jobs.approvals import requests
from jobs.approvals.approvers import Approvers
from jobs.approvals.requests import NewRequest, Request
from jobs.delivery.outbox import Outbox
from jobs.errors import UserError
from jobs.messages import OutgoingMessage, Priority, Restriction
from jobs.people.directory import Directory, name_of

VALID = timedelta(minutes=10)
"""How long a request can be allowed."""
_NOT_YET = (
    "I can't do that this minute: I am still finding out who reads here, or what it needs does not answer. Nothing was"
    " done, and your yes is not used up. Please press again in a moment."
)
LONGEST_S = 150
"""Seconds after which what was begun counts as unknown: its process is gone. No tool may take as long."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A tool that is to write: what with, what that will do, and who can say yes to it."""

    tool: str
    arguments: Mapping[str, Any]
    shown: Post
    deciders: Sequence[tuple[str, str]]
    """Each with their name."""


class Approvals:
    """Asks, and carries out what was allowed."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        toolbox: Toolbox,
        team: Directory,
        approvers: Approvers,
    ) -> None:
        """Keep requests in `db`. `approvers` says who decides on which."""
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._toolbox = toolbox
        self._team = team
        self._approvers = approvers

    async def wish(self, asking: Asking, tool: str, arguments: Mapping[str, Any]) -> Wish:
        """Return what can be asked for, as it will be shown. Raises `ValidationError`, and `UserError`."""
        proposal = await self._toolbox.proposal(tool, asking, arguments)
        shown = posts.shown(proposal)
        deciders = await self._approvers.of(tool, asking.person, asking.place, asking.kind)
        exact = proposal.arguments.model_dump(mode="json", exclude_none=True)
        return Wish(tool, exact, shown, [(user, await name_of(self._team, user)) for user in deciders])

    async def ask(self, tx: Tx, asking: Asking, wishes: Sequence[Wish]) -> None:
        """Put a request for each into the thread, in the transaction that decides to ask."""
        now = self._clock.now()
        for wish in wishes:
            new = NewRequest(
                tool=wish.tool,
                arguments=wish.arguments,
                shown=wish.shown,
                deciders=[user for user, _ in wish.deciders],
                asker=asking.person,
                place=asking.place,
                place_kind=asking.kind,
                thread=asking.thread,
                zone=asking.zone,
                asked_at=now,
                expires_at=now + VALID,
            )
            made = await requests.add(tx, new)
            post = posts.request(made, wish.deciders)
            await self._put(tx, made, made.key, post, restriction=asking.restriction())
            await self._note(tx, "approval.asked", made, asking.person)

    async def take(self, person: str, number: int) -> Request:
        """Allow a request, for `person`: it counts as begun from now on.

        Raises `UserError`: also where it could not be done just now, as right behind a start, and then it waits on.
        """
        request = await requests.find(self._db, number)
        theirs = request is not None and person in request.deciders and request.waits(self._clock.now())
        if request is not None and theirs:
            asking = await self._asking(request, person)
            if not await self._toolbox.ready(request.tool, asking):
                raise UserError(_NOT_YET)
        return await self._decide(person, number, ApprovalState.RUNNING, "approval.allowed")

    async def refuse(self, person: str, number: int) -> None:
        """Refuse a request, for `person`. Raises `UserError`."""
        await self._decide(person, number, ApprovalState.REFUSED, "approval.refused")

    async def carry_out(self, request: Request, by: str) -> None:
        """Do what was allowed `by` somebody, and tell the thread what came of it. Call it once, after `take`."""
        asking = await self._asking(request, by)
        finding = await self._toolbox.carry_out(request.tool, asking, request.arguments)
        state = _came_of(finding)
        async with self._db.write() as tx:
            if await requests.finish(tx, request, state):
                post, kept_back = posts.result(finding, request.zone), asking.restriction(posts.kept_back(finding))
                await self._put(tx, request, f"{request.key}:result", post, restriction=kept_back)
                await self._note(tx, f"approval.{state.value}", request, by)

    async def tick(self) -> int:
        """Let go of requests that nobody allowed, and say so of those whose process is gone; how many."""
        now = self._clock.now()
        late, lost = requests.too_old(now), requests.left_by(now - timedelta(seconds=LONGEST_S))
        if not await requests.any_of(self._db, late, lost):
            return 0
        async with self._db.write() as tx:
            expired = await requests.end(tx, late, ApprovalState.EXPIRED)
            for each in expired:
                await self._close(tx, each, posts.expired(each))
            unknown = await requests.end(tx, lost, ApprovalState.UNKNOWN)
            for each in unknown:
                await self._put(tx, each, f"{each.key}:unknown", posts.unknown(each))
            for each in (*expired, *unknown):
                state = ApprovalState.EXPIRED if each in expired else ApprovalState.UNKNOWN
                await self._note(tx, f"approval.{state.value}", each, audit.CADENCE)
        return len(expired) + len(unknown)

    # --- the steps -----------------------------------------------------------------

    async def _asking(self, request: Request, by: str) -> Asking:
        sent = await self._outbox.sent(request.key)
        return Asking(
            request.asker,
            request.place,
            request.place_kind,
            request.asked_at,
            zone=request.zone,
            thread=request.thread,
            message=sent.id if sent else None,  # what stands in it is what was allowed
            allowed_by=by,
        )

    async def _decide(self, person: str, number: int, state: ApprovalState, action: str) -> Request:
        request = await requests.find(self._db, number)
        if request is None:
            raise UserError("I don't know that request any more.")
        if person not in request.deciders:  # names may have to be asked for: never in a transaction
            who = " or ".join([await name_of(self._team, user) for user in request.deciders[: posts.MOST_NAMED]])
            raise UserError(f"Only {who} can decide on this. Ask them, or say in the thread what you think of it.")
        now, name = self._clock.now(), await name_of(self._team, person)
        async with self._db.write() as tx:
            if await requests.decide(tx, request, state, person, now):
                await self._close(tx, request, posts.decided(request, (person, name), state, now))
                await self._note(tx, action, request, person)
                return request
        present = await requests.find(self._db, number)
        raise UserError(posts.DECIDED[present.state if present else ApprovalState.EXPIRED])

    async def _close(self, tx: Tx, request: Request, post: Post) -> None:
        """Show what was decided in the place of the buttons."""
        await self._put(tx, request, f"{request.key}:closed", post, replaces=request.key)

    async def _put(
        self,
        tx: Tx,
        request: Request,
        key: str,
        post: Post,
        *,
        replaces: str | None = None,
        restriction: Restriction | None = None,
    ) -> None:
        await self._outbox.put(
            tx,
            OutgoingMessage(
                key,
                request.place,
                post,
                priority=Priority.REPLY,
                thread=request.thread,
                replaces=replaces,
                turn=True,
                restriction=restriction,
            ),
        )

    async def _note(self, tx: Tx, action: str, request: Request, actor: str) -> None:
        details = {
            "arguments": dict(request.arguments),
            "asker": request.asker,
            "deciders": list(request.deciders),
            "place": request.place,
            "thread": request.thread,
            "request": request.id,
        }
        await audit.record(tx, self._clock.now(), actor, action, request.tool, details)


def _came_of(finding: Finding) -> ApprovalState:
    if finding.unsure:
        return ApprovalState.UNKNOWN
    return ApprovalState.DONE if finding.found else ApprovalState.FAILED
