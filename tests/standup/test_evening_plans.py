"""A plan of the evening lasts until the standup that it is for."""

import asyncio
from datetime import date

from tests.standup.house import ANA, CHANNEL, TUESDAY, House, key

FRIDAY = date(2026, 11, 20)


async def test_fridays_plan_is_still_there_for_a_line_more_on_monday_morning(house: House) -> None:
    planned = house.plan()
    await house.run(planned, FRIDAY)
    await house.answer(ANA, key(FRIDAY), "the parser")
    house.turn(27, 16, 40)
    await house.evening_plans.set(ANA.id, CHANNEL, "the printer")
    house.turn(30, 7, 30)
    assert await house.evening_plans.of(ANA.id, CHANNEL) == "the printer"
    await house.evening_plans.add(ANA.id, CHANNEL, "PAY-1 Refunds")
    monday = date(2026, 11, 30)
    house.turn(30, 8)
    await house.run(planned, monday)
    taken = await house.standups.same_as_planned(ANA.id, key(monday))
    assert taken is not None
    assert taken.board.answers[ANA.id].words["today"] == "the printer\nPAY-1 Refunds"
    assert await house.evening_plans.of(ANA.id, CHANNEL) == "", "it was for that standup"


async def test_lines_that_are_added_at_once_are_all_kept(house: House) -> None:
    lines = [f"PAY-{number}" for number in range(1, 7)]
    await asyncio.gather(*(house.evening_plans.add(ANA.id, CHANNEL, line) for line in (*lines, "PAY-1")))
    assert sorted((await house.evening_plans.of(ANA.id, CHANNEL)).splitlines()) == lines


async def test_a_plan_that_was_emptied_is_none(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), "the parser")
    house.turn(23, 16, 30)
    await house.evening_plans.set(ANA.id, CHANNEL, "the printer")
    await house.evening_plans.set(ANA.id, CHANNEL, "")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    sheet = await house.standups.sheet(ANA.id, key(TUESDAY))
    assert "today" not in sheet.hints
    assert sheet.values.get("today", "") == ""
