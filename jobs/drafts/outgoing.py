"""Puts what drafts say into the outbox: their post, its edits, and lines in its thread."""

from collections.abc import Collection

from integrations.database import Tx
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.drafts import posts, store
from jobs.drafts.model import Draft, Page
from jobs.messages import OutgoingMessage, Priority


async def announce(tx: Tx, outbox: Outbox, draft: int, hosts: Collection[str]) -> Page:
    """Post a draft where its audience is, its deciders mentioned."""
    page = await _page(tx, draft)
    message = OutgoingMessage(
        key=page.draft.post_key,
        channel=_where(page.draft),
        post=posts.posted(page, hosts=hosts, notify=True),
        priority=Priority.REPLY,
    )
    await outbox.put(tx, message)
    return page


async def refresh(tx: Tx, outbox: Outbox, draft: int, hosts: Collection[str]) -> Page:
    """Edit the post of a draft so that it shows what the draft is now."""
    page = await _page(tx, draft)
    await edit_post(tx, outbox, page.draft, posts.posted(page, hosts=hosts))
    return await _page(tx, draft)


async def edit_post(tx: Tx, outbox: Outbox, draft: Draft, post: Post) -> None:
    """Replace the post of a draft."""
    revision = draft.revision + 1
    await store.change(tx, draft.id, revision=revision)
    key = draft.post_key
    message = OutgoingMessage(
        key=f"{key}:{revision}", channel=_where(draft), post=post, priority=Priority.REPLY, replaces=key
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


def _where(draft: Draft) -> str:
    return draft.channel or draft.author
