"""A list of actions shows what became of each, however many replicas are told of it in the same moment."""

import asyncio
from datetime import date

import pytest
import sqlalchemy as sa

from integrations.database import Database, Tx
from integrations.database.tables.delivery import outbox
from integrations.database.tables.retro import ActionState, RetroState, retro_actions, retros
from integrations.time import TurnableClock
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage
from jobs.retro import Actions, store
from jobs.retro.model import Retro
from tests.standup.house import ANA, BO, CHANNEL, House, words
from tests.waiting import until

ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""On SQLite there is one writer at a time."""
FRIDAY = date(2026, 11, 27)


async def with_a_retro(house: House, number: int) -> int:
    """Keep a closed retrospective and one open action of it; return the action's number."""
    now = house.clock.now()
    retro = Retro(
        id=number,
        ritual=number,
        channel=CHANNEL,
        title="Retrospective",
        zone="Europe/Berlin",
        categories=("Keep",),
        anonymous=False,
        votes=3,
        lead=None,
        late=False,
        opening_line="",
        state=RetroState.CLOSED,
        opened_at=now,
        notes_until=now,
        votes_until=now,
        drawn={},
    )
    async with house.db.write() as tx:
        await tx.execute(retros.insert().values(**store.values_of(retro)))
    await house.actions.make(ANA.id, number, f"Feed bandicoot {number}", ANA.id, FRIDAY, f"form {number}")
    async with house.db.read() as tx:
        found = await tx.execute(sa.select(retro_actions.c.id).where(retro_actions.c.retro == number))
        return int(found.scalar_one())


async def somebody_waits_for_a_lock(db: Database) -> bool:
    """Return True if another connection to this database waits for what ours has locked."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with db.read() as tx:
        return bool((await tx.execute(sa.text(waiting))).scalar_one())


@ON_POSTGRES
async def test_two_actions_of_one_list_that_are_settled_at_once_are_both_shown_as_settled(
    db: Database, clock: TurnableClock
) -> None:
    house = House(db, clock)
    first, second = await with_a_retro(house, 1), await with_a_retro(house, 2)
    await house.outbox.send(*await house.actions.listed(CHANNEL, "monday", "standup:1"))
    await house.deliver()
    other: list[asyncio.Task[None]] = []

    class Meanwhile(Outbox):
        async def put(self, tx: Tx, *messages: OutgoingMessage) -> None:
            await super().put(tx, *messages)
            if any(each.replaces for each in messages) and not other:  # the edit is written, and not committed
                other.append(asyncio.create_task(house.actions.settle(BO.id, second, ActionState.DROPPED)))
                await until(lambda: somebody_waits_for_a_lock(db))

    replica = Actions(db, clock, house.team, Meanwhile(db, house.outbox._chat, clock))
    await replica.settle(ANA.id, first, ActionState.DONE)
    await asyncio.gather(*other)
    async with db.read() as tx:
        edits = (await tx.execute(sa.select(outbox.c.key).where(outbox.c.replaces.startswith("actions|")))).scalars()
        assert [key.rsplit(":", 1)[1] for key in edits] == ["e1", "e2"]
    shown = words((await house.message("|monday")).post)
    assert "Feed bandicoot 1 – Ana – done by Ana" in shown, shown
    assert "Feed bandicoot 2 – Ana – dropped by Bo" in shown, shown
