"""Which round a thread belongs to."""

import sqlalchemy as sa

from integrations.database import Tx
from integrations.database.tables.delivery import outbox
from jobs.standup import store
from jobs.standup.model import Round


async def round_below(tx: Tx, channel: str, thread: str) -> Round | None:
    """The round on whose post, in its channel or in somebody's DM, a thread hangs; None where it is no standup's."""
    here = (outbox.c.sent_channel == channel, outbox.c.message_id == thread, outbox.c.asks_round.is_not(None))
    key = (await tx.execute(sa.select(outbox.c.asks_round).where(*here).limit(1))).scalar_one_or_none()
    return await store.find(tx, key) if key else None


async def last_asked(tx: Tx, channel: str, round_: str) -> bool:
    """Return True if the last thing that we said in a DM asks for an answer to this round."""
    query = (
        sa.select(outbox.c.asks_round)
        .where(outbox.c.sent_channel == channel, outbox.c.replaces.is_(None), outbox.c.message_id.is_not(None))
        .order_by(outbox.c.posted_at.desc().nulls_last(), outbox.c.id.desc())
        .limit(1)
    )
    return bool((await tx.execute(query)).scalar_one_or_none() == round_)
