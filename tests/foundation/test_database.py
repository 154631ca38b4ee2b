"""The database: what every room relies on."""

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.delivery import paces
from integrations.time import TurnableClock


async def test_a_moment_comes_back_as_it_went_in(db: Database, clock: TurnableClock) -> None:
    async with db.write() as tx:
        await tx.execute(paces.insert().values(channel="C1", free_at=clock.now()))
    async with db.read() as tx:
        row = (await tx.execute(sa.select(paces))).one()
    assert row.free_at == clock.now()
