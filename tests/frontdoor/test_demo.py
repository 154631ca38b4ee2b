"""`rolecall demo --play`: the whole day through the front door, read from outside."""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo import day, team
from bot.demo.acting import day_before, working_day
from bot.demo.stage import Stage, on_stage
from bot.demo.world.story import Story
from integrations.time import TurnableClock
from tests.forked import run
from tests.stage import BACKEND, BOT, CARD, fresh_database, opened, shown, with_a_day


async def played() -> str:
    """What it prints, in an environment full of things that are none of its business."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SLACK_BOT_TOKEN": "xoxb-not-yours",
        "SLACK_API_URL": "http://127.0.0.1:1/",
        "ROLECALL_DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "ROLECALL_MODEL": "none",
        "ROLECALL_CARD": "none.md",
    }
    code, out, errors = await run("demo", "--play", env=environment, patience_s=200)
    assert code == 0, errors[-2000:]
    assert "ROLECALL_CARD is ignored here" in errors
    return out


@pytest.mark.timeout(240)
async def test_a_whole_day_is_played_and_printed_in_order_of_time() -> None:
    lines = (await played()).splitlines()
    heads = [line for line in lines if line[:5].strip().count(":") == 1 and line[:2].isdigit()]
    times = [line[:5] for line in heads]
    assert times == sorted(times)
    whole = "\n".join(lines)
    for part in (
        "09:00 #backend Backend_Architect: *Morning Standup and Team Sync",
        "*Dev* (late)",
        "Away: Elif",
        "Waiting for the index on payments.retry_at",
        "09:30 #backend Backend_Architect: 3 pull requests wait for review",
        "From now on I take dev-sample for Dev, ben-sample for Ben, chiara-sample for Chiara, ana-sample for Ana",
        "09:40 #backend Backend_Architect: Ana told me who is who: Elif is *elif-sample* on GitHub.",
        "09:45 @Chiara Backend_Architect: Ana asks for your review of orders#87",
        "10:30 #backend Backend_Architect: 1 open pull request changes a contract; it breaks callers",
        "11:30 #backend Backend_Architect: Focus until 13:00",
        "*PAY-41 is done and payments#212 is merged: *that is out of Ben's way",
        "13:00 #backend Backend_Architect: Lunch until 14:00",
        "14:00 #backend Backend_Architect: 1 query of payments got slower",
        "This index would help: `CREATE INDEX ON payments (retry_at)`",
        "15:00 #backend Backend_Architect: Design review: 1 decision and 1 topic",
        "16:00 #backend Backend_Architect: Red on the default branch: orders",
        "17:00 #backend Backend_Architect: 2 deployments since the last evening, 1 with alerts since",
        "PAY-41 Index on payments.retry_at: In Progress → *Done* (Chiara)",
        "17:30 @Ben Backend_Architect: You have 1 issue in progress",
        "every retry of the payment webhook carries an idempotency key",
        "ADR 1",
        "17:30 #backend Backend_Architect: 2 moved today, 2 of them done, 3 in progress",
    ):
        assert part in whole
    assert "second backend opening" not in whole


async def test_the_first_form_of_the_first_minute_is_filled_in_from_yesterday(tmp_path: Path) -> None:
    today = working_day(datetime(2026, 11, 26, 12, tzinfo=UTC))
    clock = TurnableClock(day_before(today).astimezone(UTC), running=False)
    setting = on_stage(team.team("Backend_Architect"), clock, database_url=fresh_database(tmp_path), card=CARD)
    async with setting as (stage, _):
        await day.before(stage, Story(clock, today))
        await stage.turn_to(stage.at("09:00", today))
        ana = stage.workspace.member("Ana")
        await ana.clicks(opened(stage), "standup_answer")
        view = await stage.workspace.until(lambda: ana.view)
        assert view is not None
        (finished,) = [block["element"] for block in view.blocks if "finish" in str(block.get("label"))]
        assert finished["initial_value"] == day.PLANS[team.ANA]["plan"]


@pytest.mark.slow
async def test_who_plays_a_day_that_is_over_gets_the_next_working_day(stage: Stage) -> None:
    friday_evening = stage.at("18:30", datetime(2026, 11, 27, 12, tzinfo=UTC))
    await stage.turn_to(friday_evening)
    await with_a_day(stage)
    moments = [moment async for moment in day.play(stage, BOT)]
    assert moments[0] == stage.at("08:55", datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert "what did we decide about retries" in "\n".join(shown(stage))
    said = stage.workspace.record()
    assert Counter(each["user"] for each in said)[team.BOT] > 15
    assert any(each["channel"].startswith("D") for each in said)


@pytest.mark.slow
async def test_what_a_visitor_began_before_the_day_is_played_stays_theirs(stage: Stage) -> None:
    await with_a_day(stage)
    await stage.turn_to(stage.at("08:55"))
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ben.command("/ritual topic Who reads the standup", BACKEND)
    await ana.command("/adr Use an outbox for payment events", BACKEND)
    view = await stage.workspace.until(lambda: ana.view)
    assert view is not None
    assert await ana.fills(view, dict.fromkeys(("Context", "Decision", "Consequences"), "Because.")) == {}
    await stage.settle()
    async for _ in day.play(stage, BOT):
        pass
    said = shown(stage)
    assert any(words.startswith(f"✅ ADR 1: {day.DECISION}") for words in said)
    assert any(words.startswith("📝") and "Use an outbox for payment events" in words for words in said)
    (agenda,) = [words.splitlines() for words in said if words.startswith("Design review: ")]
    (theirs,) = [line for line in agenda if line.startswith("Who reads the standup")]
    (own,) = [line for line in agenda if line.startswith(day.TOPIC)]
    assert "talked about" not in theirs
    assert "talked about by" in own
