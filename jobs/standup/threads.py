"""Which round a thread belongs to."""

import re

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.delivery import outbox
from jobs.standup import store
from jobs.standup.model import Round

_ASKS = re.compile(r"standup:(?P<round>[^:]+):(?:open|ask:[^:]+|remind:\d+:[^:]+)")
"""The keys of the messages below which people answer: the round's post, and what asks one of them."""


async def round_below(tx: Tx, channel: str, thread_ts: str) -> Round | None:
    """The round on whose post, in its channel or in somebody's DM, a thread hangs; None where it is no standup's."""
    query = sa.select(outbox.c.key).where(outbox.c.sent_channel == channel, outbox.c.ts == thread_ts)
    for key in (await tx.execute(query)).scalars().all():
        if (asks := _ASKS.fullmatch(key)) is not None and (found := await store.find(tx, asks["round"])) is not None:
            return found
    return None


async def last_asked(tx: Tx, channel: str, round_: str) -> bool:
    """Return True if the last thing that we said in a DM asks for an answer to this round."""
    query = (
        sa.select(outbox.c.key)
        .where(outbox.c.sent_channel == channel, outbox.c.replaces.is_(None), outbox.c.ts.is_not(None))
        .order_by(outbox.c.ts.desc())
        .limit(1)
    )
    key = (await tx.execute(query)).scalar_one_or_none()
    return key is not None and (asks := _ASKS.fullmatch(key)) is not None and asks["round"] == round_
