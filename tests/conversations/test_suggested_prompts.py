"""What Slack suggests to ask us, in the words of the manifest, is answered."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.conversation.intents import AboutUs, Question, intent
from bot.demo import day
from bot.demo.stage import Stage
from bot.demo.world import world
from integrations.time import TurnableClock
from tests.stage import BACKEND, BOT, MONDAY, last, staged, with_a_day

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


@pytest.fixture(scope="module")
def prompts() -> dict[str, str]:
    """The suggested messages by their titles."""
    features = yaml.safe_load(MANIFEST.read_text("utf-8"))["features"]
    return {each["title"]: each["message"] for each in features["agent_view"]["suggested_prompts"]}


async def asked(stage: Stage, words: str, *, who: str = "Ben", by_dm: bool) -> str:
    """What we answer, to a mention in #backend or in a DM."""
    person = stage.workspace.member(who)
    where = await person.opens_dm() if by_dm else BACKEND
    await person.says(where, words if by_dm else f"{BOT} {words}")
    await stage.pass_(seconds=5)
    answer = last(stage, where)
    assert answer.user == stage.workspace.app.bot_user
    return answer.shown


@pytest.mark.parametrize("by_dm", [True, False])
async def test_who_asks_what_we_can_do_is_told(stage: Stage, prompts: dict[str, str], by_dm: bool) -> None:
    answer = await asked(stage, prompts["What can you do?"], by_dm=by_dm)
    assert "I run the team's day" in answer
    assert "/standup" in answer
    assert "find nothing" not in answer


@pytest.mark.parametrize("by_dm", [True, False])
async def test_who_asks_what_is_in_the_way_is_told(stage: Stage, prompts: dict[str, str], by_dm: bool) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("09:01"))
    ben = stage.workspace.member("Ben")
    await ben.command("/standup", BACKEND)
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    plan = {"What is your plan for today?": "refunds", "Is anything in your way?": "no access to staging"}
    assert await ben.fills(view, plan) == {}
    await stage.settle()
    answer = await asked(stage, prompts["What is in the way?"], who="Ana", by_dm=by_dm)
    assert "1 blocker is open" in answer
    assert "Ben: no access to staging" in answer


@pytest.mark.parametrize("by_dm", [True, False])
async def test_who_asks_what_was_decided_is_told_what_was_said_and_not_what_was_asked(
    stage: Stage, prompts: dict[str, str], by_dm: bool
) -> None:
    await stage.workspace.member("Chiara").says(BACKEND, "Databases: we stay on PostgreSQL, one for each service.")
    await asked(stage, "Which databases did we decide about for payments?", by_dm=by_dm)
    answer = await asked(stage, prompts["What was decided?"], by_dm=by_dm)
    assert answer.startswith("This was said before.")
    assert "we stay on PostgreSQL" in answer
    assert "for payments" not in answer


@pytest.mark.slow
async def test_each_has_an_answer_where_the_demo_begins(tmp_path: Path, prompts: dict[str, str]) -> None:
    clock = TurnableClock(MONDAY, running=False)
    story, sources = world(clock, MONDAY + timedelta(days=1))
    async with staged(tmp_path, sources=sources) as stage:
        await day.before(stage, story)
        await stage.turn_to(story.at(day.OPENS))
        for by_dm in (True, False):
            answers = {title: await asked(stage, words, by_dm=by_dm) for title, words in prompts.items()}
            assert "I run the team's day" in answers["What can you do?"]
            assert "each service keeps its own" in answers["What was decided?"].splitlines()[2]
            assert "Nothing is in the way" in answers["What is in the way?"]
        assert len(answers) == len(prompts) == 3


def test_asking_about_us_is_told_from_asking_about_the_teams_work() -> None:
    for words in (
        "What can you do for us?",
        "what can you do",
        "Hi, what can you do here?",
        "who are you?",
        "What are you",
        "what do you do",
        "how can you help",
        "How can you help us with?",
        "how do you work?",
    ):
        assert intent(words) == AboutUs(), words
    for words in (
        "what can you do about the outage?",
        "how can you help with retries?",
        "what do you do when a deploy fails?",
        "who are you waiting for?",
        "what are you deploying?",
        "what can we do?",
    ):
        assert intent(words) == Question(), words
