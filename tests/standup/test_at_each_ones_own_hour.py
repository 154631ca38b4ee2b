from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.database.tables.cadence import TEAM, Audience
from jobs.cadence.ritual import PREVIEW, Occurrence, Ritual
from tests.standup.house import ANA, BO, CHANNEL, CY, MONDAY, TUESDAY, House, key, person, words

TOKYO = person("U4KEI", "Kei", "Asia/Tokyo")
BERLIN = person("U5MIA", "Mia", "Europe/Berlin")
YORK = person("U6ROB", "Rob", "America/New_York")


def spread(house: House) -> Ritual:
    house.team.channels[CHANNEL] = [TOKYO, BERLIN, YORK]
    return house.plan(timezone="member")


async def test_the_first_hour_opens_the_round_and_each_is_asked_at_their_own(house: House) -> None:
    planned = spread(house)
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    house.turn(24, 8)
    await house.run(planned, TUESDAY, audience=BERLIN.id)
    house.turn(24, 14)
    await house.run(planned, TUESDAY, audience=YORK.id)
    messages = await house.messages()
    assert [each.key for each in messages if each.key.endswith(":open")] == [f"standup:{key(TUESDAY)}:open"]
    asks = {each.channel: each.not_before for each in messages if ":ask:" in each.key}
    assert asks == {
        TOKYO.id: datetime(2026, 11, 24, 0, tzinfo=UTC),
        BERLIN.id: datetime(2026, 11, 24, 8, tzinfo=UTC),
        YORK.id: datetime(2026, 11, 24, 14, tzinfo=UTC),
    }


async def test_the_round_closes_after_the_last_member_was_asked(house: House) -> None:
    planned = spread(house)
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    assert [(step.step, step.audience, step.due_at) for step in house.steps] == [
        ("remind:1", Audience(TOKYO.id), datetime(2026, 11, 24, 0, 30, tzinfo=UTC)),
        ("close", TEAM, datetime(2026, 11, 24, 16, tzinfo=UTC)),
    ]


async def test_it_closes_at_the_end_of_the_last_members_working_day_at_the_latest(house: House) -> None:
    house.team.channels[CHANNEL] = [TOKYO, BERLIN, YORK]
    planned = house.plan(timezone="member", options={"close_after": 1440})
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    assert house.steps[-1].due_at == datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


async def test_an_answer_from_a_dm_goes_to_the_channels_thread_and_the_question_says_so(house: House) -> None:
    planned = spread(house)
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    await house.answer(TOKYO, key(TUESDAY))
    answer = await house.message(f":answer:{TOKYO.id}")
    assert answer.channel == CHANNEL
    assert answer.thread_of == f"standup:{key(TUESDAY)}:open"
    ask = await house.message(f":ask:{TOKYO.id}")
    assert ask.replaces == f"standup:{key(TUESDAY)}:ask:{TOKYO.id}"
    assert "your answer is in #C0TEAM [Edit my answer]" in words(ask.post)


async def test_who_answered_before_their_hour_is_not_asked_again(house: House) -> None:
    planned = spread(house)
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    await house.answer(BERLIN, key(TUESDAY))
    house.turn(24, 8)
    await house.run(planned, TUESDAY, audience=BERLIN.id)
    assert not [each for each in await house.messages() if f":ask:{BERLIN.id}" in each.key]


async def test_a_member_away_is_not_asked_but_the_others_are(house: House) -> None:
    planned = spread(house)
    house.absences.days[(TOKYO.id, TUESDAY)] = True
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    assert not [each for each in await house.messages() if ":ask:" in each.key]
    house.turn(24, 8)
    await house.run(planned, TUESDAY, audience=BERLIN.id)
    assert "Away: Kei" in words((await house.message(":open")).post)
    assert [each.channel for each in await house.messages() if ":ask:" in each.key] == [BERLIN.id]


async def test_with_everybody_away_only_the_first_hour_says_so(house: House) -> None:
    planned = spread(house)
    for who in (TOKYO, BERLIN, YORK):
        house.absences.days[(who.id, TUESDAY)] = True
    lines = []
    for hour, who in ((0, TOKYO), (8, BERLIN), (14, YORK)):
        house.turn(24, hour)
        lines.append((await house.run(planned, TUESDAY, audience=who.id)).line)
    assert lines == ["Daily standup: nobody to ask today, Kei, Mia and Rob are away.", "", ""]


async def test_the_round_before_is_a_members_own_until_their_hour_comes(house: House) -> None:
    planned = spread(house)
    house.turn(23, 8)
    await house.run(planned, MONDAY, audience=BERLIN.id)
    house.clock.turn_to(datetime(2026, 11, 24, 0, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=TOKYO.id)
    await house.answer(YORK, key(MONDAY))
    late = await house.message(f"{key(MONDAY)}:answer:{YORK.id}")
    assert "(late)" in words(late.post)
    note = (await house.standups.sheet(TOKYO.id, key(MONDAY))).note
    assert note == "The round of Monday 23 November is over; this answers the one of Tuesday 24 November."


async def test_collecting_by_dm_at_the_teams_hour_asks_whoever_does_not_work_then_at_their_own(house: House) -> None:
    house.team.channels[CHANNEL] = [BERLIN, YORK]
    planned = house.plan(options={"collect": "dm"})
    house.turn(23, 8)
    await house.run(planned)
    asks = {each.channel: each.not_before for each in await house.messages() if ":ask:" in each.key}
    assert asks == {BERLIN.id: house.clock.now(), YORK.id: house.clock.now() + timedelta(hours=6)}
    assert [(step.step, step.audience) for step in house.steps] == [
        ("remind:1", Audience(BERLIN.id)),
        ("remind:1", Audience(YORK.id)),
        ("close", TEAM),
    ]
    house.turn(23, 9)
    await house.answer(YORK, key())
    assert {each.channel: each.state for each in await house.messages() if ":ask:" in each.key} == {
        BERLIN.id: "waiting",
        YORK.id: "withdrawn",
    }


async def test_everybody_answers_in_a_dm_and_nobody_is_mentioned_in_the_channel(house: House) -> None:
    planned = house.plan(options={"collect": "dm"})
    house.turn(23, 8)
    await house.run(planned)
    said = words((await house.message(":open")).post)
    assert "Asked in a direct message: Ana , Bo and Cy" in said
    for who in (ANA, BO, CY):
        await house.answer(who, key())
    assert "3 of 3 answered" in words((await house.message(":summary")).post)
    assert date(2026, 11, 23) == MONDAY


async def test_who_was_never_asked_since_their_hour_was_past_does_not_count_as_missing(house: House) -> None:
    planned = spread(house)
    house.turn(24, 8)  # 17:00 in Tokyo
    await house.run(planned, TUESDAY, audience=BERLIN.id)
    house.turn(24, 14)
    await house.run(planned, TUESDAY, audience=YORK.id)
    house.turn(24, 16)
    await house.run(planned, TUESDAY, step="close")
    said = words((await house.message(":summary")).post)
    assert "0 of 2 answered" in said
    assert "Missing: Mia and Rob" in said
    assert "Not asked, because of the hour: Kei" in said
    await house.answer(TOKYO, key(TUESDAY))
    said = words((await house.message(":summary")).post)
    assert "1 of 3 answered" in said
    assert "Not asked" not in said


async def test_who_is_asked_late_has_as_long_as_everybody_and_is_told_so(house: House) -> None:
    planned = spread(house)
    house.clock.turn_to(datetime(2026, 11, 24, 8, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=BERLIN.id)
    house.clock.turn_to(datetime(2026, 11, 24, 15, 40, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=YORK.id, late=True, due_at=datetime(2026, 11, 24, 14, tzinfo=UTC))
    asked = await house.message(f":ask:{YORK.id}")
    assert asked.expires_at == datetime(2026, 11, 24, 17, 40, tzinfo=UTC)
    assert "Closes at 2026-11-24T17:40:00Z" in words(asked.post)


async def test_who_has_not_answered_reads_that_the_round_is_open_longer(house: House) -> None:
    planned = spread(house)
    house.clock.turn_to(datetime(2026, 11, 24, 8, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=BERLIN.id)
    await house.deliver()
    house.clock.turn_to(datetime(2026, 11, 24, 15, 40, tzinfo=UTC))
    await house.run(planned, TUESDAY, audience=YORK.id, late=True, due_at=datetime(2026, 11, 24, 14, tzinfo=UTC))
    edit = await house.message(f":ask:{BERLIN.id}")
    assert edit.key == f"standup:{key(TUESDAY)}:ask:{BERLIN.id}:until 24 17:40"
    assert "Closes at 2026-11-24T17:40:00Z" in words(edit.post)


async def test_at_the_teams_hour_everybody_who_works_then_is_asked_at_once(house: House) -> None:
    house.team.channels[CHANNEL] = [BERLIN, YORK]
    house.turn(23, 15)
    await house.run(house.plan(at="16:00", options={"collect": "dm"}))
    asks = {each.channel: each.not_before for each in await house.messages() if ":ask:" in each.key}
    assert asks == {BERLIN.id: house.clock.now(), YORK.id: house.clock.now()}
    assert house.steps[-1].due_at == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(("at", "closes"), [("09:00", "10:00"), ("16:00", "16:30"), ("17:45", "18:45")])
async def test_a_preview_closes_as_a_round_at_its_own_hour_would(house: House, at: str, closes: str) -> None:
    house.turn(23, 20)
    planned = house.plan(at=at)
    preview = Occurrence(PREVIEW, planned, MONDAY, TEAM, "open", house.clock.now(), asked_by=ANA.id)
    (message,) = (await house.kind.run(preview)).messages
    assert f"Closes at 2026-11-23T{closes}:00Z" in words(message.post)
