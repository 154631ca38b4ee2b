"""Keeps a round's posts true: whatever changed, its opening and its summary are edited in place."""

import hashlib

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.delivery import outbox
from integrations.database.tables.retro import retro_actions
from integrations.database.tables.standup import standup_rounds as rounds
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Restriction
from jobs.people.told_elsewhere import may_be_told
from jobs.retro.store import actions as open_actions
from jobs.standup import digest_posts, message_keys, posts, store, week, week_posts
from jobs.standup.digest import earlier_plans
from jobs.standup.model import Board, Round


def imprint(post: Post) -> str:
    """What tells one post from another."""
    return hashlib.sha256(post.model_dump_json().encode()).hexdigest()


async def refresh(tx: Tx, mail: Outbox, key: str) -> Board:
    """Edit the posts of a round whose facts changed, under its lock; return it as it stands."""
    round_ = await store.find(tx, key)
    if round_ is None:
        raise LookupError(f"no round {key}")
    board = await store.board(tx, round_)
    values = await _opening(tx, mail, board)
    if not round_.is_open:
        values |= await _summary(tx, mail, board)
        values |= await _week(tx, mail, round_)
    if values:
        await tx.execute(rounds.update().where(rounds.c.key == key).values(**values))
    return board


async def _opening(tx: Tx, mail: Outbox, board: Board) -> dict[str, str | int]:
    round_, post = board.round, posts.opening(board)
    if imprint(post) == round_.opening_print:
        return {}
    key = message_keys.opening(round_.key)
    await _edit(tx, mail, round_.channel, key, post, round_.opening_edits)
    return {"opening_print": imprint(post), "opening_edits": round_.opening_edits + 1}


async def _summary(tx: Tx, mail: Outbox, board: Board) -> dict[str, str | int]:
    round_, earlier = board.round, await earlier_plans(tx, board.round)
    here = retro_actions.c.channel == round_.channel
    actions = await open_actions(tx, here, open_only=True) if round_.asks_work else ()
    post, copy = (digest_posts.summary(board, earlier, actions=actions, here=each) for each in (True, False))
    first = OutgoingMessage(
        message_keys.summary(round_.key), round_.channel, post, thread_of=message_keys.opening(round_.key)
    )
    edits = await _tell(
        tx, mail, round_, first, message_keys.report(round_.key), copy, round_.summary_print, round_.summary_edits
    )
    return {} if edits is None else {"summary_print": imprint(post), "summary_edits": edits}


async def _week(tx: Tx, mail: Outbox, round_: Round) -> dict[str, str | int]:
    """What the week came to that this round ends, if it ends one."""
    found = await week.read(tx, round_)
    if found is None or (found.is_empty and not round_.week_print):
        return {}
    post, copy = (week_posts.week(found, here=here) for here in (True, False))
    first = OutgoingMessage(message_keys.week(round_.key), round_.channel, post)
    copy_key = f"{message_keys.week(round_.key)}:report"
    edits = await _tell(tx, mail, round_, first, copy_key, copy, round_.week_print, round_.week_edits)
    return {} if edits is None else {"week_print": imprint(post), "week_edits": edits}


async def _tell(
    tx: Tx, mail: Outbox, round_: Round, first: OutgoingMessage, copy_key: str, copy: Post, shown: str, edits: int
) -> int | None:
    """Say it here and where else it may be told, or edit what was said; how often that is now, None where it fits.

    `shown` is the imprint of what was said last.
    """
    if imprint(first.post) == shown:
        return None
    elsewhere = await _elsewhere(tx, round_)
    if not shown:
        await mail.put(tx, first)
        if elsewhere:
            await mail.put(tx, OutgoingMessage(copy_key, elsewhere, copy, restriction=_told_elsewhere(round_)))
        return 0
    await _edit(tx, mail, round_.channel, first.key, first.post, edits)
    if elsewhere and await _was_put(tx, copy_key):
        await _edit(tx, mail, elsewhere, copy_key, copy, edits, _told_elsewhere(round_))
    return edits + 1


async def _elsewhere(tx: Tx, round_: Round) -> str | None:
    """Where a copy goes: it is looked at anew each time, for a channel may become private while its round is open."""
    where = round_.report_to
    if where is None or where == round_.channel or not await may_be_told(tx, round_.channel, where):
        return None
    return where


def _told_elsewhere(round_: Round) -> Restriction:
    """Who may hear a copy, which is asked again when it goes: see `jobs.people.told_elsewhere`."""
    return Restriction(places=(round_.channel,), open_only=True)


async def _was_put(tx: Tx, key: str) -> bool:
    return (await tx.execute(sa.select(outbox.c.id).where(outbox.c.key == key))).first() is not None


async def _edit(
    tx: Tx, mail: Outbox, channel: str, key: str, post: Post, edits: int, told: Restriction | None = None
) -> None:
    """Edit a message; an edit before this one that is still waiting need not be sent."""
    if edits:
        await mail.withdraw(tx, f"{key}:e{edits}")
    await mail.put(tx, OutgoingMessage(f"{key}:e{edits + 1}", channel, post, replaces=key, restriction=told))
