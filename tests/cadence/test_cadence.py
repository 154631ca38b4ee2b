"""An occurrence happens once, at its time, whatever becomes of whoever does it."""

import asyncio
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.cadence import OccurrenceState, occurrences
from integrations.database.tables.delivery import outbox
from integrations.time import TurnableClock, machine_now
from jobs.cadence.claims import Claim, Fenced, Room
from jobs.cadence.ritual import Result, Step
from jobs.people.team_settings import TeamSettings
from tests.cadence.house import BERLIN, FakeKind, House, at, daily
from tests.waiting import until
from tests.walls import Wall


async def test_a_ritual_runs_at_its_time_and_its_next_is_planned(house: House) -> None:
    await house.has(daily())
    await house.turn_to("2026-11-23 07:59:59")
    assert house.kind.ran == []
    await house.turn_to("2026-11-23 08:00")
    assert [(each.local_date, each.late) for each in house.kind.ran] == [(date(2026, 11, 23), False)]
    assert await house.states() == [("2026-11-23", "done"), ("2026-11-24", "planned")]
    assert await house.messages() == ["digest-backend 2026-11-23 open"]
    assert await house.cadence.next_due() == (at("2026-11-24 08:00"), "Digest")


@pytest.mark.slow_where("postgresql")
async def test_a_week_of_beats_runs_it_on_working_days_only(house: House) -> None:
    await house.has(daily())
    for hour in range(7 * 24):
        await house.turn_to(f"{at('2026-11-23 08:00') + timedelta(hours=hour):%Y-%m-%d %H:%M}")
    days = [each.local_date.day for each in house.kind.ran]
    assert days == [23, 24, 25, 26, 27]


@pytest.mark.slow_where("postgresql")
async def test_a_holiday_of_the_team_has_no_ritual(house: House) -> None:
    await house.has(daily(), settings=TeamSettings(timezone=BERLIN, holidays="DE"))
    house.clock.turn_to(at("2026-12-24 07:00"))
    await house.work()
    house.kind.ran.clear()
    for day in ("2026-12-24", "2026-12-25", "2026-12-28"):
        await house.turn_to(f"{day} 08:00")
    assert [str(each.local_date) for each in house.kind.ran] == ["2026-12-24", "2026-12-28"]


async def test_every_second_week_counts_from_its_first_date(house: House) -> None:
    await house.turn_to("2026-11-27 12:00")
    await house.has(daily(days=("mon",), every=2))
    assert await house.states() == [("2026-11-30", "planned")]
    await house.turn_to("2026-11-30 08:00")
    assert (await house.states())[-1] == ("2026-12-14", "planned")


async def test_later_steps_run_once_at_their_time(house: House) -> None:
    house.kind.steps = {"open": [Step("remind:1", at("2026-11-23 08:30")), Step("close", at("2026-11-23 10:00"))]}
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    assert await house.cadence.next_due() == (at("2026-11-23 08:30"), "Digest: a reminder")
    await house.turn_to("2026-11-23 12:00")
    assert [(each.step, each.late) for each in house.kind.ran] == [
        ("open", False),
        ("remind:1", True),
        ("close", True),
    ]


async def test_nothing_to_report_is_a_line_in_the_thread_of_the_day(house: House) -> None:
    house.kind.line = "no pull request waits."
    await house.has(daily(), daily("other", at="09:30"))
    await house.turn_to("2026-11-23 09:00")
    async with house.db.read() as tx:
        rows = (await tx.execute(sa.select(outbox.c.key, outbox.c.thread_of).order_by(outbox.c.id))).all()
    days = [row for row in rows if row.key.startswith("day:")]
    assert [row.key for row in days] == ["day:C1:2026-11-23"]
    assert [row.thread_of for row in rows if row.key.startswith("quiet:")] == ["day:C1:2026-11-23"] * 2


async def test_what_is_the_same_for_each_of_its_members_is_one_line_in_that_thread(house: House) -> None:
    house.kind.line = "Jira cannot be read."
    await house.has(daily(timezone="member"))
    await house.turn_to("2026-11-23 09:00")
    async with house.db.read() as tx:
        rows = (await tx.execute(sa.select(outbox.c.key).where(outbox.c.key.startswith("quiet:")))).all()
    assert len(house.kind.ran) == 2
    assert len(rows) == 1


# --- claims ------------------------------------------------------------------------


async def test_three_cadences_that_beat_at_once_run_each_occurrence_once(
    database_url: str, clock: TurnableClock
) -> None:
    databases = [Database(database_url) for _ in range(3)]
    await databases[0].upgrade()
    kind = FakeKind()
    houses = [House(each, clock, kind, width=5) for each in databases]
    await houses[0].has(*(daily(f"r{number}", at=f"09:{number % 3:02}") for number in range(30)))
    for minute in (0, 1, 2, 3):
        clock.turn_to(at(f"2026-11-23 08:{minute:02}"))
        await asyncio.gather(*(each.work() for each in houses))
    assert sorted(each.ritual.name for each in kind.ran) == sorted(f"r{number}" for number in range(30))
    assert len(await houses[0].messages()) == 30
    assert await houses[0].states(state=OccurrenceState.DONE) == [("2026-11-23", "done")] * 30
    for each in databases:
        await each.close()


async def _claimed_by_somebody_who_died(house: House) -> Claim:
    [claim] = await house.cadence._claims.take(Room(1))
    await _lease_ends(house)
    return claim


async def _lease_ends(house: House) -> None:
    async with house.db.write() as tx:
        await tx.execute(
            occurrences.update()
            .where(occurrences.c.state == OccurrenceState.CLAIMED)
            .values(lease_until=machine_now() - timedelta(seconds=1))
        )


async def test_a_claim_keeps_others_out_until_its_lease_ends(house: House) -> None:
    await house.has(daily())
    house.clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence._claims.take(Room(1))
    await house.work()
    assert house.kind.ran == []
    await _lease_ends(house)
    await house.work()
    assert len(house.kind.ran) == 1
    assert await house.states() == [("2026-11-23", "done"), ("2026-11-24", "planned")]


async def test_who_comes_back_late_commits_nothing(house: House) -> None:
    await house.has(daily())
    house.clock.turn_to(at("2026-11-23 08:00"))
    late = await _claimed_by_somebody_who_died(house)
    kept: list[str] = []

    async def keep(_tx: object) -> None:
        kept.append("something")

    house.kind.hold = asyncio.Event()
    await house.cadence.tick()
    with pytest.raises(Fenced):
        await house.cadence._claims.finish(late, Result(keep=keep, steps=[Step("close", at("2026-11-23 09:00"))]))
    house.kind.hold.set()
    await house.cadence.settle()
    assert kept == []
    assert len(await house.messages()) == 1
    assert [row.step for row in await house.rows()] == ["open", "open"]


async def test_an_occurrence_that_kills_three_workers_is_set_aside_and_its_owner_told(house: House) -> None:
    await house.has(daily())
    house.clock.turn_to(at("2026-11-23 08:00"))
    for _ in range(3):
        await _claimed_by_somebody_who_died(house)
    await house.work()
    assert house.kind.ran == []
    assert (await house.states())[0] == ("2026-11-23", "failed")
    [told] = await house.messages("U1")
    assert "set aside: its worker died 3 times" in told
    await house.turn_to("2026-11-24 08:00")
    assert len(house.kind.ran) == 1


async def test_a_kind_that_raises_is_tried_again_and_then_its_owner_is_told_once(house: House) -> None:
    house.kind.next_runs = [ValueError("secret words")] * 4
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    for seconds in (10, 50, 210):
        await house.turn_to(f"{at('2026-11-23 08:00') + timedelta(seconds=seconds - 1):%Y-%m-%d %H:%M:%S}")
        before = len(house.kind.ran)
        await house.turn_to(f"{at('2026-11-23 08:00') + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}")
        assert len(house.kind.ran) == before + 1
    assert (await house.states())[0] == ("2026-11-23", "failed")
    [told] = await house.messages("U1")
    assert "failed 4 times" in told
    assert "secret" not in told


async def test_a_second_try_that_works_is_all_there_is(house: House) -> None:
    house.kind.next_runs = [ValueError()]
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    await house.turn_to("2026-11-23 08:01")
    assert await house.messages() == ["digest-backend 2026-11-23 open"]
    assert (await house.states())[0] == ("2026-11-23", "done")


async def test_what_a_result_keeps_is_committed_with_the_claim_or_not_at_all(house: House) -> None:
    async def broken(_tx: object) -> None:
        raise ValueError

    house.kind.next_runs = [Result(keep=broken, steps=[Step("close", at("2026-11-23 09:00"))])]
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    assert [row.step for row in await house.rows()] == ["open", "open"]
    assert (await house.states())[0] == ("2026-11-23", "planned")


async def test_stopping_lets_what_runs_finish_and_gives_the_rest_back(house: House) -> None:
    house.kind.hold = asyncio.Event()
    await house.has(daily())
    house.clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence.tick()
    await house.cadence.stop(grace_s=0.05)
    [row, _] = await house.rows()
    assert (row.state, row.crashes, row.attempts) == (OccurrenceState.PLANNED, 0, 0)
    other = House(house.db, house.clock)
    await other.work()
    assert len(other.kind.ran) == 1


async def test_a_lease_is_renewed_while_its_kind_works(db: Database, clock: TurnableClock) -> None:
    house = House(db, clock, lease_s=0.3)
    house.kind.hold = asyncio.Event()
    await house.has(daily())
    clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence.tick()
    [first, _] = await house.rows()

    async def renewed_past_its_first_end() -> bool:
        return bool((await house.rows())[0].lease_until > first.lease_until + timedelta(seconds=0.5))

    await until(renewed_past_its_first_end)
    house.kind.hold.set()
    await house.cadence.settle()
    assert (await house.states())[0] == ("2026-11-23", "done")


async def test_a_kind_that_hangs_is_ended_and_tried_again(db: Database, clock: TurnableClock) -> None:
    house = House(db, clock, limit_s=0.05)
    house.kind.hold = asyncio.Event()
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    assert (await house.rows())[0].attempts == 1


# --- late --------------------------------------------------------------------------


async def test_four_minutes_late_is_not_late(house: House) -> None:
    await house.has(daily(late="skip"))
    await house.turn_to("2026-11-23 08:04")
    assert [each.late for each in house.kind.ran] == [False]


async def test_a_late_one_runs_late_and_knows_it(house: House) -> None:
    await house.has(daily(late="run"))
    await house.turn_to("2026-11-23 11:00")
    assert [each.late for each in house.kind.ran] == [True]


async def test_a_late_one_is_skipped_where_its_ritual_says_so_and_the_channel_hears_it(house: House) -> None:
    await house.has(daily(late="skip"))
    await house.turn_to("2026-11-23 11:00")
    assert house.kind.ran == []
    assert await house.states() == [("2026-11-23", "skipped"), ("2026-11-24", "planned")]
    [said] = await house.messages("C1")
    assert said == "I was not running, so this did not happen: Digest of Mon 23 Nov 2026 09:00 CET."


async def test_a_weekend_down_gives_one_late_round(house: House) -> None:
    await house.has(daily())
    await house.turn_to("2026-11-25 08:00")
    await house.turn_to("2026-11-30 10:00")
    assert [(str(each.local_date), each.late) for each in house.kind.ran] == [
        ("2026-11-25", False),
        ("2026-11-30", True),
    ]
    assert await house.states() == [
        ("2026-11-23", "skipped"),
        ("2026-11-24", "skipped"),
        ("2026-11-25", "done"),
        ("2026-11-26", "skipped"),
        ("2026-11-27", "skipped"),
        ("2026-11-30", "done"),
        ("2026-12-01", "planned"),
    ]
    assert len(await house.messages("C1")) == 2


async def test_a_weekend_down_of_twelve_rituals_gives_one_notice(house: House) -> None:
    await house.has(*(daily(f"r{number:02}", title=f"R{number:02}", at=f"{number + 8:02}:00") for number in range(12)))
    await house.turn_to("2026-11-29 10:00")
    [said] = await house.messages("C1")
    assert said.count("Fri 27 Nov") == 12
    assert house.kind.ran == []


async def test_a_step_of_a_day_that_is_over_still_runs(house: House) -> None:
    house.kind.steps = {"open": [Step("close", at("2026-11-23 10:00"))]}
    await house.has(daily())
    await house.turn_to("2026-11-23 08:00")
    await house.turn_to("2026-11-24 07:00")
    assert [(each.step, each.late) for each in house.kind.ran] == [("open", False), ("close", True)]


# --- members -----------------------------------------------------------------------


async def test_each_member_has_it_at_their_own_nine(house: House) -> None:
    house.team.travels("U2", "America/New_York")
    await house.has(daily(timezone="member"))
    await house.turn_to("2026-11-23 08:00")
    assert [each.audience.member for each in house.kind.ran] == ["U1"]
    await house.turn_to("2026-11-23 14:00")
    assert [each.audience.member for each in house.kind.ran] == ["U1", "U2"]
    assert {each.local_date for each in house.kind.ran} == {date(2026, 11, 23)}


async def test_who_joins_is_asked_from_their_next_nine_on_and_who_leaves_no_more(house: House) -> None:
    await house.has(daily(timezone="member"))
    await house.turn_to("2026-11-23 08:00")
    house.team.in_channel["C1"] = ["U1", "U9"]
    await house.turn_to("2026-11-23 08:05")
    assert sorted(str(each.audience.member) for each in house.kind.ran) == ["U1", "U2"]
    await house.turn_to("2026-11-24 08:00")
    assert sorted(str(each.audience.member) for each in house.kind.ran[2:]) == ["U1", "U9"]


async def test_who_flies_east_past_nine_is_asked_at_once_and_only_once(house: House) -> None:
    await house.has(daily(timezone="member"))
    house.team.travels("U2", "Asia/Tokyo")
    await house.turn_to("2026-11-23 07:30")
    assert [each.audience.member for each in house.kind.ran] == ["U2"]
    await house.turn_to("2026-11-23 08:00")
    assert [each.audience.member for each in house.kind.ran] == ["U2", "U1"]
    await house.turn_to("2026-11-24 00:00")
    assert [(each.audience.member, each.local_date.day) for each in house.kind.ran[2:]] == [("U2", 24)]


async def test_who_flies_west_after_nine_is_not_asked_again(house: House) -> None:
    await house.has(daily(timezone="member"))
    await house.turn_to("2026-11-23 08:00")
    house.team.travels("U2", "America/New_York")
    await house.turn_to("2026-11-23 14:00")
    assert len(house.kind.ran) == 2
    await house.turn_to("2026-11-24 08:00")
    assert house.kind.ran[-1].audience.member == "U1"
    await house.turn_to("2026-11-24 14:00")
    assert (house.kind.ran[-1].audience.member, house.kind.ran[-1].local_date.day) == ("U2", 24)


# --- a clock that is set -----------------------------------------------------------


@pytest.mark.parametrize("by", [{"minutes": -5}, {"hours": -26}], ids=str)
async def test_what_a_dead_process_claimed_is_taken_over_after_the_clock_was_set_back(
    db: Database, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch, by: dict[str, float]
) -> None:
    wall, house = Wall(monkeypatch), House(db, clock, lease_s=0.5)
    await house.has(daily())
    clock.turn_to(at("2026-11-23 08:00"))
    await _claimed_by_somebody_who_died_now(house)
    wall.set(**by)
    await until(house.cadence.tick)
    await house.cadence.settle()
    assert [each.local_date.day for each in house.kind.ran] == [23]
    assert await house.states() == [("2026-11-23", "done"), ("2026-11-24", "planned")]


@pytest.mark.parametrize("by", [{"minutes": 5}, {"days": 400}, {"minutes": -5}], ids=str)
async def test_what_is_being_done_is_done_once_though_the_clock_is_set_meanwhile(
    db: Database, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch, by: dict[str, float]
) -> None:
    wall, house, other = Wall(monkeypatch), House(db, clock), House(db, clock)
    house.kind.hold = asyncio.Event()
    await house.has(daily())
    clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence.tick()
    wall.set(**by)
    assert await other.cadence.tick() == 0
    house.kind.hold.set()
    await house.cadence.settle()
    assert other.kind.ran == []
    assert await house.messages() == ["digest-backend 2026-11-23 open"]


async def test_who_is_taken_for_dead_after_the_clock_was_set_forward_commits_nothing(
    db: Database, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall, house = Wall(monkeypatch), House(db, clock)
    house.kind.hold = asyncio.Event()
    await house.has(daily())
    clock.turn_to(at("2026-11-23 08:00"))
    await house.cadence.tick()
    wall.set(hours=1)
    newcomer = House(db, clock)  # it was started after that, and goes by the wall
    assert await newcomer.cadence.tick() == 1
    await newcomer.cadence.settle()
    house.kind.hold.set()
    await house.cadence.settle()
    assert len(newcomer.kind.ran) == len(house.kind.ran) == 1
    assert await house.messages() == ["digest-backend 2026-11-23 open"]


async def test_a_try_that_failed_is_made_again_though_the_clock_was_set_back_since(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Set(TurnableClock):
        """A clock that may go back."""

        def back(self, **time: float) -> None:
            self._set -= timedelta(**time)

    clock = Set(at("2026-11-23 07:00"), running=False)
    house = House(db, clock)
    await house.has(daily())
    house.kind.next_runs = [ValueError("once")]
    await house.turn_to("2026-11-23 08:00")
    assert len(house.kind.ran) == 1
    clock.back(minutes=5)
    await house.work()
    assert len(house.kind.ran) == 2


async def _claimed_by_somebody_who_died_now(house: House) -> None:
    assert await house.cadence._claims.take(Room(1))
