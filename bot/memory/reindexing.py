"""Old memories are written anew for the search, after an upgrade that finds more in a text."""

import asyncio
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import structlog

from bot.memory.words import searchable
from integrations.database import Database
from integrations.database.steps import PAUSE_S, STEP
from integrations.database.tables.memory import SEARCH_FORM, memories
from jobs.delivery.heartbeat import NEVER, Again

log = structlog.get_logger()

AGAIN_S = 60
"""Seconds to the next try after one that failed."""
_OLD = sa.select(memories.c.id, memories.c.text).where(memories.c.search_form < SEARCH_FORM)


async def reindex(db: Database) -> Again:
    """Write the searched words of every memory of an older form anew, newest first, and be done.

    Where it is cancelled it goes on from there at the next start.
    """
    done, more = 0, True
    while more:
        rows = (await db.fetch(_OLD.order_by(memories.c.id.desc()).limit(STEP))).all()
        if rows:
            change = _anew(db, rows)
            async with db.write() as tx:
                await tx.execute(change)
            await asyncio.sleep(PAUSE_S)
        done, more = done + len(rows), len(rows) == STEP
    if done:
        log.info("memories_reindexed", messages=done)
    return Again(NEVER)


def _anew(db: Database, rows: Sequence[sa.Row[Any]]) -> sa.Update:
    """Return what writes these anew, the oldest first: SQLite's index is written to the disk before an older row."""
    found = [{"id": row.id, "text": row.text, "search": searchable(row.text)} for row in reversed(rows)]
    given = db.given([memories.c.id, memories.c.text, memories.c.search], found)
    # What was edited or let go of meanwhile has its new words already, or gets them with the next step.
    still = sa.and_(memories.c.search_form < SEARCH_FORM, memories.c.text == given.c.text)
    change = memories.update().where(memories.c.id == given.c.id, still)
    return change.values(search=given.c.search, search_form=SEARCH_FORM)
