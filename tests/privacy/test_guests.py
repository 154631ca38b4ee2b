"""What a guest of the workspace gets: what is set up in their channels, and no more of the team's systems."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.demo.world import world
from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.time import TurnableClock
from integrations.workspace.people import Actor
from integrations.workspace.people import words as words_of
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, MONDAY, shown, staged


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[Stage]:
    """The sample team with its Jira, GitHub and databases, and no ritual set up; Dev is a guest."""
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as ready:
        await becomes_a_guest(ready, "Dev")
        await ready.settle()
        yield ready


async def whispered(stage: Stage, who: Actor, typed: str) -> str:
    before = len(who.whispers(BACKEND))
    await who.command(typed, BACKEND)
    await stage.workspace.until(lambda: len(who.whispers(BACKEND)) > before)
    return who.whispers(BACKEND)[-1].shown


@pytest.mark.parametrize("kind", ["wrap_up", "review_queue", "slow_queries", "deployment"])
async def test_a_guest_neither_runs_nor_previews_what_nobody_set_up_there(full: Stage, kind: str) -> None:
    dev = full.workspace.member("Dev")
    before = shown(full)
    for word in ("run", "preview"):
        assert "Guests can run what is set up" in await whispered(full, dev, f"/ritual {word} {kind}")
    await full.pass_(seconds=5)
    assert shown(full) == before


async def test_a_guest_runs_what_is_set_up_there_as_anybody_does(full: Stage) -> None:
    await full.app.parts.rituals.setup.apply(team.ANA.id, team.BACKEND.id, timezone=team.ZONE)
    await full.settle()
    assert "runs now" in await whispered(full, full.workspace.member("Dev"), "/ritual run review_queue")


async def test_a_channel_that_another_workspace_joins_is_known_as_theirs_too(full: Stage) -> None:
    channel = await full.app.parts.team.channel(BACKEND)
    assert channel is not None
    assert not channel.shared
    for shared in (True, False):
        full.workspace.share(BACKEND, shared=shared)
        await full.settle()
        channel = await full.app.parts.team.channel(BACKEND)
        assert channel is not None
        assert channel.shared is shared


async def test_a_guest_sets_up_no_day(full: Stage) -> None:
    said = await whispered(full, full.workspace.member("Dev"), "/ritual setup")
    assert said == "A full member of the workspace sets the day up; it brings the team's systems here."


async def test_the_home_of_a_guest_believes_no_word_about_who_they_are_elsewhere(full: Stage) -> None:
    dev = full.workspace.member("Dev")
    async with full.app.parts.db.write() as tx:
        await full.app.parts.accounts.put(tx, GITHUB, dev.id, "chiara-sample", said_by=dev.id)
        await full.app.parts.accounts.put(tx, JIRA, dev.id, "chiara", said_by=dev.id)
    await dev.opens_home()
    await full.settle()
    await full.workspace.until(lambda: dev.home)
    seen = "\n".join(words_of(dev.home.blocks)) if dev.home else ""
    assert "What you can ask for" in seen
    assert "My reviews" not in seen
    assert "My issues" not in seen
