"""One lease for all: who has taken a row is the only one who may write into it, whatever dies, waits or is set."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.blockers import blocker_conditions
from integrations.database.tables.cadence import occurrences
from integrations.database.tables.delivery import EventState, inbox, outbox
from integrations.time import machine_now
from jobs.delivery.lease import Held, Lease, is_free
from tests.waiting import PATIENT_S, until
from tests.walls import StandingWall, Wall

FREE = sa.select(inbox).where(is_free(inbox.c.lease_until)).order_by(inbox.c.id)


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    fence: int


@pytest.fixture
async def other(database_url: str, db: Database) -> AsyncIterator[Database]:
    """The database of another process."""
    database = Database(database_url)
    yield database
    await database.close()


async def events(db: Database, number: int = 1) -> None:
    rows = [{"event_id": f"Ev{each}", "body": {}, "received_at": machine_now()} for each in range(number)]
    async with db.write() as tx:
        await tx.execute(inbox.insert(), rows)


async def over(db: Database) -> None:
    """Let the time of every lease be over."""
    async with db.write() as tx:
        await tx.execute(inbox.update().values(lease_until=machine_now() - timedelta(seconds=1)))


async def taken(lease: Lease, db: Database, most: int = 100) -> list[Held]:
    async with db.write() as tx:
        return await lease.take(tx, await lease.offered(tx, FREE.limit(most), Event))


async def column(db: Database, name: str) -> list[Any]:
    async with db.read() as tx:
        return list((await tx.execute(sa.select(inbox.c[name]).order_by(inbox.c.id))).scalars())


@pytest.mark.parametrize("table", [inbox, outbox, occurrences, blocker_conditions], ids=lambda each: each.name)
def test_whatever_is_taken_has_the_columns_of_a_lease(db: Database, table: sa.Table) -> None:
    Lease(db, table, timedelta(seconds=1))
    assert {"fence", "lease_until"} <= set(table.c.keys())


async def test_nobody_is_offered_what_somebody_else_has_taken(db: Database, other: Database) -> None:
    await events(db, 40)
    leases = [(Lease(each, inbox, timedelta(seconds=30)), each) for each in (db, other)]
    shares = await asyncio.gather(*(taken(lease, each, 7) for _ in range(4) for lease, each in leases))
    held = [each.key for share in shares for each in share]
    assert len(held) == len(set(held)) > 7


async def test_what_a_dead_process_held_is_taken_over_and_it_can_write_nothing_any_more(
    db: Database, other: Database
) -> None:
    await events(db)
    dead, heir = (Lease(each, inbox, timedelta(seconds=30)) for each in (db, other))
    [old] = await taken(dead, db)
    assert await taken(heir, other) == []
    await over(db)
    [new] = await taken(heir, other)
    assert new.key == old.key
    async with db.write() as tx:
        assert await dead.write(tx, [old], problem="late") == set()
        assert await dead.renew(tx, [old]) == set()
        assert await dead.give_back(tx, [old], state=EventState.DONE) == set()
    async with other.write() as tx:
        assert await heir.give_back(tx, [new], state=EventState.DONE) == {new.key}
        assert await heir.write(tx, [new], problem="after its end") == set()
    assert (await column(db, "state"), await column(db, "problem")) == ([EventState.DONE], [None])


async def test_of_many_only_those_that_are_still_ours_are_written(db: Database, other: Database) -> None:
    await events(db, 3)
    lease = Lease(db, inbox, timedelta(seconds=30))
    held = await taken(lease, db)
    async with other.write() as tx:
        await tx.execute(inbox.update().where(inbox.c.id == held[1].key[0]).values(fence=held[1].fence + 1))
    async with db.write() as tx:
        assert await lease.give_back(tx, held, state=EventState.DONE) == {held[0].key, held[2].key}
    assert await column(db, "state") == [EventState.DONE, EventState.NEW, EventState.DONE]


async def test_a_lease_is_renewed_while_the_work_goes_on_and_no_longer(
    db: Database, other: Database, standing_wall: StandingWall
) -> None:
    await events(db)
    lease = Lease(db, inbox, timedelta(seconds=30))
    held = await taken(lease, db)
    end = lease.until()

    async def renewed() -> bool:
        return bool((await column(db, "lease_until"))[0] >= end)

    async with lease.kept(held):
        for _ in range(6):  # thrice in its time
            await until(lambda: standing_wall.is_waited_for)
            standing_wall.go_by(11)
            end = lease.until()
            await until(renewed)
            assert await taken(Lease(other, inbox, lease.length), other) == []
    await until(lambda: not any(task.get_name() == "lease-inbox" for task in asyncio.all_tasks()))


async def test_work_whose_rows_others_have_taken_is_cancelled(db: Database, other: Database) -> None:
    await events(db)
    lease = Lease(db, inbox, timedelta(seconds=0.15))
    held = await taken(lease, db)

    async def work() -> None:
        async with lease.kept(held):
            await asyncio.Event().wait()

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    async with other.write() as tx:
        await tx.execute(inbox.update().values(fence=inbox.c.fence + 1))
    async with asyncio.timeout(PATIENT_S):
        await asyncio.wait([working])
    assert working.cancelled()


async def test_a_lease_that_began_while_we_waited_for_the_database_is_nobody_elses(
    db: Database, other: Database, wall: Wall
) -> None:
    await events(db)
    late = Lease(db, inbox, timedelta(seconds=30))
    before = late.bounds()
    wall.set(seconds=2)
    assert len(await taken(Lease(other, inbox, timedelta(seconds=30)), other)) == 1
    async with db.write() as tx:
        assert await late.offered(tx, FREE, Event, before) == []


async def test_a_lease_that_ends_later_than_one_can_is_cut_to_a_whole_one(
    db: Database, other: Database, wall: Wall
) -> None:
    await events(db)
    lease, length = Lease(db, inbox, timedelta(seconds=30)), timedelta(seconds=30)
    await taken(lease, db)
    wall.set(hours=-1)
    assert await taken(Lease(other, inbox, length), other) == []
    [until_] = await column(db, "lease_until")
    assert until_ <= machine_now() + length
