"""Whoever asks for their notes gets their own, and in a channel those alone that everybody there may know."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.conversation.notes import ListNotes, note_in
from bot.conversation.thinking import Thinking
from bot.demo import team
from bot.demo.stage import Stage
from bot.tools.tool import Asking
from integrations.chat import PlaceKind
from integrations.model import Entry, Hear, Line, Reply, ToolOffer
from tests.stage import BACKEND, BOT, LEADS, last
from tests.tools.asking import DM, told

TOOL = "my_notes"


async def notes(stage: Stage) -> None:
    """One in #backend, one among the leads, one in her direct messages, and one of what Ben said."""
    ana = stage.workspace.member("Ana")
    await ana.says(BACKEND, f"{BOT} remember that deploys stop on Fridays")
    await ana.says(LEADS, f"{BOT} remember that the budget is signed in May")
    await ana.says(await ana.opens_dm(), "remember that I like the window seat")
    await stage.pass_(seconds=5)
    await stage.workspace.member("Ben").says(BACKEND, "The test phone is with Chiara.")
    await stage.pass_(seconds=5)
    await ana.says(BACKEND, f"{BOT} remember this")
    await stage.pass_(seconds=5)


async def test_alone_somebody_is_told_all_their_notes_with_where_they_made_them(stage: Stage) -> None:
    assert (await told(stage, TOOL, "Ana", DM)).startswith("You have made no notes. Tell me: ")
    await notes(stage)
    for where, alone in ((DM, False), (BACKEND, True)):
        said = await told(stage, TOOL, "Ana", where, alone=alone)
        assert said.startswith("You asked me to remember this:")
        for words in ("deploys stop on Fridays", "the budget is signed in May · #backend-leads", "the window seat"):
            assert words in said
        assert "Ben: The test phone is with Chiara." in said
        assert "/recall forget" in said


async def test_in_a_channel_only_what_everybody_there_may_know_is_shown(stage: Stage) -> None:
    await notes(stage)
    said = await told(stage, TOOL, "Ana", BACKEND)
    assert "deploys stop on Fridays" in said
    assert "budget" not in said
    assert "window seat" not in said
    said = await told(stage, TOOL, "Ana", LEADS)
    assert "budget" in said
    assert "window seat" not in said


async def test_notes_of_others_are_not_theirs_and_what_they_may_not_read_any_more_is_not_shown(stage: Stage) -> None:
    await notes(stage)
    assert "You have made no notes" in await told(stage, TOOL, "Ben", DM)
    await stage.workspace.member("Ana").leaves(LEADS)
    await stage.settle()
    assert "budget" not in await told(stage, TOOL, "Ana", DM)


async def test_a_note_is_made_and_taken_back_with_ones_own_words(stage: Stage) -> None:
    await notes(stage)
    assert "The test phone is with Chiara." in last(stage).shown
    await stage.workspace.member("Ana").says(BACKEND, f"{BOT} forget that")
    await stage.pass_(seconds=5)
    assert last(stage).shown == "Forgotten."
    said = await told(stage, TOOL, "Ana", BACKEND)
    assert "test phone" not in said
    assert "deploys stop on Fridays" in said


@pytest.mark.parametrize(
    "words",
    [
        "which notes did I make?",
        "my notes",
        "show me my notes please",
        "what did I ask you to remember?",
        "what do you remember of me?",
        "Meine Notizen",
        "was weißt du über mich?",
        "¿qué recuerdas de mí?",
        "montre-moi mes notes",
    ],
)
def test_asking_for_ones_notes_is_told_from_other_questions(words: str) -> None:
    assert note_in(words) == ListNotes()


@pytest.mark.parametrize(
    "words", ["what do you know about my notes app?", "where are the release notes?", "mes notes de frais ?"]
)
def test_other_questions_about_notes_are_none(words: str) -> None:
    assert note_in(words) is None


async def test_somebody_who_asks_for_their_notes_is_answered(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    dm = await ana.opens_dm()
    await ana.says(dm, "remember that I like the window seat")
    await stage.pass_(seconds=5)
    await ana.says(dm, "which notes did I make?")
    await stage.pass_(seconds=5)
    assert "I like the window seat" in last(stage, dm).shown


async def nothing() -> None:
    """No tool has an answer by rule."""


@dataclass
class Listener:
    """A model that keeps what it is offered."""

    offered: Sequence[str] = ()
    takes_tools = True

    async def reply(
        self, system: str, said: Sequence[Entry], tools: Sequence[ToolOffer] = (), hear: Hear | None = None
    ) -> Reply:
        self.offered = [each.name for each in tools]
        return Reply("Yes.")


async def test_no_model_is_offered_to_make_notes_in_somebodys_name(stage: Stage) -> None:
    model, parts = Listener(), stage.app.parts
    asking = Asking(team.ANA.id, team.BACKEND.id, PlaceKind.PUBLIC, stage.now())
    thinking = Thinking(model, parts.toolbox, parts.approvals)
    await thinking.answer("", [Line("user", "remember me")], asking, by_rule=nothing)
    assert "recall" in model.offered
    assert not {"remember", "forget", TOOL} & set(model.offered)
