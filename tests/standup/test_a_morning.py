import dataclasses
from datetime import timedelta

from integrations.chat import PlaceKind
from integrations.database.tables.cadence import TEAM
from integrations.database.tables.team import channels
from jobs.messages import Priority
from tests.standup.house import ANA, BO, CHANNEL, CY, MONDAY, TUESDAY, House, key, words


async def test_a_round_opens_with_a_button_and_says_who_is_asked_and_who_is_away(house: House) -> None:
    house.absences.days[(CY.id, MONDAY)] = True
    house.turn(23, 8)
    await house.run(house.plan())
    opening = await house.message(":open")
    assert opening.channel == CHANNEL
    said = words(opening.post)
    assert "Daily standup: Monday 23 November" in said
    assert "Asked: @U1ANA and @U2BO" in said
    assert "Away: Cy" in said
    assert "A word on standup_open." in said
    buttons = opening.post.model_dump()["blocks"][-2]["buttons"]
    assert [button["action"] for button in buttons] == ["standup_answer", "standup_same", "standup_skip"]
    assert buttons[0]["style"] == "primary"
    assert buttons[0]["value"] == key()


async def test_a_round_plans_one_reminder_and_its_close(house: House) -> None:
    house.turn(23, 8)
    await house.run(house.plan())
    now = house.clock.now()
    assert [(step.step, step.due_at - now, step.audience) for step in house.steps] == [
        ("remind:1", timedelta(minutes=30), TEAM),
        ("close", timedelta(minutes=120), TEAM),
    ]


async def test_an_answer_is_one_message_in_the_thread_and_an_edit_changes_it_in_place(house: House) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key(), "the parser")
    await house.answer(ANA, key(), "the printer")
    first, edit = [each for each in await house.messages() if ":answer:" in each.key]
    assert first.thread_of == f"standup:{key()}:open"
    assert edit.replaces == first.key
    assert "the parser" in words(first.post)
    assert "the printer" in words(edit.post)
    assert "(edited)" in words(edit.post)


async def test_the_same_answer_sent_twice_is_said_once(house: House) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key())
    await house.answer(ANA, key())
    assert len([each for each in await house.messages() if ":answer:" in each.key]) == 1


async def test_only_who_has_not_answered_is_reminded_once_and_not_after_the_close(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key())
    house.turn(23, 7, 30)
    await house.run(planned, step="remind:1")
    await house.run(planned, step="remind:1")
    reminders = [each for each in await house.messages() if ":remind:" in each.key]
    assert [each.channel for each in reminders] == [BO.id, CY.id]
    assert {each.priority for each in reminders} == {Priority.NUDGE}
    assert {each.expires_at for each in reminders} == {house.clock.now() + timedelta(minutes=90)}


async def test_a_reminder_that_waits_is_taken_back_by_the_answer(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    house.turn(23, 7, 30)
    await house.run(planned, step="remind:1")
    await house.answer(BO, key())
    states = {each.channel: each.state for each in await house.messages() if ":remind:" in each.key}
    assert states == {ANA.id: "waiting", BO.id: "withdrawn", CY.id: "waiting"}


async def test_the_close_says_what_is_in_the_way_who_is_missing_and_who_is_away(house: House) -> None:
    house.absences.days[(CY.id, MONDAY)] = True
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), blockers="waiting for the key from @bo")
    house.turn(23, 9)
    await house.run(planned, step="close")
    summary = await house.message(":summary")
    said = words(summary.post)
    assert summary.thread_of == f"standup:{key()}:open"
    assert "1 of 2 answered, 1 blocker" in said
    assert "A word on standup_close." in said
    assert "🚧 Ana : waiting for the key from @bo ( @Bo ) , closes when Bo says that it is done [Resolved]" in said
    assert said.index("New blockers") < said.index("Missing")
    assert "Missing: Bo" in said
    assert "Away: Cy" in said
    assert "Closed: 1 of 2 answered" in words((await house.message(":open")).post)


async def test_a_round_closes_once_everybody_has_answered_and_only_once(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    assert not await house.answer(ANA, key())
    assert not await house.answer(BO, key())
    await house.standups.skip(CY.id, key())
    assert await house.standups.settle(key())
    assert not await house.standups.settle(key())
    house.turn(23, 9)
    await house.run(planned, step="close")
    summaries = [each for each in await house.messages() if "summary" in each.key]
    assert len(summaries) == 1
    assert "2 of 3 answered, no blockers" in words(summaries[0].post)
    assert "Skipped: Cy" in words(summaries[0].post)
    assert "Nothing is in the way." in words(summaries[0].post)


async def test_a_late_answer_is_marked_and_edits_the_summary_in_place(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key())
    house.turn(23, 9)
    await house.run(planned, step="close")
    house.turn(23, 10)
    await house.answer(BO, key(), blockers="no staging")
    assert "Bo (late)" in words((await house.message(f":answer:{BO.id}")).post)
    summary = await house.message(":summary")
    assert summary.replaces == f"standup:{key()}:summary"
    said = words(summary.post)
    assert "2 of 3 answered, 1 blocker" in said
    assert "Late: Bo" in said
    assert "Missing: Cy" in said
    assert "A word on standup_close." in said


async def test_a_line_about_what_is_stuck_goes_once_nothing_is(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no staging")
    house.turn(23, 9)
    await house.run(planned, step="close")
    assert "A word on standup_close." in words((await house.message(":summary")).post)
    await house.answer(ANA, key(), blockers="none")
    assert "A word on standup_close." not in words((await house.message(":summary")).post)


async def test_what_asked_somebody_is_drawn_as_closed_and_then_as_answered(house: House) -> None:
    planned = house.plan(options={"collect": "dm"})
    await house.run(planned)
    house.turn(23, 8, 40)
    await house.run(planned, step="remind:1")
    await house.deliver()
    house.turn(23, 9)
    await house.run(planned, step="close")
    for ending in (f":ask:{BO.id}", f":remind:1:{BO.id}"):
        assert "is closed. You can still answer" in words((await house.message(ending)).post)
    await house.answer(BO, key())
    for ending in (f":ask:{BO.id}", f":remind:1:{BO.id}"):
        said = await house.message(ending)
        assert "your answer is in" in words(said.post)
        assert said.channel == BO.id
    assert "is closed" in words((await house.message(f":ask:{CY.id}")).post)


async def test_the_next_day_knows_the_last(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), "the parser", blockers="no staging\n- none\nwaiting for the key")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    sheet = await house.standups.sheet(ANA.id, key(TUESDAY))
    assert sheet.values == {"yesterday": "the parser"}
    assert sheet.hints["yesterday"] == "From what you planned on Monday 23 November."
    assert [text for _, text in sheet.blockers] == [
        "no staging (since Monday 23 November, 1 working day)",
        "waiting for the key (since Monday 23 November, 1 working day)",
    ]
    assert set(sheet.still) == {number for number, _ in sheet.blockers}
    assert "2 open blockers from before" in words((await house.message(f"{key(TUESDAY)}:open")).post)


async def test_a_summary_goes_to_another_channel_only_where_that_is_asked_for(house: House) -> None:
    house.team.names["#leads"] = "C0LEADS"
    async with house.db.write() as tx:
        row = {
            "kind": PlaceKind.PUBLIC,
            "archived": False,
            "here": True,
            "shared": False,
            "epoch": 0,
            "members_epoch": 0,
        }
        for channel in (CHANNEL, "C0LEADS"):
            await tx.execute(channels.insert().values(id=channel, name=channel.lower(), **row))
    planned = house.plan(options={"report_to": "#leads"})
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no staging")
    house.turn(23, 9)
    await house.run(planned, step="close")
    copy = await house.message(":report")
    assert copy.channel == "C0LEADS"
    assert "no staging" in words(copy.post)
    assert "[" not in words(copy.post), "its people cannot press the buttons"


async def test_a_summary_never_leaves_a_private_channel(house: House) -> None:
    house.team.names["#leads"] = "C0LEADS"
    house.team.private.add(CHANNEL)
    planned = house.plan(options={"report_to": "#leads"})
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no staging")
    house.turn(23, 9)
    await house.run(planned, step="close")
    assert not [message for message in await house.messages() if message.channel == "C0LEADS"]
    assert "this channel is private" in words((await house.message(f"{key()}:open")).post)


async def test_with_nobody_to_ask_the_day_is_one_line(house: House) -> None:
    for who in (ANA, BO, CY):
        house.absences.days[(who.id, MONDAY)] = True
    result = await house.run(house.plan())
    assert result.line == "Daily standup: nobody to ask today, Ana, Bo and Cy are away."
    assert await house.messages() == []
    assert house.steps == []


async def test_who_is_on_vacation_by_their_slack_status_is_away(house: House) -> None:
    on_leave = dataclasses.replace(BO, status_emoji=":palm_tree:", status_text="Vacationing")
    house.team.channels[CHANNEL] = [ANA, on_leave, CY]
    await house.run(house.plan())
    assert "Away: Bo" in words((await house.message(":open")).post)
