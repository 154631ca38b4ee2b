"""What was acked is durable first, and handled once."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from integrations.chat import ChatLimited, ChatUncertain
from integrations.chat_events import Envelope
from integrations.database import Database
from integrations.database.tables.delivery import EventState
from integrations.database.tables.delivery import inbox as table
from integrations.slack.events import envelope
from integrations.time import machine_now
from jobs.delivery.inbox import Inbox
from tests.waiting import PATIENT_S, until


def event(number: int, **more: Any) -> dict[str, Any]:
    return {"event_id": f"Ev{number}", "event": {"type": "message", "channel": "C1", "ts": f"{number}.0", **more}}


class Handler:
    """Notes what it is given; `hang` or `fail` make trouble."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.fail = 0
        self.gate: asyncio.Event | None = None

    async def __call__(self, body: dict[str, Any]) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.fail:
            self.fail -= 1
            raise RuntimeError("a listener's mistake")
        self.handled.append(body["event_id"])


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets inboxes that are made try again at once: a pause grows with an event's age, so with how busy we are."""
    return lambda: monkeypatch.setattr("jobs.delivery.inbox.MOST_PAUSE", timedelta(0))


@pytest.fixture
def handler() -> Handler:
    return Handler()


async def test_an_event_is_handled_once_however_often_it_comes(db: Database, handler: Handler) -> None:
    inbox = Inbox(db, handler, envelope)
    await inbox.start()
    await asyncio.gather(*(inbox.accept(event(number)) for _ in range(4) for number in (1, 2, 3)))
    await until(lambda: len(handler.handled) == 3 and inbox.idle)
    await inbox.accept(event(2))
    assert await inbox.waiting() == 0
    await inbox.stop()
    assert sorted(handler.handled) == ["Ev1", "Ev2", "Ev3"]


async def test_a_mention_and_its_message_are_one_event(db: Database, handler: Handler) -> None:
    inbox = Inbox(db, handler, envelope)
    await inbox.start()
    await inbox.accept(event(1))
    await inbox.accept({**event(1, type="app_mention"), "event_id": "Ev-other"})
    await inbox.accept({**event(1, subtype="message_changed"), "event_id": "Ev-edit"})
    await until(lambda: len(handler.handled) == 2)
    await inbox.stop()
    assert handler.handled == ["Ev1", "Ev-edit"]


async def test_what_we_cannot_make_out_of_an_event_is_told_to_whoever_brings_it(db: Database, handler: Handler) -> None:
    def label(body: Mapping[str, Any]) -> Envelope:
        if body["event_id"] == "Ev2":
            raise KeyError("a mistake of ours")
        return envelope(body)

    inbox = Inbox(db, handler, label)
    await inbox.start()
    async with asyncio.timeout(PATIENT_S):
        came = await asyncio.gather(*(inbox.accept(event(number)) for number in (1, 2, 3)), return_exceptions=True)
    await until(lambda: len(handler.handled) == 2)
    await inbox.stop()
    assert [type(each) for each in came] == [type(None), KeyError, type(None)]
    assert handler.handled == ["Ev1", "Ev3"]


async def test_two_replicas_share_the_events(db: Database, handler: Handler) -> None:
    one, two = Inbox(db, handler, envelope), Inbox(db, handler, envelope)
    await one.start()
    await two.start()
    await asyncio.gather(*((one, two)[number % 2].accept(event(number % 50)) for number in range(200)))
    await until(lambda: len(handler.handled) >= 50 and one.idle and two.idle)
    await one.stop()
    await two.stop()
    assert len(handler.handled) == len(set(handler.handled)) == 50


async def test_what_a_dead_worker_left_is_taken_over(db: Database, handler: Handler) -> None:
    handler.gate = asyncio.Event()
    dead = Inbox(db, handler, envelope, lease_s=0.3)
    await dead.start()
    await dead.accept(event(1))
    await until(lambda: not dead.idle)
    for task in [
        *(each._task for each in dead._workers if each._task),
        *dead._in_hand.values(),
    ]:  # as a SIGKILL would, without a word
        task.cancel()
    survivor = Inbox(db, Handler(), envelope, lease_s=0.3)
    await survivor.start()
    await until(lambda: _is_done(db))
    await survivor.stop()


async def _is_done(db: Database) -> bool:
    async with db.read() as tx:
        return (await tx.execute(sa.select(table.c.state))).scalars().all() == [EventState.DONE]


async def test_a_listener_that_fails_is_tried_again(
    db: Database, handler: Handler, no_pause: Callable[[], None]
) -> None:
    handler.fail = 1
    inbox = Inbox(db, handler, envelope)
    no_pause()
    await inbox.start()
    await inbox.accept(event(1))
    await until(lambda: handler.handled)
    await inbox.stop()
    assert handler.handled == ["Ev1"]


async def test_an_event_that_fails_three_times_is_set_aside_and_reported(
    db: Database, handler: Handler, no_pause: Callable[[], None]
) -> None:
    reported: list[dict[str, Any]] = []

    async def report(_row: int, body: dict[str, Any]) -> None:
        reported.append(body)

    handler.fail = 99
    inbox = Inbox(db, handler, envelope, report=report)
    no_pause()
    await inbox.start()
    await inbox.accept(event(1))
    await until(lambda: reported)
    handler.fail = 0
    await inbox.accept(event(2))
    await until(lambda: handler.handled)
    await inbox.stop()
    assert handler.handled == ["Ev2"]
    assert [body["event_id"] for body in reported] == ["Ev1"]


async def test_that_slack_does_not_answer_is_no_failure_of_an_event(db: Database, no_pause: Callable[[], None]) -> None:
    tried: list[str] = []

    async def handle(body: dict[str, Any]) -> None:
        tried.append(body["event_id"])
        if len(tried) < 6:
            raise ChatUncertain("http_503") if len(tried) % 2 else ChatLimited(1)

    inbox = Inbox(db, handle, envelope)
    no_pause()
    await inbox.start()
    await inbox.accept(event(1))
    await until(lambda: _is_done(db))
    await inbox.stop()
    assert tried == ["Ev1"] * 6


async def test_a_stop_hands_back_what_it_could_not_finish(db: Database, handler: Handler) -> None:
    handler.gate = asyncio.Event()
    inbox = Inbox(db, handler, envelope)
    await inbox.start()
    await inbox.accept(event(1))
    await until(lambda: not inbox.idle)
    await inbox.stop(grace_s=0.05)
    handler.gate.set()
    successor = Inbox(db, handler, envelope)
    await successor.start()
    await until(lambda: handler.handled == ["Ev1"])
    await successor.stop()


async def test_a_stop_amid_a_claim_leaves_nothing_claimed(db: Database, handler: Handler) -> None:
    amid, stopping = asyncio.Event(), asyncio.Event()

    async def report(_row: int, _body: dict[str, Any]) -> None:
        amid.set()  # the claim is committed, and its rows are in nobody's hands yet
        await stopping.wait()

    inbox = Inbox(db, handler, envelope, report=report)
    async with db.write() as tx:
        for number, attempts in ((1, 3), (2, 0)):
            row = {"event_id": f"Ev{number}", "body": event(number), "attempts": attempts, "received_at": machine_now()}
            await tx.execute(table.insert().values(**row))
    await inbox.start()
    await asyncio.wait_for(amid.wait(), PATIENT_S)
    ending = asyncio.create_task(inbox.stop())
    await asyncio.sleep(0)
    stopping.set()
    await asyncio.wait_for(ending, PATIENT_S)
    async with db.read() as tx:
        states = (await tx.execute(sa.select(table.c.state).order_by(table.c.id))).scalars().all()
    assert states[0] is EventState.ASIDE
    assert (states[1], handler.handled) in ((EventState.DONE, ["Ev2"]), (EventState.NEW, []))
