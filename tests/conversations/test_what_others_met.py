"""What teams met with other bots, tried here: each is a report that somebody made elsewhere."""

from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from integrations.workspace import Said
from tests.stage import BACKEND, last, opened, shown, thread, with_a_standup

PLAN = "What is your plan for today?"
PICTURE = {"subtype": "file_share", "files": [{"id": "F0BOARD", "name": "board.png", "mimetype": "image/png"}]}


async def answers(stage: Stage, who: str, words: str, *, to: Said | None = None, question: str = PLAN) -> None:
    """Answer by the button of `to`, or by `/standup`."""
    member = stage.workspace.member(who)
    if to is not None:
        await member.clicks(to, "Answer")
    else:
        await member.command("/standup", BACKEND)
    view = await stage.workspace.until(lambda: member.view)
    assert view is not None
    assert await member.fills(view, {question: words}) == {}
    await stage.pass_(seconds=3)


def deletes(stage: Stage, said: Said) -> None:
    """What an admin of the workspace may do to anybody's message."""
    stage.workspace.messages.delete(stage.workspace.channel(said.channel), said.ts)


@pytest.mark.slow
async def test_a_round_whose_post_was_deleted_goes_on_in_one_thread_and_loses_nothing(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    deletes(stage, opened(stage))
    await answers(stage, "Ben", "the ledger")
    anew = opened(stage)
    assert "the ledger" in anew.shown
    await answers(stage, "Chiara", "the index")
    await stage.workspace.member("Dev").replies(anew, "Yesterday: reviews. Today: staging. Blockers: none")
    await stage.turn_to(stage.at("11:01"))
    below = [said.shown for said in thread(stage, anew)]
    assert "the index" in below[0]
    assert any("3 of 4 answered" in words for words in below)
    assert opened(stage).ts == anew.ts, "one message in the channel, and the rest below it"


async def test_nothing_is_said_to_the_whole_channel_of_a_question_that_was_taken_back(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await stage.settle()
    before = len(shown(stage))
    ts = await ana.says(BACKEND, "@Backend_Architect what did we decide about retries?")
    await ana.deletes(BACKEND, ts)
    await stage.pass_(seconds=8)
    assert len(shown(stage)) == before


@pytest.mark.slow
async def test_of_two_open_standups_of_a_channel_the_one_that_waits_is_meant(stage: Stage) -> None:
    await with_a_standup(
        stage,
        'close_after = 600\n[[ritual]]\nkind = "standup"\nname = "evening"\ntitle = "Evening"\nchannel = "#backend"\n'
        'at = "16:30"\ncollect = "thread"\nquestions = ["What did you get done?"]\n',
    )
    await stage.turn_to(stage.at("16:31"))
    await answers(stage, "Ben", "the ledger", question="What did you get done?")
    await answers(stage, "Ben", "the index")
    evening = opened(stage)
    assert evening.shown.startswith("Evening: Monday 23 November")
    assert ["the ledger" in said.shown for said in thread(stage, evening)] == [True]
    assert any("the index" in words for words in shown(stage))


@pytest.mark.slow_where("unarchived")
@pytest.mark.parametrize("how", ["invited", "unarchived"])
async def test_back_in_its_channel_it_goes_on_by_itself_and_says_so(stage: Stage, how: str) -> None:
    await with_a_standup(stage)
    ana = stage.workspace.member("Ana")
    if how == "invited":
        await ana.removes("Backend_Architect", BACKEND)
    else:
        stage.workspace.archive(BACKEND)
    await stage.turn_to(stage.at("09:01"))
    await stage.pass_(seconds=5)
    if how == "invited":
        await ana.invites("Backend_Architect", BACKEND)
    else:
        stage.workspace.unarchive(BACKEND)
    await stage.pass_(seconds=5)
    assert last(stage).shown.startswith("I am back here, so this goes on:\nStandup; next ")
    await stage.turn_to(stage.at("09:01") + timedelta(days=1))
    assert opened(stage).shown.startswith("Standup: Tuesday 24 November")


async def test_what_a_person_paused_stays_paused_when_we_come_back(stage: Stage) -> None:
    await with_a_standup(stage)
    ana = stage.workspace.member("Ana")
    await stage.app.parts.rituals.roster.pause("operator", "standup-backend")
    await ana.removes("Backend_Architect", BACKEND)
    await ana.invites("Backend_Architect", BACKEND)
    await stage.pass_(seconds=5)
    assert not any("I am back here" in words for words in shown(stage))


@pytest.mark.parametrize("where", ["direct", "channel"])
async def test_a_standup_that_is_typed_before_its_round_is_kept_for_that(stage: Stage, where: str) -> None:
    await with_a_standup(stage)
    ben = stage.workspace.member("Ben")
    place = ben.dm_with_app.id if where == "direct" else BACKEND
    ts = await ben.says(place, "Yesterday: ledger\nToday: indx\nBlockers: none")
    await stage.pass_(seconds=5)
    heard = ben.hears()[-1]
    assert heard.shown.startswith("Thanks, I keep that for the next round in ")
    assert heard.buttons == ["Edit"]
    await ben.edits(place, ts, "Yesterday: ledger\nToday: index\nBlockers: none")
    await stage.pass_(seconds=5)
    await ben.says(place, "Today: I am in the office")
    await stage.turn_to(stage.at("09:01"))
    await stage.pass_(seconds=5)
    (answer,) = thread(stage, opened(stage))
    assert "ledger" in answer.shown
    assert "index" in answer.shown


@pytest.mark.slow
async def test_a_whole_standup_after_the_round_is_not_taken_for_tomorrows(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("11:01"))
    ben = stage.workspace.member("Ben")
    await ben.says(BACKEND, "Yesterday: ledger\nToday: index")
    await stage.pass_(seconds=5)
    assert not any("next round" in said.shown for said in ben.hears())


async def test_nothing_but_a_picture_is_answered_with_what_to_do_instead(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:01"))
    ben, messages = stage.workspace.member("Ben"), stage.workspace.messages
    backend, us = stage.workspace.channel(BACKEND), stage.workspace.state.app.bot_user
    messages.post(backend, ben.member, "", thread_ts=opened(stage).ts, more=PICTURE)
    (hint,) = await stage.workspace.until(lambda: ben.whispers(BACKEND))
    assert hint.shown.startswith("I can't read pictures or files.")
    assert "Answer" in hint.buttons
    messages.post(backend, ben.member, f"<@{us}>", more=PICTURE)
    messages.post(ben.dm_with_app, ben.member, "", more=PICTURE)
    await stage.pass_(seconds=5)
    assert last(stage).shown == "I can't read pictures or files. Please tell me in words."
    assert last(stage, ben.dm_with_app.id).shown == "I can't read pictures or files. Please tell me in words."


@pytest.mark.slow_where("UTC", "Pacific/Honolulu")
@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Auckland", "Wednesday 25"), ("Pacific/Honolulu", "Tuesday 24"), ("UTC", "Tuesday 24")]
)
async def test_tomorrow_is_that_of_who_says_it_on_either_side_of_the_date_line(
    stage: Stage, zone: str, day: str
) -> None:
    await with_a_standup(stage)
    stage.workspace.set_zone("Ben", zone)
    await stage.turn_to(stage.at("20:00"))
    ben = stage.workspace.member("Ben")
    await ben.command("/standup away tomorrow", BACKEND)
    said = await stage.workspace.until(lambda: [each.shown for each in ben.whispers(BACKEND) if "away" in each.shown])
    assert said[-1].startswith(f"You're away on {day} November 2026.")
