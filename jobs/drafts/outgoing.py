"""Puts what drafts say into the outbox: their post, its edits, and lines in its thread."""

from collections.abc import Collection
from dataclasses import replace

from integrations.database import Tx
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.drafts import posts, store
from jobs.drafts.model import Draft, Page
from jobs.messages import Origins, OutgoingMessage, Priority, Restriction


async def announce(tx: Tx, outbox: Outbox, draft: int, hosts: Collection[str]) -> Page:
    """Post a draft where its audience is, its deciders mentioned."""
    page = await _page(tx, draft)
    message = OutgoingMessage(
        key=page.draft.post_key,
        channel=_where(page.draft),
        post=posts.posted(page, hosts=hosts, notify=True),
        priority=Priority.REPLY,
        restriction=_restriction(page, hosts, notify=True),
    )
    await outbox.put(tx, message)
    return page


async def refresh(tx: Tx, outbox: Outbox, draft: int, hosts: Collection[str]) -> Page:
    """Edit the post of a draft so that it shows what the draft is now."""
    page = await _page(tx, draft)
    await edit_post(tx, outbox, page.draft, posts.posted(page, hosts=hosts), _restriction(page, hosts))
    return await _page(tx, draft)


async def edit_post(tx: Tx, outbox: Outbox, draft: Draft, post: Post, restriction: Restriction | None = None) -> None:
    """Replace the post of a draft."""
    revision = draft.revision + 1
    await store.change(tx, draft.id, revision=revision)
    key = draft.post_key
    message = OutgoingMessage(
        key=f"{key}:{revision}",
        channel=_where(draft),
        post=post,
        priority=Priority.REPLY,
        replaces=key,
        restriction=restriction,
    )
    await outbox.put(tx, message)


async def reply(tx: Tx, outbox: Outbox, draft: Draft, post: Post) -> None:
    """Say something in the thread of a draft; once after each edit of its post."""
    key = draft.post_key
    message = OutgoingMessage(
        key=f"{key}:{draft.revision}:said", channel=_where(draft), post=post, priority=Priority.REPLY, thread_of=key
    )
    await outbox.put(tx, message)


async def _page(tx: Tx, draft: int) -> Page:
    found = await store.find(tx, draft)
    if found is None:
        raise LookupError(f"draft {draft} is gone within its own transaction")
    return await store.page(tx, found)


def _restriction(page: Page, hosts: Collection[str], *, notify: bool = False) -> Restriction | None:
    """Who may hear of the drafts of other channels that it takes the place of, or that take its place."""
    others = (*page.replaces, page.to_replace, page.replaced_by)
    origins = Origins({each.channel for each in others if each is not None and each.channel is not None})
    alone = replace(page, replaces=(), to_replace=None, replaced_by=None)
    draft, otherwise = page.draft, posts.posted(alone, hosts=hosts, notify=notify)
    if draft.channel is None:
        return origins.restriction(draft.author, "", alone=True, otherwise=otherwise)
    return origins.restriction(None, draft.channel, otherwise=otherwise)


def _where(draft: Draft) -> str:
    return draft.channel or draft.author
