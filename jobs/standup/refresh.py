"""Keeps a round's posts true: whatever changed, its opening and its summary are edited in place."""

import hashlib

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.delivery import outbox
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage
from jobs.people.told_elsewhere import may_be_told
from jobs.standup import digest_posts, posts, store
from jobs.standup.digest import earlier_plans
from jobs.standup.model import Board, Round


def imprint(post: Post) -> str:
    """What tells one post from another."""
    return hashlib.sha256(post.model_dump_json().encode()).hexdigest()


def summary_key(round_: str) -> str:
    """The key of a round's summary in its thread."""
    return f"standup:{round_}:summary"


def report_key(round_: str) -> str:
    """The key of the copy that `report_to` gets."""
    return f"standup:{round_}:report"


async def refresh(tx: Tx, mail: Outbox, key: str) -> Board:
    """Edit the posts of a round whose facts changed, under its lock; return it as it stands."""
    round_ = await store.find(tx, key)
    if round_ is None:
        raise LookupError(f"no round {key}")
    board = await store.board(tx, round_)
    values = await _opening(tx, mail, board)
    if not round_.is_open:
        values |= await _summary(tx, mail, board)
    if values:
        await tx.execute(rounds.update().where(rounds.c.key == key).values(**values))
    return board


async def _opening(tx: Tx, mail: Outbox, board: Board) -> dict[str, str | int]:
    round_, post = board.round, posts.opening(board)
    if imprint(post) == round_.opening_print:
        return {}
    key = posts.opening_key(round_.key)
    await _edit(tx, mail, round_.channel, key, post, round_.opening_edits)
    return {"opening_print": imprint(post), "opening_edits": round_.opening_edits + 1}


async def _summary(tx: Tx, mail: Outbox, board: Board) -> dict[str, str | int]:
    round_, earlier = board.round, await earlier_plans(tx, board.round)
    post = digest_posts.summary(board, earlier)
    if imprint(post) == round_.summary_print:
        return {}
    elsewhere = await _elsewhere(tx, round_)
    copy = digest_posts.summary(board, earlier, here=False)
    if not round_.summary_print:
        thread = posts.opening_key(round_.key)
        await mail.put(
            tx, OutgoingMessage(key=summary_key(round_.key), channel=round_.channel, post=post, thread_of=thread)
        )
        if elsewhere:
            await mail.put(tx, OutgoingMessage(key=report_key(round_.key), channel=elsewhere, post=copy))
        return {"summary_print": imprint(post)}
    await _edit(tx, mail, round_.channel, summary_key(round_.key), post, round_.summary_edits)
    if elsewhere and await _was_put(tx, report_key(round_.key)):
        await _edit(tx, mail, elsewhere, report_key(round_.key), copy, round_.summary_edits)
    return {"summary_print": imprint(post), "summary_edits": round_.summary_edits + 1}


async def _elsewhere(tx: Tx, round_: Round) -> str | None:
    """Where a copy goes: it is looked at anew each time, for a channel may become private while its round is open."""
    where = round_.report_to
    if where is None or where == round_.channel or not await may_be_told(tx, round_.channel, where):
        return None
    return where


async def _was_put(tx: Tx, key: str) -> bool:
    return (await tx.execute(sa.select(outbox.c.id).where(outbox.c.key == key))).first() is not None


async def _edit(tx: Tx, mail: Outbox, channel: str, key: str, post: Post, edits: int) -> None:
    """Edit a message; an edit before this one that is still waiting need not be sent."""
    if edits:
        await mail.withdraw(tx, f"{key}:e{edits}")
    await mail.put(tx, OutgoingMessage(key=f"{key}:e{edits + 1}", channel=channel, post=post, replaces=key))
