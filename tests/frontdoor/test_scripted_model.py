"""The demo's model is a script that says so: it asks tools, cites, and waits for a yes; elsewhere nobody asks it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo import day, team
from bot.demo.acting import day_before, working_day
from bot.demo.scripted_model import NAME, next_step, scripted_model
from bot.demo.stage import Stage, on_stage
from bot.demo.world import world
from integrations.model import Model
from integrations.time import TurnableClock
from tests.stage import BACKEND, CARD, fresh_database, shown

PROMPTS = dict(team.with_a_model("Backend_Architect").prompts)
HERE = "#with-a-model"


@pytest.fixture(scope="module", autouse=True)
def libraries() -> None:
    """Loaded before there is a loop to block, as the app does."""
    Model("small", base_url="http://127.0.0.1:1/v1")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The demo as a visitor finds it, a little before nine."""
    today = working_day(datetime(2026, 11, 26, 12, tzinfo=UTC))
    clock = TurnableClock(day_before(today).astimezone(UTC), running=False)
    story, sources = world(clock, today)
    async with scripted_model() as url:
        settings: dict[str, object] = {
            "rolecall_model": NAME,
            "openai_base_url": url,
            "rolecall_model_channels": (team.MODEL_CHANNEL,),
        }
        sample = team.team("Backend_Architect", model=True)
        database = fresh_database(tmp_path)
        setting = on_stage(sample, clock, database_url=database, card=CARD, sources=sources, settings=settings)
        async with setting as (stage, _):
            await day.before(stage, story)
            await stage.turn_to(stage.at("08:55", today))
            yield stage


async def ask(stage: Stage, prompt: str, where: str = HERE) -> list[str]:
    """What comes of what the page offers to ask."""
    before = len(shown(stage, where))
    await stage.workspace.member("Ana").says(where, PROMPTS[prompt])
    await stage.pass_(seconds=10)
    return shown(stage, where)[before + 1 :]


@pytest.mark.slow
async def test_it_answers_from_what_a_tool_found_and_says_what_it_is(stage: Stage) -> None:
    [answer] = await ask(stage, "What is on fire?")
    assert "no AI" in answer
    assert stage.workspace.journal.accepted("chat.startStream"), "it was seen while it grew"
    [by_rule] = await ask(stage, "What is on fire?", BACKEND)
    assert "no AI" not in by_rule
    assert by_rule.splitlines()[0] in answer, "it is told what the same tool finds"


@pytest.mark.slow
async def test_what_was_decided_it_cites(stage: Stage) -> None:
    [answer] = await ask(stage, "What did we decide about retries?")
    assert "carries an idempotency key" in answer
    assert "[1]" in answer
    [by_rule] = await ask(stage, "What did we decide about retries?", BACKEND)
    assert "no AI" not in by_rule


@pytest.mark.slow
async def test_what_changes_something_is_refused_or_granted_by_a_person(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    answer, request = await ask(stage, "Move PAY-44 to Done")
    assert "PAY-44" in answer
    assert "not done" in answer
    for button, comes in (("Don't", "No, said Ana"), ("Do it", "PAY-44 is Done")):
        said = next(each for each in stage.workspace.messages_in(HERE) if each.shown == request)
        await ana.clicks(said, button)
        await stage.pass_(seconds=10)
        assert any(comes in each for each in shown(stage, HERE)), shown(stage, HERE)
        if button == "Don't":
            _, request = await ask(stage, "Move PAY-44 to Done")


def test_what_it_does_not_know_it_says() -> None:
    said = next_step([{"role": "user", "content": "Ana: sing me a song"}], {"alerts_now"})
    assert isinstance(said, str)
    assert "I only play a model" in said
    assert "no AI" in said
