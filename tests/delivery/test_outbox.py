"""What is said is said once, in order, at its pace, and at a kind hour."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from integrations.chat import ChatLimited, ChatRefused, ChatUncertain, Posted, Refusal
from integrations.database import Database
from integrations.post import Post
from integrations.time import TurnableClock
from jobs.delivery.lease import Lease
from jobs.delivery.outbox import Outbox
from jobs.messages import OutgoingMessage, Priority
from tests.slack_ids import SlackIds
from tests.waiting import until


class FakeSlack(SlackIds):
    """Keeps what is posted; `next_answers` go wrong in the given ways first."""

    def __init__(self, clock: TurnableClock) -> None:
        self.clock = clock
        self.posted: list[tuple[str, str, str | None]] = []
        self.keys: dict[tuple[str, str], Posted] = {}
        self.texts: dict[str, str] = {}
        self.next_answers: list[Exception | str] = []
        self.goes_on = asyncio.Event()
        self.lookups = 0

    async def post(self, channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        trouble = self.next_answers.pop(0) if self.next_answers else None
        if isinstance(trouble, Exception):
            raise trouble
        if trouble == "slow":
            await self.goes_on.wait()
        ts = f"{self.clock.now().timestamp():.0f}.{len(self.posted):06d}"
        self.posted.append((channel, str(post.headline[0]), thread))
        self.keys[channel, key] = Posted(ts, self.clock.now())
        self.texts[ts] = str(post.headline[0])
        if trouble == "lost":
            raise ChatUncertain("lost")
        if trouble == "hang":
            await asyncio.Event().wait()
        return self.keys[channel, key]

    async def prepare(self, post: Post, *, key: str) -> None:
        """It shows everything in words."""

    async def update(self, channel: str, message_id: str, post: Post, *, key: str) -> None:
        self.texts[message_id] = str(post.headline[0])

    async def find(self, channel: str, key: str, *, since: datetime, thread: str | None = None) -> Posted | None:
        self.lookups += 1
        return self.keys.get((channel, key))

    async def place_of(self, address: str) -> str:
        return "D" + address[1:] if address.startswith("U") else address


@pytest.fixture
def slack(clock: TurnableClock) -> FakeSlack:
    return FakeSlack(clock)


@asynccontextmanager
async def working(db: Database, slack: FakeSlack, clock: TurnableClock, **how: Any) -> AsyncIterator[Outbox]:
    outbox = Outbox(db, slack, clock, **how)
    await outbox.start()
    try:
        yield outbox
    finally:
        await outbox.stop(grace_s=1)


def message(text: str, channel: str = "C1", **more: Any) -> OutgoingMessage:
    return OutgoingMessage(key=more.pop("key", f"test:{text}"), channel=channel, post=Post(headline=(text,)), **more)


def texts(slack: FakeSlack) -> list[str]:
    return [text for _, text, _ in slack.posted]


def seen(slack: FakeSlack, count: int) -> Callable[[], bool]:
    return lambda: len(slack.posted) >= count


def tried(slack: FakeSlack, outbox: Outbox, left: int) -> Callable[[], bool]:
    return lambda: len(slack.next_answers) == left and outbox.idle


async def test_a_message_is_posted_and_its_place_is_known(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("hello"))
        sent = await until(lambda: outbox.sent("test:hello"))
    assert sent.channel == "C1"
    assert slack.texts[sent.id] == "hello"


async def test_a_message_put_in_twice_is_posted_once(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("hello"), message("hello"))
        await outbox.send(message("hello"))
        await outbox.send(message("elsewhere", channel="C2"))
        await until(seen(slack, 2))
        clock.turn_to(clock.now() + timedelta(minutes=1))
        await until(lambda: outbox.sent("test:hello"))
    assert sorted(texts(slack)) == ["elsewhere", "hello"]


async def test_a_message_of_a_rolled_back_transaction_is_never_posted(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    async with working(db, slack, clock) as outbox:
        with contextlib.suppress(ZeroDivisionError):
            async with db.write() as tx:
                await outbox.put(tx, message("never"))
                raise ZeroDivisionError
        await outbox.send(message("after"))
        await until(seen(slack, 1))
    assert texts(slack) == ["after"]


async def test_a_channel_gets_one_post_a_second_in_order(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    async with working(db, slack, clock) as outbox:
        await outbox.send(*(message(str(number)) for number in range(4)))
        for number in range(4):
            await until(seen(slack, number + 1))
            await until(lambda: outbox.idle)
            assert texts(slack) == [str(each) for each in range(number + 1)]
            assert number == 3 or await outbox.next_due() == clock.now() + timedelta(seconds=1)
            clock.turn_to(clock.now() + timedelta(seconds=1))


async def test_a_post_whose_answer_is_lost_is_one_message(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    slack.next_answers = ["lost"]
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("hello"))
        await until(seen(slack, 1))
        await until(lambda: outbox.idle)
        clock.turn_to(clock.now() + timedelta(seconds=30))
        await until(lambda: outbox.sent("test:hello"))
    assert texts(slack) == ["hello"]
    assert slack.lookups == 1


async def test_a_post_that_never_arrived_is_looked_up_and_sent_again(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    slack.next_answers = [ChatUncertain("http_503"), ChatUncertain("TimeoutError")]
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("hello"))
        for left in (1, 0):
            await until(tried(slack, outbox, left))
            clock.turn_to(clock.now() + timedelta(seconds=30))
        await until(lambda: outbox.sent("test:hello"))
    assert texts(slack) == ["hello"]


async def test_a_429_waits_as_long_as_slack_says(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    slack.next_answers = [ChatLimited(30)]
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("hello"))
        await until(lambda: not slack.next_answers and outbox.idle)
        assert await outbox.next_due() == clock.now() + timedelta(seconds=30)
        clock.turn_to(clock.now() + timedelta(seconds=30))
        await until(seen(slack, 1))


async def test_what_a_killed_process_was_posting_is_looked_up_by_the_next(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    slack.next_answers = ["hang"]
    async with working(db, slack, clock, lease_s=0.2) as first:
        await first.send(message("hello"))
        await until(seen(slack, 1))
        await first.stop(grace_s=0)
    clock.turn_to(clock.now() + timedelta(seconds=5))
    async with working(db, slack, clock, lease_s=0.2) as second:
        await until(lambda: second.sent("test:hello"))
    assert texts(slack) == ["hello"]


async def test_what_takes_longer_than_a_lease_is_not_posted_by_another_process_meanwhile(
    db: Database, slack: FakeSlack, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed, renew = [], Lease.renew

    async def noted(lease: Lease, *given: Any) -> set[tuple[Any, ...]]:
        renewed.append(lease)
        return await renew(lease, *given)

    monkeypatch.setattr(Lease, "renew", noted)
    slack.next_answers = ["slow"]
    async with working(db, slack, clock, lease_s=0.2) as first, working(db, slack, clock, lease_s=0.2):
        await first.send(message("hello"))
        await until(lambda: not slack.next_answers)
        clock.turn_to(clock.now() + timedelta(seconds=5))
        await until(lambda: slack.posted or len(renewed) > 9)
        slack.goes_on.set()
        await until(lambda: first.sent("test:hello"))
    assert [text for _, text, _ in slack.posted] == ["hello"]


async def test_three_processes_post_each_message_once(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    async with working(db, slack, clock) as one, working(db, slack, clock), working(db, slack, clock):
        await one.send(*(message(f"{channel}-{n}", channel=f"C{channel}") for channel in range(8) for n in range(3)))
        while len(slack.posted) < 24:
            await until(seen(slack, len(slack.posted) + 1))
            clock.turn_to(clock.now() + timedelta(seconds=1))
    assert len(slack.posted) == len(set(slack.posted)) == 24
    for channel in range(8):
        assert [text for where, text, _ in slack.posted if where == f"C{channel}"] == [
            f"{channel}-{n}" for n in range(3)
        ]


async def test_an_answer_goes_into_the_thread_of_the_message_that_it_answers(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("child", thread_of="test:parent"), message("parent"))
        await until(seen(slack, 1))
        clock.turn_to(clock.now() + timedelta(seconds=1))
        await until(seen(slack, 2))
        parent = await outbox.sent("test:parent")
    assert parent is not None
    assert slack.posted == [("C1", "parent", None), ("C1", "child", parent.id)]


async def test_an_edit_replaces_the_message_in_place(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("first"), message("second", replaces="test:first"))
        await until(seen(slack, 1))
        clock.turn_to(clock.now() + timedelta(seconds=1))
        await until(lambda: outbox.sent("test:second"))
        whole = await outbox.post_of("test:first")
    assert list(slack.texts.values()) == ["second"]
    assert whole == Post(headline=("second",))


async def test_a_nudge_waits_for_working_hours_and_a_page_does_not(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    morning = clock.now() + timedelta(hours=2)

    async def hours(_person: str | None, now: datetime) -> datetime:
        return max(morning, now)

    async with working(db, slack, clock, hours=hours) as outbox:
        await outbox.send(
            message("nudge", channel="U1", person="U1", priority=Priority.NUDGE),
            message("page", priority=Priority.PAGE),
        )
        await until(seen(slack, 1))
        await until(lambda: _is(outbox, morning))
        clock.turn_to(morning)
        await until(seen(slack, 2))
    assert texts(slack) == ["page", "nudge"]
    assert slack.posted[1][0] == "D1"


@pytest.mark.parametrize(("minutes", "waits"), [(59, False), (61, True)])
async def test_a_reply_goes_at_once_but_one_that_is_an_hour_late_waits_for_its_persons_hours(
    db: Database, slack: FakeSlack, clock: TurnableClock, minutes: int, *, waits: bool
) -> None:
    said, morning = clock.now() - timedelta(minutes=minutes), clock.now() + timedelta(hours=7)

    async def hours(person: str | None, now: datetime) -> datetime:
        assert person == "U1"
        return max(morning, now)

    async with working(db, slack, clock, hours=hours) as outbox:
        about: dict[str, Any] = {"channel": "U1", "person": "U1", "priority": Priority.REPLY}
        await outbox.send(message("thanks", **about, answers_at=said))
        await outbox.send(message("you are awake", **about, answers_at=clock.now()))
        await until(seen(slack, 1))
        if waits:
            await until(lambda: _is(outbox, morning))
        clock.turn_to(morning if waits else clock.now() + timedelta(seconds=1))
        await until(seen(slack, 2))
    assert texts(slack) == (["you are awake", "thanks"] if waits else ["thanks", "you are awake"])


async def _is(outbox: Outbox, moment: datetime) -> bool:
    return await outbox.next_due() == moment


async def test_a_nudge_whose_reason_is_gone_is_dropped(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    async with working(db, slack, clock) as outbox:
        soon = clock.now() + timedelta(minutes=5)
        await outbox.send(message("stale", priority=Priority.NUDGE, not_before=soon, expires_at=soon))
        clock.turn_to(soon)
        await outbox.send(message("fresh", channel="C2"))
        await until(seen(slack, 1))
        await until(lambda: _is_none(outbox))
    assert texts(slack) == ["fresh"]


async def test_an_edit_of_a_nudge_that_was_never_sent_ends_with_it_and_is_no_error(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    soon = clock.now() + timedelta(minutes=5)
    with capture_logs() as logged:
        async with working(db, slack, clock) as outbox:
            await outbox.send(message("stale", priority=Priority.NUDGE, not_before=soon, expires_at=soon))
            await outbox.send(message("closed", replaces="test:stale"), message("after", channel="C2"))
            clock.turn_to(soon)
            await until(seen(slack, 1))
            await until(lambda: _is_none(outbox))
    assert texts(slack) == ["after"]
    assert [line["event"] for line in logged if line["log_level"] == "error"] == []


async def _is_none(outbox: Outbox) -> bool:
    return await outbox.next_due() is None


async def test_a_channel_that_is_gone_is_told_of_once_and_blocks_nobody(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    told: list[tuple[str, Refusal]] = []

    async def gone(channel: str, why: Refusal) -> None:
        told.append((channel, why))

    slack.next_answers = [ChatRefused("is_archived", Refusal.PLACE_ARCHIVED)]
    async with working(db, slack, clock, on_channel_gone=gone) as outbox:
        await outbox.send(message("lost", channel="C9"))
        await until(lambda: told)
        await outbox.send(message("hello"))
        await until(seen(slack, 1))
    assert told == [("C9", Refusal.PLACE_ARCHIVED)]


async def test_a_revoked_token_loses_nothing(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    slack.next_answers = [ChatRefused("token_revoked", Refusal.CREDENTIALS)]
    async with working(db, slack, clock) as outbox:
        await outbox.send(message("hello"))
        await until(lambda: not outbox.token_works and outbox.idle)
        clock.turn_to(clock.now() + timedelta(minutes=2))
        await until(seen(slack, 1))
        await until(lambda: outbox.token_works)


async def test_when_the_next_message_goes_is_told_whatever_else_is_held(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    outbox = Outbox(db, slack, clock)
    tomorrow = clock.now() + timedelta(days=1)
    assert await outbox.next_due() is None
    await outbox.send(message("before", channel="C2"))
    await outbox.beat()
    await until(lambda: outbox.idle)
    clock.turn_to(clock.now() + timedelta(minutes=5))
    held = message("held", channel="C2", key="held", not_before=tomorrow)
    await outbox.send(held, message("below it", channel="C3", thread_of="held"), message("one"), message("two"))
    assert await outbox.next_due() == clock.now()
    await outbox.beat()
    await until(lambda: outbox.idle)
    assert await outbox.next_due() == clock.now() + timedelta(seconds=1)  # the pace of its channel
    clock.turn_to(clock.now() + timedelta(seconds=1))
    await outbox.beat()
    await until(lambda: outbox.idle)
    assert texts(slack) == ["before", "one", "two"]
    assert await outbox.next_due() == tomorrow


async def test_a_person_whose_hours_are_unknown_holds_up_nobody_else(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    answers = [ChatUncertain("slack_is_ill")]

    async def hours(person: str | None, now: datetime) -> datetime:
        if person == "U1" and answers:
            raise answers.pop()
        return now

    async with working(db, slack, clock, hours=hours) as outbox:
        await outbox.send(
            message("nudge", "U1", priority=Priority.NUDGE, person="U1"), message("page", "C2", priority=Priority.PAGE)
        )
        await until(seen(slack, 1))
        assert texts(slack) == ["page"]
        clock.turn_to(clock.now() + timedelta(minutes=1))
        await until(seen(slack, 2))


async def test_what_comes_after_a_post_that_slack_takes_its_time_for_waits_for_it_unless_it_is_a_page(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    taken = asyncio.Event()
    at_once = slack.post

    async def slowly(channel: str, post: Post, *, key: str, thread: str | None = None) -> Posted:
        if key == "test:first":
            await taken.wait()
        return await at_once(channel, post, key=key, thread=thread)

    slack.post = slowly  # type: ignore[method-assign]
    async with working(db, slack, clock) as one, working(db, slack, clock):
        await one.send(message("first"), message("second"), message("elsewhere", "C2"))
        await until(seen(slack, 1))
        await one.send(message("page", priority=Priority.PAGE))
        clock.turn_to(clock.now() + timedelta(seconds=1))
        await until(seen(slack, 2))
        clock.turn_to(clock.now() + timedelta(seconds=1))
        await one.beat()
        assert texts(slack) == ["elsewhere", "page"]
        taken.set()
        await until(seen(slack, 3))
        clock.turn_to(clock.now() + timedelta(seconds=1))
        await until(seen(slack, 4))
    assert texts(slack) == ["elsewhere", "page", "first", "second"]
