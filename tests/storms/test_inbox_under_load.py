"""What the inbox does when much comes at once, or what came does not end."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from integrations.database import Database
from integrations.slack.events import envelope
from jobs.delivery.inbox import DESKS, Inbox
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("threaded")


def told(event_id: str, ts: str) -> dict[str, Any]:
    return {"event_id": event_id, "event": {"type": "message", "channel": "C1", "ts": ts}}


@pytest.mark.slow_where("sqlite")
async def test_batches_of_the_same_messages_in_opposite_orders_are_committed_at_the_first_try(db: Database) -> None:
    handled: list[str] = []

    async def handle(body: dict[str, Any]) -> None:
        handled.append(body["event"]["ts"])

    one, two = Inbox(db, handle, envelope), Inbox(db, handle, envelope)
    await one.start()
    await two.start()
    rounds, size = 6, 20
    with capture_logs() as logged:
        for number in range(rounds):
            ts = [f"{number}.{n:03}" for n in range(size)]
            there = [one.accept(told(f"Ev-a{each}", each)) for each in ts]
            back = [two.accept(told(f"Ev-b{each}", each)) for each in reversed(ts)]
            await asyncio.gather(*there, *back)
        await until(lambda: len(handled) >= rounds * size and one.idle and two.idle)
    await one.stop()
    await two.stop()
    assert [line for line in logged if line["log_level"] == "error"] == []
    assert len(handled) == len(set(handled)) == rounds * size


async def test_events_that_hang_leave_their_desks_to_those_that_come_after(db: Database) -> None:
    handled: list[str] = []

    async def handle(body: dict[str, Any]) -> None:
        if body["event"]["ts"] != "last":
            await asyncio.Event().wait()
        handled.append(body["event"]["ts"])

    inbox = Inbox(db, handle, envelope)
    await inbox.start()
    await asyncio.gather(*(inbox.accept(told(f"Ev{n}", f"{n}.0")) for n in range(2 * DESKS)))
    await inbox.accept(told("Ev-last", "last"))
    await until(lambda: _only_those_that_hang(inbox))
    await inbox.stop(grace_s=0)
    assert handled == ["last"]


async def _only_those_that_hang(inbox: Inbox) -> bool:
    return await inbox.waiting() == 2 * DESKS
