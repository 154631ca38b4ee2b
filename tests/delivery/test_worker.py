"""A loop goes on after whatever fails in it, and says a failure once, however often it comes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from integrations.database import Database
from integrations.slack.events import envelope
from integrations.time import Clock
from jobs.delivery.heartbeat import Beat, Heartbeat
from jobs.delivery.inbox import Inbox
from jobs.delivery.outbox import Outbox
from jobs.delivery.worker import Recurring, Worker
from tests.slack_ids import SlackIds
from tests.waiting import until


async def nothing(_body: Any) -> None:
    """Handle it."""


def test_a_failure_is_said_once_and_once_when_it_is_over() -> None:
    trouble = Recurring("loop_failed")
    with capture_logs() as logs:
        for _ in range(300):
            trouble.failed(OSError("away"), letter="a")
        trouble.worked()
        trouble.worked()
    assert [(line["event"], line.get("times")) for line in logs] == [("loop_failed", None), ("loop_failed_over", 300)]
    assert logs[0]["exc_info"]
    assert logs[0]["letter"] == "a"


def test_another_kind_of_failure_is_said_too_and_a_new_spell_is_a_new_one() -> None:
    trouble = Recurring("loop_failed")
    with capture_logs() as logs:
        for problem in (OSError("away"), ValueError("ours"), OSError("away"), ValueError("ours")):
            trouble.failed(problem)
        trouble.worked()
        trouble.failed(OSError("away"))
    assert [line["event"] for line in logs] == ["loop_failed"] * 2 + ["loop_failed_over", "loop_failed"]


async def test_a_worker_goes_on_after_a_failure_and_is_dead_only_when_it_ended() -> None:
    turns: list[int] = []

    async def turn() -> None:
        turns.append(1)
        await asyncio.sleep(0)
        if len(turns) < 5:
            raise RecursionError("deep")

    worker = Worker("test", turn, failed="turn_failed", pause_s=0)
    assert not worker.alive
    with capture_logs() as logs:
        worker.start()
        await until(lambda: len(turns) > 8)
        assert worker.alive
        await worker.finish(1)
    assert not worker.alive
    assert [line["event"] for line in logs] == ["turn_failed", "turn_failed_over"]
    await worker.stop()


@pytest.fixture
async def nowhere() -> AsyncIterator[Database]:
    """A PostgreSQL that is away."""
    database = Database("postgresql://nobody@127.0.0.1:1/away")
    yield database
    await database.close()


async def test_a_database_that_is_away_is_said_once_by_each_who_needs_it(
    nowhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []
    read = nowhere.read

    def counted() -> Any:
        tries.append("read")
        return read()

    monkeypatch.setattr(nowhere, "read", counted)
    inbox, outbox = Inbox(nowhere, nothing, envelope, lease_s=0.05), Outbox(nowhere, SlackIds(), Clock())  # type: ignore[arg-type]
    inbox._working._pause_s = outbox._working._pause_s = 0.01

    async def beat() -> None:
        async with nowhere.read():
            pass

    heart = Heartbeat(Clock(), [Beat("beat", beat)], every_s=0.05)
    with capture_logs() as logs:
        await inbox.start()
        await outbox.start()
        heart.start()
        for number in range(4):
            with pytest.raises(Exception, match="connection"):
                await inbox.accept({"event_id": f"Ev{number}", "event": {"type": "message"}})
        await until(lambda: len(tries) > 40)
        assert inbox.alive
        assert outbox.alive
        assert heart.alive["heartbeat"]
        await heart.stop()
        await outbox.stop(grace_s=1)
        await inbox.stop(grace_s=1)
    events = sorted(line["event"] for line in logs if line["log_level"] == "error")
    named = {"beat_failed", "inbox_claim_failed", "inbox_commit_failed", "outbox_beat_failed"}
    assert set(events) <= named
    assert len(events) == len(set(events)) >= 4
