"""Help names what works here, with questions that are understood."""

import pytest

from bot.conversation.intents import AboutUs, Question, intent
from bot.conversation.questions.asking_for import ToolCall
from bot.conversation.what_to_ask import GROUPS, CanAsk, what_to_ask
from bot.demo import team
from bot.demo.stage import Stage
from bot.tools.every_tool import every_tool
from tests.questions.test_understanding import understood
from tests.stage import BACKEND, BOT, last, with_a_day

EVERY = [each.name for each in every_tool()]


@pytest.mark.parametrize("each", [each for group in GROUPS for each in group], ids=lambda each: each.tool)
async def test_each_question_of_the_help_is_understood_as_its_tools(each: CanAsk) -> None:
    found = await understood(each.question)
    if each.tool == "recall":
        assert found is None, "what was said before answers it"
    else:
        assert isinstance(found, ToolCall)
        assert found.tool == each.tool


def test_what_is_not_connected_is_not_offered() -> None:
    every, few = (str(what_to_ask("U0BOT", tools)) for tools in (EVERY, ["standup_answers", "recall"]))
    assert "which reviews wait for me?" in every
    assert "who hasn't answered the standup yet?" in few
    assert "reviews" not in few.lower()


@pytest.mark.parametrize(
    "words",
    [
        *("what can I ask you?", "What can you do", "was kannst du?", "was kann ich dich alles fragen?", "wer bist du"),
        *("how do I end a ritual?", "How can we set up a weekly pulse here?", "how do I draft an ADR"),
        *("¿qué puedes hacer?", "qué te puedo preguntar", "que peux-tu faire ?", "qui es-tu ?"),
    ],
)
def test_what_we_can_do_is_asked_in_many_words(words: str) -> None:
    assert intent(words) == AboutUs()


@pytest.mark.parametrize("words", ["how do we end the outage?", "how did the standup go?", "when does the ritual end?"])
def test_what_is_a_question_of_the_teams_is_not_taken_for_one_about_us(words: str) -> None:
    assert intent(words) == Question()


async def test_help_says_what_can_be_asked_without_any_source(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.workspace.member("Dev").says(BACKEND, f"{BOT} help")
    await stage.pass_(seconds=5)
    answer = last(stage).shown
    assert "standup" in answer
    assert "remember that" in answer
    assert ("which reviews wait for me?" in answer) == ("reviews_waiting" in stage.app.parts.toolbox.working)
    assert team.DEV.id not in answer
