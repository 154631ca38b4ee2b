"""Old memories are written anew for the search, after an upgrade that finds more in a text."""

import sqlalchemy as sa
import structlog

from bot.memory.words import searchable
from integrations.database import Database
from integrations.database.tables.memory import SEARCH_FORM, memories
from jobs.delivery.heartbeat import NEVER, Again

log = structlog.get_logger()

BATCH = 200
"""Messages of one transaction, so that nothing waits long for it."""
AGAIN_S = 60
"""Seconds to the next try after one that failed."""
_OLD = sa.select(memories.c.id, memories.c.text).where(memories.c.search_form < SEARCH_FORM)


async def reindex(db: Database) -> Again:
    """Write the searched words of every memory of an older form anew, newest first, and be done.

    Where it is cancelled it goes on from there at the next start.
    """
    done, more = 0, True
    while more:
        async with db.write() as tx:
            rows = (await tx.execute(_OLD.order_by(memories.c.id.desc()).limit(BATCH))).all()
            for row in rows:
                values = {"search": searchable(row.text), "search_form": SEARCH_FORM}
                await tx.execute(memories.update().where(memories.c.id == row.id).values(**values))
        done, more = done + len(rows), len(rows) == BATCH
    if done:
        log.info("memories_reindexed", messages=done)
    return Again(NEVER)
