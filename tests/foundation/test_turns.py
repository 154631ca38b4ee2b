"""Writers of one process take turns, and what is awaited within milliseconds goes first."""

import asyncio

import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.delivery import paces
from integrations.database.turns import Turns
from integrations.time import machine_now
from tests.waiting import PATIENT_S


async def test_those_who_go_first_wait_only_for_whoever_has_the_turn() -> None:
    turns, order = Turns(), list[str]()

    async def take(name: str, *, first: bool = False) -> None:
        async with turns.turn(first=first):
            order.append(name)

    async with turns.turn():
        waiting = [asyncio.create_task(take(name)) for name in ("second", "third")]
        waiting.append(asyncio.create_task(take("urgent", first=True)))
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert order == ["urgent", "second", "third"]


async def test_who_gives_up_waiting_keeps_nobody_from_their_turn() -> None:
    turns, order = Turns(), list[str]()

    async def take(name: str) -> None:
        async with turns.turn():
            order.append(name)

    async with turns.turn():
        gone, waiting = asyncio.create_task(take("gone")), asyncio.create_task(take("waiting"))
        handed = asyncio.create_task(take("handed over and gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
    await waiting
    handed.cancel()
    await asyncio.gather(handed, return_exceptions=True)
    async with asyncio.timeout(PATIENT_S), turns.turn():
        order.append("last")
    assert [name for name in order if name != "handed over and gone"] == ["waiting", "last"]


async def test_a_write_that_goes_first_is_committed_and_told_of(db: Database) -> None:
    told: list[bool] = []
    db.on_commit(lambda: told.append(True))
    row = {"channel": "C1", "free_at": machine_now()}
    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(db.write_first(db.insert(paces).values([row]).on_conflict_do_nothing()))
    async with db.read() as tx:
        assert (await tx.execute(sa.select(paces.c.channel))).scalars().all() == ["C1"]
    assert len(told) == 5
