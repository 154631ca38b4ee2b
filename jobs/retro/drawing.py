"""Keeps a retrospective's messages true: whatever changed, each is edited in place."""

import hashlib

from integrations.database import Tx
from integrations.database.tables.retro import RetroState, retros
from integrations.post import Post
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from jobs.retro import posts, store
from jobs.retro.model import RetroBoard


def imprint(post: Post) -> str:
    """What tells one post from another."""
    return hashlib.sha256(post.model_dump_json().encode()).hexdigest()[:32]


async def redraw(tx: Tx, mail: Outbox, number: int) -> RetroBoard:
    """Say what is new of a retrospective, and edit what has changed; return it as it stands. Under its lock."""
    retro = await store.find(tx, number)
    if retro is None:
        raise LookupError(f"no retrospective {number}")
    board = await store.board(tx, retro)
    drawn = {name: list(kept) for name, kept in retro.drawn.items()}
    shown = dict(posts.messages(board, mail.limits.message))
    if retro.state is not RetroState.COLLECTING:
        # What was merged away leaves a message behind.
        shown |= {
            name: Post(headline=("These topics are with the others now.",)) for name in drawn if name not in shown
        }
    for name, post in shown.items():
        key = f"{retro.key}:{name}" if name else retro.key
        before, edits = drawn.get(name, ("", 0))
        if before == imprint(post):
            continue
        if not before:
            thread = retro.key if name else None
            await mail.put(tx, OutgoingMessage(key, retro.channel, post, thread_of=thread, repeats=board.authors))
            drawn[name] = [imprint(post), 0]
            continue
        if edits:
            await mail.withdraw(tx, f"{key}:e{edits}")
        edit = OutgoingMessage(
            f"{key}:e{edits + 1}", retro.channel, post, Priority.REPLY, replaces=key, repeats=board.authors
        )
        await mail.put(tx, edit)
        drawn[name] = [imprint(post), edits + 1]
    await tx.execute(retros.update().where(retros.c.id == number).values(drawn=drawn))
    return board
