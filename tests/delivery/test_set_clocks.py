"""Somebody sets the machine's clock while we work: nothing waits for it, and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.chat import ChatLimited, Posted
from integrations.database import Database
from integrations.database.tables.delivery import inbox
from integrations.post import Post
from integrations.slack.events import envelope
from integrations.time import Clock, TurnableClock, is_fresh
from jobs.delivery.heartbeat import Beat, Heartbeat
from jobs.delivery.inbox import Inbox
from jobs.delivery.lease import Lease
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from tests.slack_ids import SlackIds
from tests.waiting import PATIENT_S, until
from tests.walls import StandingWall, Wall

BACK = [{"minutes": -5}, {"hours": -26}, {"seconds": -45}]
FORWARD = [{"minutes": 5}, {"days": 400}]


class Slack(SlackIds):
    """Keeps what is posted. `answers` go wrong first; while `gate` is closed a post is under way."""

    def __init__(self) -> None:
        self.posted: list[str] = []
        self.keys: dict[str, Posted] = {}
        self.answers: list[Exception] = []
        self.begun = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def prepare(self, post: Post, *, key: str) -> None:
        """It shows everything in words."""

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        self.begun += 1
        await self.gate.wait()
        if self.answers:
            raise self.answers.pop(0)
        self.posted.append(str(post.headline[0]))
        self.keys[key] = Posted(f"1.{len(self.posted):06d}", datetime.now(UTC))
        return self.keys[key]

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        return self.keys.get(key)

    async def place_of(self, address: str) -> str:
        return address

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


@asynccontextmanager
async def posting(db: Database, slack: Slack, **how: Any) -> AsyncIterator[Outbox]:
    outbox = Outbox(db, slack, Clock(), **how)
    await outbox.start()
    try:
        yield outbox
    finally:
        await outbox.stop(grace_s=0.1)


def message(words: str) -> OutgoingMessage:
    return OutgoingMessage(words, "C1", Post(headline=(words,)), priority=Priority.REPLY)


async def dies(outbox: Outbox) -> None:
    """As a SIGKILL would, without a word."""
    for task in [outbox._working._task, *outbox._posting.values()]:
        assert task is not None
        task.cancel()
        task.get_loop().call_soon(lambda: None)
    outbox._close = nothing  # type: ignore[method-assign]
    await asyncio.gather(*outbox._posting.values(), return_exceptions=True)


async def nothing(*_: Any, **__: Any) -> None:
    """What a dead process does."""


@pytest.mark.parametrize("by", BACK, ids=str)
async def test_after_a_step_back_a_channel_is_no_slower_than_before(
    db: Database, wall: Wall, by: dict[str, float]
) -> None:
    slack = Slack()
    async with posting(db, slack) as outbox:
        await outbox.send(message("before"))
        await until(lambda: slack.posted == ["before"] and outbox.idle)
        wall.set(**by)
        await outbox.send(message("after"))
        await until(lambda: slack.posted == ["before", "after"])


async def test_what_was_put_in_before_a_step_back_does_not_wait_for_its_moment_to_come_again(
    db: Database, wall: Wall
) -> None:
    slack = Slack()
    await Outbox(db, slack, Clock()).send(message("before"))
    wall.set(minutes=-5)
    async with posting(db, slack):
        await until(lambda: slack.posted == ["before"])


async def test_what_is_for_later_is_for_later_after_a_step_back_too(db: Database, wall: Wall) -> None:
    slack, clock = Slack(), Clock()
    later = OutgoingMessage("later", "C1", Post(headline=("later",)), not_before=clock.now() + timedelta(minutes=2))
    await Outbox(db, slack, clock).send(later)
    wall.set(minutes=-5)
    async with posting(db, slack) as outbox:
        await outbox.send(OutgoingMessage("now", "C2", Post(headline=("now",)), priority=Priority.REPLY))
        await until(lambda: slack.posted == ["now"])


async def test_slack_is_asked_again_soon_where_the_clock_is_set_back_while_it_limits_us(
    db: Database, wall: Wall
) -> None:
    slack = Slack()
    slack.answers = [ChatLimited(40)]
    async with posting(db, slack) as outbox:
        await outbox.send(message("limited"))
        await until(lambda: not slack.answers and outbox.idle)
        wall.set(minutes=-5)
        await until(lambda: slack.posted == ["limited"])


@pytest.mark.parametrize("by", BACK, ids=str)
async def test_a_message_that_a_dead_process_left_is_taken_over_after_a_step_back(
    db: Database, standing_wall: StandingWall, by: dict[str, float]
) -> None:
    slack = Slack()
    slack.gate.clear()
    async with posting(db, slack, lease_s=30) as dead:
        await dead.send(message("left"))
        await until(lambda: slack.begun)
        await dies(dead)
    standing_wall.set(**by)
    slack.gate.set()
    async with posting(db, slack, lease_s=30) as outbox:
        await outbox.beat()
        standing_wall.go_by(32)
        await outbox.beat()
        await until(lambda: slack.posted == ["left"])


@pytest.mark.parametrize("by", FORWARD + BACK, ids=str)
async def test_a_message_that_is_being_posted_while_the_clock_is_set_is_posted_once(
    db: Database, wall: Wall, by: dict[str, float]
) -> None:
    slack = Slack()
    slack.gate.clear()
    async with posting(db, slack) as one, posting(db, slack) as other:
        await one.send(message("once"))
        await until(lambda: slack.begun)
        wall.set(**by)
        for outbox in (one, other):
            await outbox.beat()
        assert slack.begun == 1
        slack.gate.set()
        await until(lambda: slack.posted == ["once"] and one.idle and other.idle)
        await asyncio.gather(one.beat(), other.beat())
    assert slack.posted == ["once"]


class Handler:
    """Handles events; while `gate` is closed one is under way."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = asyncio.Event()

    async def __call__(self, body: dict[str, Any]) -> None:
        self.begun.append(body["event_id"])
        await self.gate.wait()


async def looks(inbox: Inbox) -> None:
    """Let it look for what is open, and have looked."""
    for _ in range(2):  # it looks again only once it has what it looked for first
        inbox._stirred.set()
        await until(lambda: not inbox._stirred.is_set())


EVENT = {"event_id": "Ev1", "event": {"type": "message", "channel": "C1", "ts": "1.0"}}


@pytest.mark.parametrize("by", BACK, ids=str)
async def test_an_event_that_a_dead_process_left_is_taken_over_after_a_step_back(
    db: Database, standing_wall: StandingWall, by: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Handler()
    dead = Inbox(db, handler, envelope, lease_s=30)
    await dead.start()
    await dead.accept(EVENT)
    await until(lambda: handler.begun)
    for worker in dead._workers:
        await worker.stop()
    monkeypatch.setattr(dead, "_finish", nothing)
    for task in dead._in_hand.values():
        task.cancel()
    standing_wall.set(**by)
    handler.gate.set()
    successor = Inbox(db, handler, envelope, lease_s=30)
    await successor.start()
    await looks(successor)
    standing_wall.go_by(32)
    await looks(successor)
    await until(lambda: handler.begun == ["Ev1", "Ev1"])
    await successor.stop()


@pytest.mark.parametrize("by", FORWARD + BACK, ids=str)
async def test_an_event_in_hand_is_nobody_elses_when_the_clock_is_set(
    db: Database, standing_wall: StandingWall, by: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed, renew = [], Lease.renew

    async def noted(lease: Lease, *given: Any) -> set[tuple[Any, ...]]:
        renewed.append(await renew(lease, *given))
        return renewed[-1]

    monkeypatch.setattr(Lease, "renew", noted)
    handler = Handler()
    one, other = Inbox(db, handler, envelope, lease_s=30), Inbox(db, handler, envelope, lease_s=30)
    await one.start()
    await one.accept(EVENT)
    await until(lambda: handler.begun)
    await other.start()
    standing_wall.set(**by)
    for times in range(1, 6):  # a lease and a half
        await looks(other)
        await until(lambda: standing_wall.is_waited_for)
        standing_wall.go_by(11)
        await until(lambda: len(renewed) == times)  # noqa: B023 - awaited at once
    assert handler.begun == ["Ev1"]
    assert all(renewed)
    handler.gate.set()
    await until(lambda: one.idle)
    await other.stop()
    await one.stop()
    assert handler.begun == ["Ev1"]


@pytest.mark.parametrize("by", BACK + FORWARD, ids=str)
async def test_the_heart_goes_on_beating(wall: Wall, by: dict[str, float]) -> None:
    beats: list[int] = []

    async def beat() -> None:
        beats.append(1)

    heart = Heartbeat(Clock(), [Beat("beat", beat)], every_s=0.05)
    heart.start()
    await until(lambda: len(beats) >= 2)
    wall.set(**by)
    seen = len(beats)
    await until(lambda: len(beats) >= seen + 5)
    assert heart.alive["heartbeat"]
    await heart.stop()
    assert not heart.alive["heartbeat"]


async def test_a_sleep_takes_its_seconds_whatever_the_wall_shows(wall: Wall) -> None:
    sleeping = asyncio.create_task(Clock().sleep(0.05))
    await asyncio.sleep(0)
    wall.set(hours=-1)
    await asyncio.wait_for(sleeping, PATIENT_S)


def test_a_turnable_clock_that_runs_never_goes_back(wall: Wall) -> None:
    clock = TurnableClock()
    before = clock.now()
    wall.set(hours=-1)
    assert clock.now() >= before


def test_what_was_seen_at_a_time_yet_to_come_is_not_fresh(wall: Wall) -> None:
    seen, minute = Clock().now(), timedelta(minutes=1)
    assert is_fresh(seen, Clock().now(), minute)
    wall.set(minutes=-5)
    assert not is_fresh(seen, Clock().now(), minute)
    wall.set(minutes=10)
    assert not is_fresh(seen, Clock().now(), minute)
    assert not is_fresh(None, Clock().now(), minute)


async def test_a_lease_that_can_be_is_told_from_one_that_cannot(db: Database, wall: Wall) -> None:
    lease = Lease(db, inbox, timedelta(seconds=30))
    until_ = lease.until()
    assert lease.over_before() <= until_
    wall.set(seconds=-45)
    assert lease.bounds()["longest_until"] < until_
    wall.set(seconds=45 + 60)
    assert lease.over_before() < until_  # nothing is over for the length of a lease
    assert Lease(db, inbox, timedelta(seconds=30)).over_before() > until_  # who was not there goes by the wall
