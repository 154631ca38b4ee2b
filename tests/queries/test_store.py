"""Measures are kept, one a day, as they were."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from integrations.database import Database
from integrations.postgres.types import Snapshot, StatementKey
from integrations.time import TurnableClock
from jobs.queries.store import KEPT, Measures
from tests.queries.fakes import RESET, counted, key, snapshot

PLACE = "orders at db.example"
MONDAY = date(2026, 11, 23)


async def keep(db: Database, clock: TurnableClock, taken: Snapshot, day: date, *, replace: bool = True) -> None:
    write = await Measures(db).keeping_snapshot(PLACE, day, clock.now(), taken, replace=replace)
    async with db.write() as tx:
        await write(tx)


async def test_a_snapshot_comes_back_as_it_went_in(db: Database, clock: TurnableClock) -> None:
    inner = StatementKey(2**32 - 1, 5, -(2**63), toplevel=False)
    statements = {key(1): counted(3, 0.25), inner: counted(2**40, 7)._replace(since=RESET, hit=2**62)}
    taken = replace(snapshot({}, hidden=2, hidden_ms=1.5, evictions=4, cut=True), statements=statements)
    await keep(db, clock, taken, MONDAY - timedelta(days=3))
    (found,) = await Measures(db).snapshots(PLACE, MONDAY)
    assert found.snapshot == taken
    assert found.taken_at == clock.now()


async def test_what_counts_is_the_last_working_day_and_today_only_on_the_first(
    db: Database, clock: TurnableClock
) -> None:
    measures = Measures(db)
    await keep(db, clock, snapshot({1: counted(1, 1)}), MONDAY)
    assert [each.day for each in await measures.snapshots(PLACE, MONDAY)] == [MONDAY]
    for days in (3, 4, 5, 6):
        await keep(db, clock, snapshot({}), MONDAY - timedelta(days=days))
    found = await measures.snapshots(PLACE, MONDAY)
    assert [each.day for each in found] == [MONDAY - timedelta(days=days) for days in (3, 4, 5)]
    assert await measures.snapshots("elsewhere", MONDAY) == []


async def test_who_asks_leaves_the_measure_of_the_day_alone(db: Database, clock: TurnableClock) -> None:
    async def calls() -> int:
        (found,) = await Measures(db).snapshots(PLACE, MONDAY)
        return found.snapshot.statements[key(1)].calls

    await keep(db, clock, snapshot({1: counted(1, 1)}), MONDAY, replace=False)
    await keep(db, clock, snapshot({1: counted(2, 1)}), MONDAY, replace=False)
    assert await calls() == 1
    await keep(db, clock, snapshot({1: counted(3, 1)}), MONDAY)
    assert await calls() == 3


async def test_old_measures_go(db: Database, clock: TurnableClock) -> None:
    await keep(db, clock, snapshot({}), MONDAY - KEPT - timedelta(days=1))
    await keep(db, clock, snapshot({}), MONDAY - KEPT)
    await keep(db, clock, snapshot({}), MONDAY)
    found = await Measures(db).snapshots(PLACE, MONDAY + timedelta(days=1))
    assert [each.day for each in found] == [MONDAY, MONDAY - KEPT]


async def test_how_far_the_slow_log_was_read_is_kept(db: Database, clock: TurnableClock) -> None:
    facts: Mapping[str, object] = {"run_id": "abc", "newest": 17}
    write = Measures(db).keeping_slow_log("cache:6379", MONDAY, clock.now(), facts, replace=True)
    async with db.write() as tx:
        await write(tx)
    row = await Measures(db).slow_log("cache:6379", MONDAY)
    assert row is not None
    assert row.facts == facts
    assert await Measures(db).slow_log("other:6379", MONDAY) is None
