"""The App Home: what waits for whoever looks at it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from bot.demo.world import world
from bot.demo.world.story import LOGINS
from bot.home.waiting import picture
from bot.sources import Sources
from integrations.alerts import Alert
from integrations.post import Post
from integrations.source import SourceError
from integrations.time import TurnableClock
from integrations.workspace.people import words
from jobs.ages import Ages
from jobs.calendar import no_holiday
from jobs.letters import Letter
from jobs.team_settings import TeamSettings
from tests.stage import MONDAY, staged, with_a_day


@dataclass
class Down:
    """A source that cannot be read, whatever it is asked."""

    repos: tuple[str, ...] = ("sample/payments",)

    async def close(self) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        async def refuse(*_: object, **__: object) -> None:
            raise SourceError("GitHub", "it refuses the token (401)")

        return refuse


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=sources) as ready:
        await with_a_day(ready)
        yield ready


async def known(stage: Stage) -> None:
    async with stage.app.parts.db.write() as tx:
        for user, login in LOGINS.items():
            await stage.app.parts.accounts.put(tx, "github", user, login, said_by=user)


async def home_of(stage: Stage, name: str, until: str) -> str:
    """The home of a member, once it shows that."""
    who = stage.workspace.member(name)
    await who.opens_home()
    await stage.workspace.until(lambda: who.home and until in "\n".join(words(who.home.blocks)), timeout=10)
    await stage.settle()
    return "\n".join(words(who.home.blocks)) if who.home else ""


async def test_it_shows_my_reviews_my_issues_and_nobody_elses(stage: Stage) -> None:
    await known(stage)
    seen = await home_of(stage, "Chiara", "My issues")
    assert "My reviews\norders#87 Drop legacy_total from the order API · 2 days" in seen
    assert "payments#212" not in seen
    assert "PAY-41 Index on payments.retry_at · In Progress" in seen
    assert "PAY-38" not in seen


async def test_who_is_not_known_elsewhere_is_told_how_to_mend_it(stage: Stage) -> None:
    seen = await home_of(stage, "Dev", "GitHub")
    assert "I do not know your login on GitHub" in seen
    assert "Who is who" in seen


async def test_it_shows_what_is_held_and_when_it_comes(stage: Stage) -> None:
    note = Post(headline=("A nudge about orders#87",))
    await stage.app.parts.outbox.send(Letter("n1", team.BEN.id, note, sort="nudge", person=team.BEN.id))
    await stage.pass_(seconds=3)
    seen = await home_of(stage, "Ben", "Held for you")
    assert "A nudge about orders#87 · comes" in seen
    assert "Held for you" not in await home_of(stage, "Ana", "My issues")


async def test_a_source_that_is_down_is_one_line_and_takes_nothing_from_the_rest(tmp_path: Path) -> None:
    _, sources = world(TurnableClock(MONDAY, running=False), MONDAY)
    broken: Sources = replace(sources, github=Down())
    async with staged(tmp_path, sources=broken) as stage:
        await known(stage)
        seen = await home_of(stage, "Chiara", "My issues")
        assert "My reviews: GitHub cannot be read: it refuses the token (401)." in seen


async def test_the_picture_has_a_line_for_each_service_and_a_column_for_each_hour() -> None:
    ages = Ages(datetime(2026, 11, 23, 10, 30, tzinfo=UTC), TeamSettings(timezone="Europe/Berlin"), no_holiday)
    counts = [0] * 24
    counts[23], counts[14] = 4, 1
    drawn = picture({"payments": counts, "orders-db": [1] * 24}, ages).splitlines()
    assert drawn[2] == "payments                 ░        █  5"
    assert drawn[3] == f"orders-db  {'░' * 24}  24"
    assert drawn[1].index("2", 11) < drawn[1].index("8", 11)
    assert "█ is 4 in an hour" in drawn[-1]


async def test_alerts_are_shown_to_people_of_a_channel_that_gets_them(stage: Stage) -> None:
    at = stage.now() - timedelta(hours=2)
    await stage.app.parts.alerts.take([Alert("generic", "a", at, True, "Slow", "payments", "warning")])
    seen = await home_of(stage, "Ana", "Alerts of the last 24 hours")
    assert "payments" in seen
