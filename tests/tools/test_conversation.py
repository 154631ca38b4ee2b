"""Whoever asks what was said here gets what mattered, with who said it, and what I cannot know."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.tools import conversation
from tests.stage import BACKEND, BOT, LEADS, last, thread
from tests.tools.asking import DM, finding, told

TOOL = "this_channel"


async def a_talk(stage: Stage, where: str = BACKEND) -> None:
    for who, words in (
        ("Ana", "Decision: staging is refreshed every Sunday."),
        ("Chiara", "Who has the key of the cabinet?"),
    ):
        await stage.workspace.member(who).says(where, words)
        await stage.pass_(minutes=2)


async def test_who_said_how_much_and_what_mattered_is_told_with_links(stage: Stage) -> None:
    await a_talk(stage)
    said = await told(stage, TOOL, "Dev")
    assert said.startswith("2 messages were said here today by 2 people:")
    assert "• Ana: Decision: staging is refreshed every Sunday. · decided · " in said
    assert "• Chiara: Who has the key of the cabinet? · no answer yet · " in said
    assert "open (http" in said
    assert "How many whose" not in said
    assert set((await finding(stage, TOOL)).people) == {team.ANA.id, team.CHIARA.id}


async def test_what_was_asked_of_us_is_not_told_as_news(stage: Stage) -> None:
    await stage.workspace.member("Ben").says(BACKEND, f"{BOT} what did we decide about retries?")
    await stage.pass_(seconds=5)
    await a_talk(stage)
    assert "retries" not in await told(stage, TOOL, "Dev")


async def test_that_nothing_is_kept_is_said_with_since_when_the_channel_is_known(stage: Stage) -> None:
    await a_talk(stage)
    said = await told(stage, TOOL, first="2026-11-20")
    assert said.startswith("I have kept nothing that people said here on Friday 20 November.")
    assert "I know this channel since Mon 23 Nov 2026." in said


async def test_what_was_deleted_is_gone_and_what_was_said_while_muted_is_said_not_to_be_known(stage: Stage) -> None:
    await a_talk(stage)
    ana = stage.workspace.member("Ana")
    await ana.deletes(BACKEND, stage.workspace.messages_in(BACKEND)[0].ts)
    await ana.command("/recall mute", BACKEND)
    await stage.pass_(minutes=1)
    await ana.says(BACKEND, "Decision: nobody hears this.")
    await stage.pass_(minutes=1)
    said = await told(stage, TOOL)
    assert "Decision" not in said
    assert "I was muted from " in said


async def test_a_private_channel_is_summed_up_for_its_people_only(stage: Stage) -> None:
    await a_talk(stage, LEADS)
    assert "staging" in await told(stage, TOOL, "Ana", LEADS)
    assert "staging" in await told(stage, TOOL, "Ana", LEADS, alone=True)
    assert "staging" in await told(stage, TOOL, "Ana", DM)
    for who, where in (("Ana", BACKEND), ("Ben", BACKEND), ("Ben", DM)):
        assert "staging" not in await told(stage, TOOL, who, where)
    await stage.workspace.member("Chiara").leaves(LEADS)
    await stage.settle()
    assert "staging" not in await told(stage, TOOL, "Chiara", LEADS, alone=True)
    assert "staging" not in await told(stage, TOOL, "Chiara", DM)


async def test_a_direct_message_tells_what_of_the_askers_channels_it_did_not_look_at_or_cannot_know(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, "We agreed to round at the end.")
    await stage.pass_(minutes=1)
    await ana.command("/recall mute", BACKEND)
    await a_talk(stage, LEADS)
    said = await told(stage, TOOL, "Ana", DM)
    assert "I was muted for some of that time in #backend, and kept nothing there then." in said
    assert "staging" in said
    assert "round at the end" in said
    monkeypatch.setattr(conversation, "MOST_PLACES", 1)
    said = await told(stage, TOOL, "Ana", DM)
    assert "staging" in said, "where something was said last"
    assert "round at the end" not in said
    assert "Something was said in 1 more channel of yours. Ask me there what it was." in said
    assert "muted" in await told(stage, TOOL, "Ana", DM, first="2026-11-20", last="2026-12-30")
    assert "muted" not in await told(stage, TOOL, "Ana", DM, first="2026-11-20")


async def test_since_an_hour_only_what_was_said_from_then_on_is_told(stage: Stage) -> None:
    await a_talk(stage)
    at = stage.now()
    await stage.pass_(minutes=61)
    await stage.workspace.member("Ben").says(BACKEND, "We agreed to round at the end.")
    await stage.pass_(seconds=5)
    zone = ZoneInfo(await stage.app.parts.team.zone(team.DEV.id))
    later = f"{(at + timedelta(minutes=30)).astimezone(zone):%H:%M}"
    for said in (await told(stage, TOOL, "Dev", last_hours=1), await told(stage, TOOL, "Dev", since=later)):
        assert said.startswith("1 message was said here ")
        assert "round at the end" in said
        assert "staging" not in said


async def test_many_messages_are_counted_by_whose_they_are(stage: Stage) -> None:
    for number in range(9):
        await stage.workspace.member("Ana").says(BACKEND, f"The build {number} is green again after the change.")
        await stage.pass_(seconds=30)
    await a_talk(stage)
    said = await told(stage, TOOL, "Dev")
    assert "How many whose: Ana 10 and Chiara 1." in said


async def test_a_thread_is_summed_up_in_it(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.says(BACKEND, "The totals of the order form drift by a cent.")
    root = last(stage)
    await stage.pass_(minutes=1)
    await ben.replies(root, "We agreed to round at the end, not per line.")
    await ana.says(BACKEND, "Lunch?")
    await stage.pass_(minutes=1)
    await ben.replies(root, f"{BOT} summarise this thread")
    await stage.pass_(seconds=5)
    answer = thread(stage, root)[-1].shown
    assert answer.startswith("2 messages were said in this thread by 2 people:")
    assert "We agreed to round at the end, not per line. · decided" in answer
    assert "Lunch" not in answer
    assert (await told(stage, "this_thread")).startswith("This is no thread yet.")
