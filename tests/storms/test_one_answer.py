"""However often Slack tells of it, and whatever becomes of the answer: one message."""

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import assemble
from bot.running import App
from bot.settings import Settings
from integrations.time import TurnableClock
from integrations.workspace import App as SlackApp
from integrations.workspace import Person, Place, Sample, Workspace, serving
from tests.kills.arena import arena
from tests.stage import CARD
from tests.storms.asking import Asked, ask, places, posted, trouble
from tests.waiting import PATIENT_S, until

pytestmark = pytest.mark.usefixtures("threaded")

BOT = "U0BOT"
PEOPLE = [Person(id=f"U0P{n}", name=f"Person {n}", real_name=f"Person {n}") for n in range(4)]
PLACES = [Place(f"C0P{n}", f"place-{n}", (BOT, *(person.id for person in PEOPLE))) for n in range(5)]
QUESTIONS = 20


@asynccontextmanager
async def two_replicas(url: str, clock: TurnableClock) -> AsyncIterator[tuple[Workspace, list[App]]]:
    """A workspace with two apps that share a database and nothing else."""
    sample = Sample("Storm", tuple(PEOPLE), tuple(PLACES), SlackApp(name="Rolecall", bot_user=BOT))
    workspace = Workspace(sample, clock, ack_s=PATIENT_S)
    async with serving(workspace) as address, AsyncExitStack() as stack:
        settings = Settings(
            slack_bot_token=SecretStr(sample.app.bot_token),
            slack_app_token=SecretStr(sample.app.app_token),
            slack_api_url=address.api_url,
            rolecall_database_url=url,
        )
        apps = [assemble(settings, clock=clock, card=CARD) for _ in range(2)]
        for app in apps:
            await stack.enter_async_context(app.running(http=False))
        await workspace.until(lambda: len(workspace.sockets.connections) == 2)
        yield workspace, apps


async def said(workspace: Workspace, clock: TurnableClock, wanted: int) -> None:
    """Turn the clock on until so many answers are posted: what was uncertain is looked up only with time."""

    def look() -> bool:
        clock.turn_to(clock.now() + timedelta(seconds=0.1))
        return posted(workspace).total() >= wanted

    await until(look, seconds=200)


async def at_rest(workspace: Workspace, apps: list[App], clock: TurnableClock) -> None:
    """Turn the clock on, half a second at each look, until everything is acked, answered and sent."""

    async def look() -> bool:
        clock.turn_to(clock.now() + timedelta(seconds=0.5))
        quiet = not workspace.delivering and all([await app.idle() for app in apps])
        return quiet and await apps[0].parts.outbox.next_due() is None

    await until(look, seconds=200)


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("database_url", "seed"), [("sqlite", 1), ("postgresql", 2)], indirect=["database_url"])
async def test_a_storm_of_deliveries_and_faults_over_two_replicas_gets_one_answer_a_question(
    database_url: str, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    clock, asked = TurnableClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)), Asked()
    async with two_replicas(database_url, clock) as (workspace, apps):
        workspace.faults.repeat_events(4, spread=0.3, seed=seed)
        trouble(workspace, seed, lost=QUESTIONS // 3)
        await ask(workspace, [person.id for person in PEOPLE], [place.id for place in PLACES], asked, count=QUESTIONS)
        await said(workspace, clock, dice.randrange(2, 8))
        dice.choice(workspace.sockets.connections).drop()
        await at_rest(workspace, apps, clock)
    assert posted(workspace) == Counter(asked.keys)
    assert places(workspace) == asked.places
    assert workspace.undelivered == []
    lost = [entry for entry in workspace.journal.accepted("chat.postMessage") if entry.fault == "lost"]
    assert len(lost) == QUESTIONS // 3


@pytest.mark.timeout(240)
async def test_two_processes_answer_once_what_is_delivered_four_times_and_whose_answer_is_lost(
    database_url: str, tmp_path: Path
) -> None:
    asked = Asked()
    async with arena(database_url, tmp_path, replicas=2, rituals=5, seed=1) as place:
        workspace = place.workspace
        await workspace.until(lambda: len(workspace.sockets.connections) == 2)
        await place.rest()
        before = places(workspace)
        workspace.faults.repeat_events(4, spread=0.5, seed=1)
        workspace.faults.lose("chat.postMessage", times=QUESTIONS // 3)
        await ask(workspace, ["U0ANA"], [f"C0R00{n}" for n in range(5)], asked, count=QUESTIONS)
        await workspace.until(lambda: posted(workspace).total() >= QUESTIONS and not workspace.delivering, timeout=200)
        await place.rest()
    assert posted(workspace) == Counter(asked.keys)
    assert places(workspace) - before == asked.places
