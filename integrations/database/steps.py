"""Changes many rows a few at a time, so that whatever else writes never waits long."""

import asyncio

import sqlalchemy as sa

from integrations.database.engine import Database

STEP = 100
"""Rows of one transaction, some tens of milliseconds: on SQLite what people do waits for it."""
INSERTED = 500
"""New rows of one transaction, which one statement inserts: no longer than a step of single changes."""
PAUSE_S = 0.02
"""Between two, in which other processes write: SQLite lets whoever waits try again only now and then."""


async def in_steps(db: Database, table: sa.Table, rows: sa.ColumnElement[bool], change: sa.Update | sa.Delete) -> int:
    """Change the rows that a condition finds, each step in a transaction of its own; return how many.

    A changed row must not be found any more.
    """
    keys = sa.tuple_(*table.primary_key.columns)
    some = sa.select(*table.primary_key.columns).where(rows).limit(STEP)
    done = 0
    while True:
        async with db.read() as tx:  # mostly there is nothing, for which no writer need wait
            if (await tx.execute(some.limit(1))).first() is None:
                return done
        async with db.write() as tx:
            found = [tuple(row) for row in (await tx.execute(some)).all()]
            if found:
                await tx.execute(change.where(keys.in_(found)))
        done += len(found)
        if len(found) < STEP:
            return done
        await asyncio.sleep(PAUSE_S)
