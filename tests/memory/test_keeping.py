"""What is said in a channel is kept as long as its people say, else as long as the operator does, else for ever."""

from datetime import timedelta

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.memory.keeping import EVERYTHING, Keeping, days_in
from bot.memory.past import Past, PastMessage
from jobs.delivery.retention import Retention
from tests.memory.house import House, as_ts
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, last

AGES = (1, 20, 50, 400)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("90 days", 90),
        ("for 1 day", 1),
        ("2 Weeks", 14),
        ("6 months", 180),
        ("a year", 365),
        ("everything", EVERYTHING),
        ("forever", EVERYTHING),
        ("0 days", -1),
        ("the lights on", None),
        ("90", None),
        ("-3 days", None),
        ("", None),
    ],
)
def test_how_long_somebody_means(words: str, days: int | None) -> None:
    assert days_in(words) == days


async def left(house: House, channel: str) -> set[int]:
    """How many days old the messages are that are left of a channel."""
    found = await house.memory.recall("budget", asker="ANNA", channel=channel, limit=100, alone=True)
    return {(house.clock.now() - each.said_at).days for each in found if each.channel == channel}


@pytest.mark.parametrize(
    ("chosen", "default", "kept"),
    [
        (None, None, {1, 20, 50, 400}),
        (30, None, {1, 20, 400}),
        (None, 30, {1, 20, 400}),
        (60, 30, {1, 20, 50, 400}),
        (EVERYTHING, 10, {1, 20, 50, 400}),
        (10, 30, {1, 400}),
    ],
)
async def test_what_is_older_is_let_go_of_but_for_notes(
    house: House, chosen: int | None, default: int | None, kept: set[int]
) -> None:
    await house.person("ANNA")
    for channel in ("C1", "C2"):
        await house.channel(channel, ["ANNA"])
    for age in AGES:
        at = house.clock.now() - timedelta(days=age, hours=1)
        # The oldest is a note; words that differ, for what says the same is told once.
        noted = "ANNA" if age == max(AGES) else None
        text = f"budget item{age} number{age * 7}"
        await house.memory.keep("C1", as_ts(at), "ANNA", text, at=at, noted_by=noted)
    keeping = Keeping(house.db, house.clock, default)
    if chosen is not None:
        async with house.db.write() as tx:
            await keeping.limit(tx, "C1", chosen, by="ANNA")
            await keeping.limit(tx, "C2", 5, by="ANNA")
    await Retention(house.db, house.clock, memory_days=default).sweep()
    assert await left(house, "C1") == kept
    assert await house.memory.listens("C1")


async def test_what_is_older_comes_back_neither_by_an_export_nor_by_reading(house: House) -> None:
    await house.person("ANNA")
    await house.channel("C1", ["ANNA"])
    keeping = Keeping(house.db, house.clock, 30)
    said = []
    for age in AGES:
        at, text = house.clock.now() - timedelta(days=age, hours=1), f"budget item{age} number{age * 7}"
        said.append(PastMessage("C1", as_ts(at), "ANNA", text, text, at, None, None))
    async with house.db.write() as tx:
        assert await Past(house.db, keeping).keep(tx, said) == 2
    assert await left(house, "C1") == {1, 20}


async def test_the_people_of_a_channel_decide_and_are_told(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await ben.says(BACKEND, "the budget is signed")
    await stage.pass_(seconds=2)
    await ben.command("/recall keep", BACKEND)
    await stage.settle()
    assert "I keep what is said here for ever." in ben.whispers(BACKEND)[-1].shown
    await stage.pass_(days=20)
    await ben.says(BACKEND, "the budget is spent")
    await stage.pass_(seconds=2)
    await ben.command("/recall keep 2 weeks", BACKEND)
    await stage.pass_(seconds=2)
    assert "decided that I keep what is said here for 14 days." in last(stage).shown
    ask = stage.app.parts.memory.recall
    found = await ask("budget", asker=team.BEN.id, channel=team.BACKEND.id)
    assert [each.text for each in found] == ["the budget is spent"]
    await ben.command("/recall keep the budget", BACKEND)
    await stage.settle()
    assert "the budget is spent" in ben.whispers(BACKEND)[-1].shown


async def test_a_guest_and_who_is_not_there_decide_nothing(stage: Stage) -> None:
    await becomes_a_guest(stage, "Dev")
    dev, ben = stage.workspace.member("Dev"), stage.workspace.member("Ben")
    await dev.command("/recall keep 1 day", BACKEND)
    await ben.leaves(BACKEND)
    await stage.settle()
    await ben.command("/recall keep 1 day", BACKEND)
    await stage.settle()
    assert "guests cannot" in dev.whispers(BACKEND)[-1].shown
    async with stage.app.parts.db.read() as tx:
        assert await stage.app.parts.keeping.days(tx, team.BACKEND.id) == EVERYTHING
    await dev.command("/recall keep 0 days", BACKEND)
    await stage.settle()
    assert "/recall mute" in dev.whispers(BACKEND)[-1].shown
