"""Many that are due in the same second are claimed, run and finished as one, and each is still its own."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from integrations.database import Database
from integrations.database.tables.cadence import OccurrenceState, occurrences
from integrations.time import TurnableClock, machine_now
from jobs.cadence.claims import AT_ONCE, Room
from jobs.cadence.ritual import Occurrence, Result, Step
from tests.cadence.house import FakeKind, House, at, daily

MANY = AT_ONCE + 30
SOME = 12


class ManyAsOne(FakeKind):
    """A kind that runs many as one; `spoilt` names rituals whose run raises, alone too."""

    runs_together = True

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []
        self.spoilt: set[str] = set()
        self.unkept: set[str] = set()

    async def run_together(self, occurrences: Sequence[Occurrence]) -> Sequence[Result]:
        self.batches.append(len(occurrences))
        return [await self.run(each) for each in occurrences]

    async def run(self, occurrence: Occurrence) -> Result:
        if occurrence.ritual.name in self.spoilt:
            raise ValueError(occurrence.ritual.name)
        result = await super().run(occurrence)
        return Result(result.messages, result.steps, self._broken if occurrence.ritual.name in self.unkept else None)

    async def _broken(self, _tx: object) -> None:
        raise ValueError("not kept")


@pytest.fixture
def kind() -> ManyAsOne:
    return ManyAsOne()


@pytest.fixture
def house(db: Database, clock: TurnableClock, kind: ManyAsOne) -> House:
    return House(db, clock, kind)


async def has_many(house: House, count: int) -> list[str]:
    """So many rituals at nine; their names."""
    names = [f"r{number:03}" for number in range(count)]
    await house.has(*(daily(name) for name in names))
    return names


async def done(house: House) -> Counter[str]:
    """How often each ritual was posted."""
    return Counter(line.partition(" ")[0] for line in await house.messages("C1"))


async def test_what_is_due_at_once_runs_in_as_few_goes_as_there_is_room_for(house: House, kind: ManyAsOne) -> None:
    names = await has_many(house, MANY)
    await house.turn_to("2026-11-23 08:00")
    assert kind.batches == [AT_ONCE, MANY - AT_ONCE]
    assert await done(house) == Counter(names)
    assert Counter(await house.states()) == {("2026-11-23", "done"): MANY, ("2026-11-24", "planned"): MANY}


async def test_steps_of_many_are_planned_and_run(house: House, kind: ManyAsOne) -> None:
    kind.steps = {"open": [Step("close", at("2026-11-23 10:00"))]}
    names = await has_many(house, SOME)
    await house.turn_to("2026-11-23 08:00")
    await house.turn_to("2026-11-23 10:00")
    assert await done(house) == Counter(dict.fromkeys(names, 2))


async def test_one_that_fails_is_tried_again_and_harms_none_of_the_others(house: House, kind: ManyAsOne) -> None:
    names = await has_many(house, SOME)
    kind.spoilt = {"r003"}
    await house.turn_to("2026-11-23 08:00")
    assert await done(house) == Counter(set(names) - {"r003"})
    [waiting] = [row for row in await house.rows(state=OccurrenceState.PLANNED) if row.local_date.day == 23]
    assert (waiting.attempts, waiting.crashes) == (1, 0)
    kind.spoilt = set()
    await house.turn_to("2026-11-23 08:01")
    assert await done(house) == Counter(names)


async def test_one_that_cannot_be_kept_takes_no_other_back_with_it(house: House, kind: ManyAsOne) -> None:
    names = await has_many(house, SOME)
    kind.unkept = {"r007"}
    await house.turn_to("2026-11-23 08:00")
    assert await done(house) == Counter(set(names) - {"r007"})
    kind.unkept = set()
    await house.turn_to("2026-11-23 08:01")
    assert await done(house) == Counter(names)


async def test_replicas_that_beat_at_once_run_each_once(database_url: str, clock: TurnableClock) -> None:
    databases = [Database(database_url) for _ in range(3)]
    houses = [House(each, clock, ManyAsOne()) for each in databases]
    names = await has_many(houses[0], MANY)
    clock.turn_to(at("2026-11-23 08:00"))
    await asyncio.gather(*(each.work() for each in houses))
    assert await done(houses[0]) == Counter(names)
    for each in databases:
        await each.close()


async def test_who_comes_back_late_commits_only_what_is_still_theirs(house: House, kind: ManyAsOne) -> None:
    await has_many(house, 3)
    house.clock.turn_to(at("2026-11-23 08:00"))
    claims = await house.cadence._claims.take(Room(0, {"digest": 3}))
    async with house.db.write() as tx:  # somebody else has one of them by now
        taken = occurrences.update().where(occurrences.c.id == claims[1].occurrence.id)
        await tx.execute(taken.values(fence=claims[1].held.fence + 1))
    results = await kind.run_together([claim.occurrence for claim in claims])
    assert await house.cadence._claims.finish_all(list(zip(claims, results, strict=True))) == 2
    assert await done(house) == Counter(["r000", "r002"])
    assert [row.state.value for row in await house.rows() if row.local_date.day == 23] == ["done", "claimed", "done"]


async def test_an_edit_after_the_claim_counts_from_tomorrow(house: House) -> None:
    await has_many(house, 3)
    house.clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence._claims.take(Room(0, {"digest": 3}))
    await house.roster.edit("U1", "r001", at="15:00")
    await _their_leases_end(house)
    await house.turn_to("2026-11-23 16:00")
    assert (await done(house))["r001"] == 1


async def test_one_that_kills_its_workers_is_set_aside_without_those_that_ran_beside_it(
    house: House, kind: ManyAsOne
) -> None:
    names = await has_many(house, SOME)
    house.clock.turn_to(at("2026-11-23 08:00"))
    for room in (Room(0, {"digest": SOME}), Room(SOME), Room(SOME)):  # one that dies with whatever it has
        claims = await house.cadence._claims.take(room)
        await _their_leases_end(house)
    assert len(claims) == 1  # of those who were there twice, no two run at a time
    await house.work()
    assert await done(house) == Counter(set(names) - {claims[0].occurrence.ritual.name})
    [told] = await house.messages("U1")
    assert "set aside: its worker died 3 times" in told


async def test_a_week_down_gives_each_one_late_round(house: House) -> None:
    names = await has_many(house, SOME)
    await house.turn_to("2026-12-01 10:00")
    assert await done(house) == Counter(names)
    assert Counter(await house.states()) == {
        **{(f"2026-11-{day}", "skipped"): SOME for day in (23, 24, 25, 26, 27, 30)},
        ("2026-12-01", "done"): SOME,
        ("2026-12-02", "planned"): SOME,
    }


async def test_stopping_gives_back_what_had_not_run(house: House, kind: ManyAsOne) -> None:
    names = await has_many(house, SOME)
    kind.hold = asyncio.Event()
    house.clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence.tick()
    await house.cadence.stop(grace_s=0.05)
    assert {(row.state.value, row.crashes) for row in await house.rows() if row.local_date.day == 23} == {
        ("planned", 0)
    }
    other = House(house.db, house.clock, ManyAsOne())
    await other.work()
    assert await done(other) == Counter(names)


async def _their_leases_end(house: House) -> None:
    async with house.db.write() as tx:
        claimed = occurrences.update().where(occurrences.c.state == OccurrenceState.CLAIMED)
        await tx.execute(claimed.values(lease_until=machine_now() - timedelta(seconds=1)))
