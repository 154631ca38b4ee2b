"""Several replicas, and everything at once."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from integrations.database import Database
from integrations.time import TurnableClock
from jobs.messages import Priority
from jobs.standup import StandupEntry
from tests.standup.house import ANA, BO, CHANNEL, CY, MONDAY, TUESDAY, House, key, person, words


@pytest.fixture
def replicas(database_url: str, db: Database, clock: TurnableClock) -> list[House]:
    return [House(Database(database_url), clock) for _ in range(3)]


@pytest.fixture(autouse=True)
async def closed(replicas: list[House]) -> object:
    yield None
    for replica in replicas:
        await replica.db.close()


async def test_three_replicas_open_one_round(replicas: list[House], house: House) -> None:
    await asyncio.gather(*(replica.run(replica.plan()) for replica in replicas))
    assert [each.key for each in await house.messages()] == [f"standup:{key()}:open"]


async def test_two_members_whose_hour_is_the_same_open_one_round(replicas: list[House], house: House) -> None:
    mia, lou = person("U5MIA", "Mia"), person("U6LOU", "Lou")
    for replica in replicas:
        replica.team.channels[CHANNEL] = [mia, lou]
    house.turn(23, 8)
    first, second = (replica.plan(timezone="member") for replica in replicas[:2])
    await asyncio.gather(
        replicas[0].run(first, audience=mia.id),
        replicas[1].run(second, audience=lou.id),
    )
    messages = await house.messages()
    assert len([each for each in messages if each.key.endswith(":open")]) == 1
    assert {each.channel for each in messages if ":ask:" in each.key} == {mia.id, lou.id}


async def test_one_answer_sent_to_every_replica_at_once_is_said_once(replicas: list[House], house: House) -> None:
    await house.run(house.plan())
    entry = StandupEntry({"today": "the parser", "blockers": "no staging"})
    await asyncio.gather(*(replica.standups.submit(ANA.id, key(), entry) for replica in replicas * 2))
    assert len([each for each in await house.messages() if ":answer:" in each.key]) == 1
    async with house.db.read() as tx:
        from jobs.standup import store

        round_ = await store.find(tx, key())
        assert round_ is not None
        assert [each.words for each in (await store.board(tx, round_)).blockers] == ["no staging"]


async def test_answers_that_come_while_it_closes_are_all_in_the_summary(replicas: list[House], house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    house.turn(23, 9)

    async def answer(replica: House, who: str) -> None:
        await replica.standups.submit(who, key(), StandupEntry({"today": f"work of {who}"}))
        await replica.standups.settle(key())

    await asyncio.gather(
        answer(replicas[0], ANA.id),
        replicas[1].run(planned, step="close"),
        answer(replicas[2], BO.id),
        answer(replicas[0], CY.id),
        replicas[2].run(planned, step="close"),
    )
    assert len([each for each in await house.messages() if each.key.endswith(":summary")]) == 1
    assert "3 of 3 answered" in words((await house.message(":summary")).post)


async def test_a_click_on_resolved_by_three_people_is_one_resolution(replicas: list[House], house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no staging")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    ((number, _),) = (await house.standups.sheet(ANA.id, key(TUESDAY))).blockers
    done = await asyncio.gather(
        *(replica.standups.resolve(who.id, number) for replica, who in zip(replicas, (ANA, BO, CY), strict=True))
    )
    assert sorted(each.now for each in done) == [False, False, True]
    assert len([each for each in await house.messages() if each.key.endswith(":resolved")]) == 1


async def test_a_round_asked_for_by_hand_while_one_is_open_is_a_link_to_it(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.run(planned, asked_by=BO.id)
    messages = await house.messages()
    assert [each.channel for each in messages] == [CHANNEL, BO.id]
    assert "the round of Monday 23 November is open already" in words(messages[1].post)


async def test_a_round_that_is_open_where_a_standup_was_before_it_moved_is_nothing_to_link_to(house: House) -> None:
    """Whoever asks for one in its new channel need not be in the old one."""
    await house.run(house.plan())
    house.team.channels["C0OTHER"] = [BO, CY]
    await house.run(house.plan(channel="C0OTHER"), asked_by=BO.id)
    messages = await house.messages()
    assert [each.channel for each in messages] == [CHANNEL, "C0OTHER"]
    assert "already" not in words(messages[1].post)


async def test_a_round_asked_for_by_hand_after_the_close_is_another(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    house.turn(23, 9)
    await house.run(planned, step="close")
    house.steps.clear()
    await house.run(planned, asked_by=BO.id)
    assert (await house.message(f"{key(MONDAY, 2)}:open")).channel == CHANNEL
    assert [step.step for step in house.steps] == ["remind:1:2", "close:2"]
    house.turn(23, 11)
    await house.run(planned, step="close:2")
    assert "0 of 3 answered" in words((await house.message(f"{key(MONDAY, 2)}:summary")).post)


async def test_a_round_opened_by_hand_before_its_hour_is_the_days_own(house: House) -> None:
    planned = house.plan()
    await house.run(planned, asked_by=BO.id)
    house.turn(23, 8)
    await house.run(planned)
    assert [each.key for each in await house.messages()] == [f"standup:{key()}:open"]


async def test_a_round_that_nobody_closed_is_closed_when_the_next_opens(house: House) -> None:
    planned = house.plan()
    friday = date(2026, 11, 20)
    await house.run(planned, friday)
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    assert "0 of 3 answered" in words((await house.message(f"{key(friday)}:summary")).post)
    await house.run(planned, friday, step="close")
    assert len([each for each in await house.messages() if each.key.endswith(f"{key(friday)}:summary")]) == 1


async def test_a_voice_that_fails_keeps_no_round_from_opening_or_closing(house: House) -> None:
    house.voice.broken = True
    planned = house.plan()
    await house.run(planned)
    house.turn(23, 9)
    await house.run(planned, step="close")
    assert "0 of 3 answered" in words((await house.message(":summary")).post)


async def test_a_late_opening_says_so(house: House) -> None:
    house.turn(23, 9, 40)
    await house.run(house.plan(), late=True)
    assert "(opened late, it was planned for 09:00)" in words((await house.message(":open")).post)


NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""In Berlin."""


async def test_a_round_of_the_team_that_comes_after_its_close_is_said_to_be_missed(house: House) -> None:
    house.turn(23, 10)
    await house.run(house.plan(), late=True, due_at=NINE)
    (told,) = await house.messages()
    assert "I was not running, so this did not happen: Daily standup of" in words(told.post)
    assert told.channel == CHANNEL


async def test_who_does_not_work_any_more_is_not_called_to_a_late_round(house: House) -> None:
    house.turn(23, 9, 40)
    kai = person("U4KAI", "Kai", "Asia/Tokyo")
    house.team.channels[CHANNEL] = [ANA, kai]
    await house.run(house.plan(), late=True, due_at=NINE)
    opened = words((await house.message(":open")).post)
    assert "Asked: @U1ANA" in opened
    assert "Asked in a direct message, when they work: Kai" in opened
    asked = await house.message(f":ask:{kai.id}")
    assert (asked.priority, asked.expires_at) == (Priority.NUDGE, datetime(2026, 11, 23, 11, 40, tzinfo=UTC))
    await house.run(house.plan(), step="close")
    assert "Not asked, because of the hour: Kai" not in words((await house.message(":summary")).post), "it still waits"


async def test_a_late_round_in_time_calls_everybody(house: House) -> None:
    house.turn(23, 8, 59)
    await house.run(house.plan(), late=True, due_at=NINE)
    opened = words((await house.message(":open")).post)
    assert "Asked: @U1ANA , @U2BO and @U3CY" in opened
    assert "in a direct message" not in opened
