"""The cap of nudges and digests that a person gets in a day."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.post import Post
from integrations.public_holidays import Holidays
from jobs.delivery.nudge_hours import NudgeHours
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from jobs.people import team_settings
from jobs.people.team_settings import TeamSettings
from tests.stage import staged

CAP = 3


@pytest.mark.slow
async def test_three_replicas_send_no_more_than_the_cap_and_the_rest_the_next_day_in_order(
    database_url: str, tmp_path: Path
) -> None:
    async with staged(tmp_path, start=datetime(2026, 11, 23, 10, 0, tzinfo=UTC), url=database_url) as stage:
        parts = stage.app.parts
        settings = TeamSettings(timezone="Europe/Berlin", daily_cap=CAP)
        async with parts.db.write() as tx:
            await team_settings.write(tx, parts.db, settings)
        hours = NudgeHours(parts.db, parts.team, Holidays())
        others = [
            Outbox(parts.db, parts.chat, stage.clock, hours=hours.next_open, daily_cap=hours.daily_cap)
            for _ in range(2)
        ]
        for other in others:
            await other.start()
        dev = team.DEV.id  # in London: his day is another than the team's
        stale = stage.now() + timedelta(hours=5)
        for number in range(7):
            ends = stale if number == 5 else None
            post = Post(headline=(f"nudge {number}",))
            message = OutgoingMessage(f"n{number}", dev, post, priority=Priority.NUDGE, person=dev, expires_at=ends)
            await parts.outbox.send(message)

        async def said() -> list[str]:
            return [each.shown for each in stage.workspace.messages_in(await stage.workspace.member("Dev").opens_dm())]

        await stage.pass_(seconds=30)
        assert await said() == ["nudge 0", "nudge 1", "nudge 2"]
        await stage.turn_to(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
        assert len(await said()) == CAP  # a new day in London, but no hour for a nudge
        await stage.turn_to(datetime(2026, 11, 24, 9, 5, tzinfo=UTC))
        assert await said() == ["nudge 0", "nudge 1", "nudge 2", "nudge 3", "nudge 4", "nudge 6"]
        await asyncio.gather(*(other.stop() for other in others))


async def test_what_the_cap_holds_is_said_to_come_when_it_does(tmp_path: Path) -> None:
    async with staged(tmp_path, start=datetime(2026, 11, 27, 14, 0, tzinfo=UTC)) as stage:
        await _capped(stage, 1)
        for number in range(2):
            await stage.app.parts.outbox.send(_nudge(f"nudge {number}"))
        await stage.pass_(seconds=5)
        (held,) = await stage.app.parts.windows.held_for(team.DEV.id)
        assert held.until == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # Monday morning in London, and not midnight


async def test_the_last_of_the_day_is_not_held_by_itself(tmp_path: Path) -> None:
    async with staged(tmp_path, start=datetime(2026, 11, 23, 10, 0, tzinfo=UTC)) as stage:
        await _capped(stage, 1)
        stage.workspace.faults.drop("chat.postMessage")
        await stage.app.parts.outbox.send(_nudge("the only one"))
        await stage.pass_(minutes=1)
        assert (await stage.app.parts.outbox.sent("the only one")) is not None


async def _capped(stage: Stage, cap: int) -> None:
    settings = TeamSettings(timezone="Europe/Berlin", daily_cap=cap)
    async with stage.app.parts.db.write() as tx:
        await team_settings.write(tx, stage.app.parts.db, settings)


def _nudge(words: str) -> OutgoingMessage:
    return OutgoingMessage(words, team.DEV.id, Post(headline=(words,)), priority=Priority.NUDGE, person=team.DEV.id)
