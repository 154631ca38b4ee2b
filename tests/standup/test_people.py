"""Skips, plans, blockers, absences: what one person does."""

from datetime import date

import pytest

from integrations.chat import Limits
from jobs.dates import DateSpan
from jobs.errors import NotAccepted, UserError
from jobs.messages import Priority
from jobs.people import team_settings
from jobs.people.team_settings import TeamSettings
from jobs.standup import StandupEntry, blocker_store
from tests.standup.house import ANA, BO, CHANNEL, CY, EVE, MONDAY, TUESDAY, House, key, words


async def test_an_answer_in_advance_is_given_when_the_round_opens(house: House) -> None:
    planned = house.plan()
    await house.standups.submit(BO.id, "ahead/7", StandupEntry({"yesterday": "docs", "today": "tests"}))
    assert await house.messages() == []
    house.turn(23, 8)
    await house.run(planned)
    answer = await house.message(f":answer:{BO.id}")
    assert "tests" in words(answer.post)
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    with pytest.raises(AssertionError):
        await house.message(f"{key(TUESDAY)}:answer:{BO.id}")


async def test_an_answer_in_advance_can_be_looked_at_and_changed(house: House) -> None:
    house.plan()
    await house.standups.submit(BO.id, "ahead/7", StandupEntry({"today": "tests"}))
    sheet = await house.standups.sheet(BO.id, "ahead/7")
    assert sheet.values == {"today": "tests"}
    assert sheet.editing


async def test_everybody_ahead_closes_the_round_as_it_opens(house: House) -> None:
    planned = house.plan()
    for who in (ANA, BO, CY):
        await house.standups.submit(who.id, "ahead/7", StandupEntry({"today": "tests"}))
    house.turn(23, 8)
    await house.run(planned)
    assert (house.steps[-1].step, house.steps[-1].due_at) == ("settle", house.clock.now()), "nobody is waited for"
    await house.run(planned, step="settle")
    assert "3 of 3 answered" in words((await house.message(":summary")).post)


async def test_same_as_planned_goes_on_with_what_was_said_last_time(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), "the parser")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    taken = await house.standups.same_as_planned(ANA.id, key(TUESDAY))
    assert taken is not None
    assert taken.board.answers[ANA.id].words == {"yesterday": "the parser", "today": "the parser"}


async def test_an_evenings_plan_is_todays(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), "the parser")
    house.turn(23, 16, 30)
    await house.evening_plans.set(ANA.id, CHANNEL, "the printer")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    taken = await house.standups.same_as_planned(ANA.id, key(TUESDAY))
    assert taken is not None
    assert taken.board.answers[ANA.id].words == {"yesterday": "the parser", "today": "the printer"}


async def test_without_a_plan_same_as_planned_wants_the_form(house: House) -> None:
    await house.run(house.plan())
    assert await house.standups.same_as_planned(ANA.id, key()) is None


async def test_a_skip_is_no_answer_and_no_message_but_the_summary_has_it(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.standups.skip(ANA.id, key())
    await house.standups.skip(ANA.id, key())
    assert not [each for each in await house.messages() if ":answer:" in each.key]


async def test_an_answer_is_as_long_as_the_chat_lets_people_type(house: House) -> None:
    house.outbox.limits = Limits(message=1_000, typed=800)
    await house.run(house.plan())
    with pytest.raises(NotAccepted) as refused:
        await house.answer(ANA, key(), "x" * 801)
    assert refused.value.fields == {"today": "This is 801 characters; 800 is the most that fits. Please shorten it."}
    await house.answer(ANA, key(), "x" * 800)
    assert [each for each in await house.messages() if ":answer:" in each.key]
    await house.answer(ANA, key())
    with pytest.raises(UserError, match="answered this round already"):
        await house.standups.skip(ANA.id, key())


async def test_a_blocker_is_carried_over_with_its_age_until_it_is_resolved(house: House) -> None:
    planned = house.plan()
    house.clock.turn_to(house.clock.now())
    friday = date(2026, 11, 20)
    await house.run(planned, friday)
    await house.answer(ANA, key(friday), blockers="no staging")
    await house.run(planned)
    assert "🚧 Ana : no staging , since Friday 20 November, 1 working day [Resolved]" in words(
        (await house.message(f"{key()}:open")).post
    )
    (blocker,) = (await house.standups.sheet(ANA.id, key())).blockers
    resolved = await house.standups.resolve(BO.id, blocker[0])
    assert resolved.now
    again = await house.standups.resolve(CY.id, blocker[0])
    assert not again.now
    assert again.blocker.resolved_name == "Bo"
    said = await house.message(f"blocker:{blocker[0]}:resolved")
    assert words(said.post) == "✅ Resolved by Bo for Ana : no staging"
    assert said.thread_of == f"standup:{key()}:open"
    assert "no staging" not in words((await house.message(f"{key()}:open")).post)
    house.turn(23, 9)
    await house.run(planned, step="close")
    summary = words((await house.message(f"{key()}:summary")).post)
    assert "✅ Ana : no staging resolved by Bo" in summary
    assert "1 blocker resolved" in summary
    assert "no blockers" not in summary
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    assert "no staging" not in words((await house.message(f"{key(TUESDAY)}:open")).post)


async def test_a_blocker_left_out_of_the_list_is_resolved_by_its_owner(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no staging\nno key")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    sheet = await house.standups.sheet(ANA.id, key(TUESDAY))
    shown = tuple(number for number, _ in sheet.blockers)
    await house.answer(ANA, key(TUESDAY), shown=shown, still=shown[:1])
    assert "no staging (still)" in words((await house.message(f"{key(TUESDAY)}:answer:{ANA.id}")).post)
    house.turn(24, 10)
    await house.run(planned, TUESDAY, step="close")
    said = words((await house.message(f"{key(TUESDAY)}:summary")).post)
    assert "1 of 3 answered, 1 blocker" in said
    assert "✅ Ana : no key resolved by Ana" in said


async def test_a_blocker_that_the_form_did_not_show_is_left_alone(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no staging")
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    await house.answer(ANA, key(TUESDAY), shown=(), still=())
    assert len((await house.standups.sheet(ANA.id, key(TUESDAY))).blockers) == 1


async def test_a_corrected_blocker_is_one_blocker(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    await house.answer(ANA, key(), blockers="no stagign")
    await house.answer(ANA, key(), blockers="no staging")
    house.turn(23, 9)
    await house.run(planned, step="close")
    said = words((await house.message(":summary")).post)
    assert "1 of 3 answered, 1 blocker" in said
    assert "stagign" not in said


async def test_a_blocker_does_not_follow_its_ritual_into_another_channel(house: House) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key(), blockers="a secret")
    house.team.channels["C0OPEN"] = [ANA, BO, EVE]
    house.turn(24, 8)
    await house.run(house.plan(channel="C0OPEN"), TUESDAY)
    assert "a secret" not in words((await house.message(f"{key(TUESDAY)}:open")).post)
    assert (await house.standups.sheet(ANA.id, key(TUESDAY))).values == {}


@pytest.mark.parametrize("target", [key(), "ahead/7"])
async def test_nobody_outside_the_channel_can_read_or_answer(house: House, target: str) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key(), blockers="no staging")
    with pytest.raises(UserError, match="Only the people of its channel"):
        await house.standups.sheet(EVE.id, target)
    with pytest.raises(UserError, match="Only the people of its channel"):
        await house.standups.submit(EVE.id, target, StandupEntry({"today": "spying"}))
    with pytest.raises(UserError, match="Only the people of its channel"):
        await house.standups.resolve(EVE.id, 1)
    with pytest.raises(UserError, match="Only the people of its channel"):
        await house.standups.exported(EVE.id, CHANNEL, "csv", 14, 10_000)
    assert await house.standups.find.here(EVE.id, CHANNEL) is None
    assert await house.standups.find.ritual_here(EVE.id, CHANNEL) is None


async def test_who_left_the_channel_reads_nothing_of_it_any_more(house: House) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key())
    assert len(await house.standups.history(ANA.id)) == 1
    house.team.channels[CHANNEL] = [BO, CY]
    assert await house.standups.history(ANA.id) == []


async def test_ten_thousand_characters_are_refused_at_their_field_and_nothing_is_kept(house: House) -> None:
    await house.run(house.plan())
    with pytest.raises(NotAccepted) as refused:
        await house.answer(ANA, key(), "x" * 10_000)
    assert refused.value.fields == {
        "today": "This is 10,000 characters; 3,000 is the most that fits. Please shorten it."
    }
    assert not [each for each in await house.messages() if ":answer:" in each.key]


async def test_hostile_words_stay_plain_strings(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    hostile = "<!channel> <https://evil.example|our wiki> <@U3CY> *bold*"
    await house.answer(ANA, key(), hostile, blockers=hostile)
    house.turn(23, 9)
    await house.run(planned, step="close")
    for ending in (f":answer:{ANA.id}", ":summary"):
        post = (await house.message(ending)).post.model_dump()
        spans: list[str] = []
        _spans(post, spans)
        assert not [span for span in spans if span in ("link", "mention", "channel")]
        assert hostile in words((await house.message(ending)).post)


def _spans(value: object, found: list[str]) -> None:
    if isinstance(value, dict):
        found += [value["span"]] if "span" in value else []
        for each in value.values():
            _spans(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _spans(each, found)


async def test_who_says_they_are_away_is_left_out_of_the_open_round_and_asked_again_once_back(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    said = await house.leave.away(BO.id, "until friday")
    assert said.spans == (DateSpan(MONDAY, date(2026, 11, 27)),)
    assert said.rounds == (key(),)
    assert "Away: Bo" in words((await house.message(":open")).post)
    assert (await house.leave.back(BO.id)).changed.ended
    assert "Away" not in words((await house.message(":open")).post)
    assert not (await house.leave.back(BO.id)).changed.ended
    await house.leave.away(BO.id, "today")
    await house.answer(ANA, key())
    assert await house.answer(CY, key()), "nobody waits for who is away"


@pytest.mark.parametrize("when", ["someday", "2026-11-20", "24 Dec 2030", "yesterday", "not today", "2 hours"])
async def test_an_absence_until_no_day_to_come_is_refused_kindly(house: House, when: str) -> None:
    with pytest.raises(UserError, match="Try tomorrow"):
        await house.leave.away(BO.id, when)
    for day in (MONDAY, TUESDAY, date(2026, 11, 20)):
        assert not await house.absences.away(BO.id, day)


async def test_who_is_asked_in_a_direct_message_and_is_away_by_mistake_is_asked_after_all(house: House) -> None:
    await house.run(house.plan(options={"collect": "dm"}))
    said = await house.leave.away(BO.id, "today")
    assert (await house.message(f":ask:{BO.id}")).state == "withdrawn"
    await house.leave.undo(BO.id, said.changed)
    assert (await house.message(f":ask:{BO.id}")).state == "waiting"


async def test_who_was_away_when_the_round_opened_is_asked_in_a_direct_message_once_back(house: House) -> None:
    await house.leave.away(BO.id, "until friday")
    await house.run(house.plan(options={"collect": "dm"}))
    assert not [each for each in await house.messages() if each.key.endswith(f":ask:{BO.id}")]
    await house.leave.back(BO.id)
    assert (await house.message(f":ask:{BO.id}")).state == "waiting"


async def test_an_answer_to_a_round_that_another_has_followed_is_refused_with_the_words_kept(house: House) -> None:
    planned = house.plan()
    await house.run(planned)
    house.turn(24, 8)
    await house.run(planned, TUESDAY)
    with pytest.raises(NotAccepted) as refused:
        await house.answer(ANA, key(MONDAY))
    assert refused.value.fields == {"yesterday": "The round of Tuesday 24 November has opened. Please answer that one."}


async def test_custom_questions_take_the_place_of_the_first_ones(house: House) -> None:
    planned = house.plan(options={"questions": ["What did you learn?"], "collect": "nonsense"})
    await house.run(planned)
    sheet = await house.standups.sheet(ANA.id, key())
    assert [question.label for question in sheet.questions] == ["What did you learn?", "Is anything in your way?"]


async def test_members_by_address_are_asked_and_strangers_are_named(house: House) -> None:
    planned = house.plan(options={"members": ["ana@example.com", BO.id, "kim@example.com"]})
    await house.run(planned)
    said = words((await house.message(":open")).post)
    assert "Asked: @U1ANA and @U2BO" in said
    assert "not asked, because not in this channel: kim@example.com" in said


async def test_an_export_is_plain_and_no_formula(house: House) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key(), '=HYPERLINK("https://evil.example")', blockers="no staging")
    await house.standups.skip(BO.id, key())
    got = await house.standups.exported(ANA.id, CHANNEL, "csv", 14, 10_000)
    assert got.text.splitlines() == [
        "date,standup,person,state,question,answer",
        "2026-11-23,Daily standup,Ana,answered,What did you finish since last time?,the lexer",
        '2026-11-23,Daily standup,Ana,answered,What is your plan for today?,"\'=HYPERLINK(""https://evil.example"")"',
        "2026-11-23,Daily standup,Ana,answered,Is anything in your way?,no staging",
        "2026-11-23,Daily standup,Bo,skipped,,",
        "2026-11-23,Daily standup,Cy,missing,,",
    ]
    markdown = await house.standups.exported(ANA.id, CHANNEL, "markdown", 14, 10_000)
    assert "## Daily standup, Monday 23 November 2026" in markdown.text
    assert "### Bo (skipped)" in markdown.text


async def test_who_is_away_and_skips_is_away_still_so_the_numbers_agree(house: House) -> None:
    house.absences.days[(CY.id, MONDAY)] = True
    planned = house.plan()
    await house.run(planned)
    await house.standups.skip(CY.id, key())
    await house.standups.skip(BO.id, key())
    await house.answer(ANA, key())
    summary = words((await house.message(":summary")).post)
    assert "1 of 2 answered" in summary
    assert "Skipped: Bo Away: Cy" in summary
    assert house.voice.said[-1][1] | {"asked": 2, "answered": 1, "skipped": 1, "away": 1} == house.voice.said[-1][1]
    got = await house.standups.exported(ANA.id, CHANNEL, "csv", 14, 10_000)
    assert [line.split(",")[2:4] for line in got.text.splitlines()[-2:]] == [["Bo", "skipped"], ["Cy", "away"]]


async def test_who_is_away_and_answers_counts_as_asked_and_answered_and_is_not_called(house: House) -> None:
    house.absences.days[(CY.id, MONDAY)] = True
    planned = house.plan()
    await house.run(planned)
    await house.answer(CY, key())
    opening = words((await house.message(":open")).post)
    assert "Asked: @U1ANA , @U2BO and Cy" in opening
    assert "Away" not in opening
    house.turn(23, 9)
    await house.run(planned, step="close")
    summary = words((await house.message(":summary")).post)
    assert "1 of 3 answered" in summary
    assert "Missing: Ana and Bo" in summary
    assert "Away" not in summary


async def test_who_is_not_asked_and_skips_is_in_no_list(house: House) -> None:
    planned = house.plan(options={"members": [ANA.id, BO.id]})
    await house.run(planned)
    await house.standups.skip(CY.id, key())
    await house.standups.skip(BO.id, key())
    await house.answer(ANA, key())
    assert "1 of 2 answered, no blockers" in (said := words((await house.message(":summary")).post))
    assert "Skipped: Bo" in said
    assert "Cy" not in said


async def test_whom_a_blocker_names_is_told_once_in_their_hours_and_not_once_it_is_resolved(house: House) -> None:
    await house.run(house.plan())
    await house.answer(ANA, key(), blockers="waiting for @Bo\nno key, ask @Bo")
    await house.answer(ANA, key(), "more", blockers="waiting for @Bo to look\nask @Cy")
    told = [each for each in await house.messages() if ":named:" in each.key]
    assert [(each.channel, each.priority) for each in told] == [(BO.id, Priority.NUDGE), (CY.id, Priority.NUDGE)]
    assert words(told[0].post).startswith("Ana is blocked and says you can help 🚧 waiting for @Bo")
    async with house.db.read() as tx:
        found = await blocker_store.open_in(tx, [CHANNEL])
    asked_cy = next(each for each in found if each.about == CY.id)
    await house.standups.resolve(CY.id, asked_cy.id, asked_cy.tag)
    assert {each.channel: each.state for each in await house.messages() if ":named:" in each.key} == {
        BO.id: "waiting",
        CY.id: "withdrawn",
    }


async def test_next_week_is_the_teams_own_week(house: House) -> None:
    async with house.db.write() as tx:
        await team_settings.write(tx, house.db, TeamSettings(working_days=("sun", "mon", "tue", "wed", "thu")))
    said = await house.leave.away(BO.id, "next week")
    assert said.spans == (DateSpan(date(2026, 11, 29), date(2026, 12, 3)),)
