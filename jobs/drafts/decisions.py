"""What becomes of a draft: accepted, rejected, deferred, proposed again, published, superseded.

Everything here runs in the caller's transaction, which has begun with `store.queue_at`.
"""

from collections.abc import Collection
from datetime import datetime

from integrations.database import Tx
from integrations.database.tables.drafts import DraftState
from integrations.deferred import dataclass
from jobs.delivery.outbox import Outbox
from jobs.drafts import posts, store
from jobs.drafts.model import Draft, Page
from jobs.drafts.outgoing import refresh, reply
from jobs.errors import UserError


@dataclass(frozen=True, slots=True)
class Action:
    """A decision: from which states it leads to which."""

    name: str
    before: tuple[DraftState, ...]
    after: DraftState


ACTIONS = {
    action.name: action
    for action in (
        Action("accept", (DraftState.PROPOSED, DraftState.DEFERRED), DraftState.ACCEPTED),
        Action("reject", (DraftState.PROPOSED, DraftState.DEFERRED), DraftState.REJECTED),
        Action("defer", (DraftState.PROPOSED,), DraftState.DEFERRED),
        Action("propose", (DraftState.REJECTED, DraftState.DEFERRED), DraftState.PROPOSED),
        Action("publish", (DraftState.DRAFT,), DraftState.PUBLISHED),
    )
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A draft after a decision, and whether it was this one that changed it."""

    page: Page
    now: bool


async def decide(
    tx: Tx, outbox: Outbox, draft: Draft, action: str, by: str, now: datetime, hosts: Collection[str]
) -> Decision:
    """Take a decision; a number is given with the first that needs one. The same again changes nothing.

    Raises `UserError` where the draft's state does not allow it.
    """
    wanted = ACTIONS[action]
    if draft.state is wanted.after:
        return Decision(await store.page(tx, draft), now=False)
    if draft.state not in wanted.before:
        raise UserError(f"{draft.label} is {draft.state.value} already.")
    number = draft.number
    if wanted.after is draft.kind.numbered and number is None:
        number = await store.next_number(tx, draft.kind)
    await store.change(tx, draft.id, state=wanted.after, number=number, decided_by=by, decided_at=now)
    old = await _replaced(tx, draft) if wanted.after is DraftState.ACCEPTED else None
    page = await refresh(tx, outbox, draft.id, hosts)
    await reply(tx, outbox, page.draft, posts.decided(page, action))
    if old is not None:
        page = await _tell_replaced(tx, outbox, old, page.draft, hosts)
    return Decision(page, now=True)


async def _replaced(tx: Tx, draft: Draft) -> Draft | None:
    """Mark the ADR that `draft` replaces before anybody sees it accepted, and return it; None without one."""
    old = await store.find(tx, draft.supersedes) if draft.supersedes is not None else None
    if old is None or old.state is not DraftState.ACCEPTED:
        return None
    await store.change(tx, old.id, state=DraftState.SUPERSEDED, superseded_by=draft.id)
    return old


async def replace(tx: Tx, outbox: Outbox, old: Draft, new: Draft, hosts: Collection[str]) -> Page:
    """Let an accepted ADR take the place of another; the new one's page."""
    if old.id == new.id or old.state is not DraftState.ACCEPTED or new.state is not DraftState.ACCEPTED:
        raise UserError(f"An accepted ADR takes the place of an accepted one; {old.label} is {old.state.value}.")
    await store.change(tx, old.id, state=DraftState.SUPERSEDED, superseded_by=new.id)
    return await _tell_replaced(tx, outbox, old, new, hosts)


async def _tell_replaced(tx: Tx, outbox: Outbox, old: Draft, new: Draft, hosts: Collection[str]) -> Page:
    """Show in both posts and threads that `new` has taken the place of `old`; the new one's page."""
    before = await refresh(tx, outbox, old.id, hosts)
    await reply(tx, outbox, before.draft, posts.superseded(before))
    page = await refresh(tx, outbox, new.id, hosts)
    if any(each.id == old.id for each in page.replaces):
        await reply(tx, outbox, page.draft, posts.replacing(old))
    return page
