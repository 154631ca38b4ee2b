"""Other inputs of the kinds that a team meets in its first month."""

from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage, on_stage
from integrations.time import TurnableClock
from integrations.workspace import Said
from tests.privacy.acting import form_of
from tests.stage import BACKEND, CARD, MONDAY, fresh_database, opened, shown, with_a_standup


@pytest.mark.parametrize("words", ["", "answer", "Answer", "  "])
async def test_standup_after_having_answered_opens_the_form_to_edit(stage: Stage, words: str) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:00"))
    ben = stage.workspace.member("Ben")
    await ben.replies(opened(stage), "Yesterday: the parser. Today: the index. Blockers: none")
    await stage.settle()
    await ben.command(f"/standup {words}", BACKEND)
    view = await form_of(stage, ben)
    assert "the parser" in str(view.blocks)
    assert "the index" in str(view.blocks)


async def test_it_opens_to_edit_from_another_channel_and_after_the_close_too(stage: Stage) -> None:
    await with_a_standup(stage, "close_after = 60")
    await stage.turn_to(stage.at("09:00"))
    ben = stage.workspace.member("Ben")
    await ben.replies(opened(stage), "Yesterday: the parser. Today: the index. Blockers: none")
    await stage.settle()
    await ben.command("/standup", "#general")
    view = await form_of(stage, ben)
    assert "the parser" in str(view.blocks)
    await ben.closes(view)
    await stage.turn_to(stage.at("12:30"))
    await ben.command("/standup answer", BACKEND)
    await stage.settle()
    assert "the parser" in str(ben.view and ben.view.blocks)


async def test_a_form_that_is_sent_twice_says_what_was_said_last(stage: Stage) -> None:
    await with_a_standup(stage)
    await stage.turn_to(stage.at("09:00"))
    ben = stage.workspace.member("Ben")
    for words in ("the parser", "the lexer"):
        await ben.command("/standup", BACKEND)
        view = await form_of(stage, ben)
        assert (
            await ben.fills(view, {"What did you finish since last time?": words, "What is your plan for today?": "x"})
            == {}
        )
        await stage.settle()
        await stage.pass_(seconds=5)
    said = "\n".join(shown(stage))
    assert "the lexer" in said
    assert "the parser" not in said


def summary(stage: Stage, root: Said) -> str:
    """The last message of the round that says how many have answered."""
    said = reversed(stage.workspace.messages_in(BACKEND))
    return next(each.shown for each in said if "answered" in each.shown and each.ts != root.ts)


async def test_a_late_answer_leaves_the_line_of_character_and_mentions_the_cause_once(stage: Stage) -> None:
    await with_a_standup(stage, "close_after = 30")
    await stage.turn_to(stage.at("09:00"))
    ana, ben, chiara = (stage.workspace.member(name) for name in ("Ana", "Ben", "Chiara"))
    root = opened(stage)
    await ana.replies(root, "Yesterday: a. Today: b. Blockers: waiting for @Chiara to review the schema")
    await stage.turn_to(stage.at("10:00"))
    before = summary(stage, root)
    await ben.replies(root, "Yesterday: late. Today: later. Blockers: waiting for @Chiara too")
    await stage.pass_(minutes=2)
    await ben.replies(root, "Yesterday: late. Today: later. Blockers: waiting for @Chiara and for ops")
    await stage.pass_(minutes=30)
    after = summary(stage, root)
    assert "late" in after
    told = [each for each in chiara.hears() if "waiting" in each.shown.casefold() or "blocke" in each.shown.casefold()]
    assert len(told) <= 2, [each.shown for each in told]
    assert before.splitlines()[-1] in after, "the line of character"


@pytest.mark.parametrize("name", ["payments-bot", "Nurse Joy", "\u0420\u043e\u0431\u043e\u0442"])
async def test_hints_name_the_bot_as_the_workspace_knows_it(tmp_path: Path, name: str) -> None:
    clock = TurnableClock(MONDAY, running=False)
    sample = team.team(name)
    async with on_stage(sample, clock, database_url=fresh_database(tmp_path), card=CARD, settings={}) as (stage, _):
        ana = stage.workspace.member("Ana")
        for words in ("help", "what can you do?", "hello", "how do I set up a standup?"):
            await ana.says(BACKEND, f"@{name} {words}")
            await stage.pass_(seconds=8)
        await ana.command("/recall", BACKEND)
        await ana.command("/ritual", BACKEND)
        await stage.pass_(seconds=8)
        said = [*stage.workspace.messages_in(BACKEND), *ana.whispers(BACKEND)]
        ours = [each for each in said if each.user == team.BOT]
    assert len(ours) >= 4
    assert not any(f"@{called}" in each.text for each in ours for called in (name, "Backend_Architect", "rolecall"))
