"""Who hears a message is asked right before it is shown: what they may not hear is not, and none waits for ever."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from integrations.chat import ChatLimited, ChatUncertain
from integrations.database import Database
from integrations.database.tables.delivery import MessageState
from integrations.post import Post
from integrations.time import TurnableClock
from jobs.delivery.posting import PATIENCE
from jobs.delivery.quiet_windows import QuietWindows
from jobs.messages import Hearable, OutgoingMessage, Priority, Restriction, any_hour
from tests.delivery.test_outbox import FakeSlack, texts, working
from tests.waiting import until

SECRET, INSTEAD = Post(headline=("the secret",)), Post(headline=("Ask me again.",))


@dataclass
class Hearers:
    """Says what it was told to, the last of it for ever."""

    says: list[Hearable]
    asked: list[tuple[Restriction, str]] = field(default_factory=list)

    async def __call__(self, restriction: Restriction, place: str) -> Hearable:
        self.asked.append((restriction, place))
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


@pytest.fixture
def slack(clock: TurnableClock) -> FakeSlack:
    return FakeSlack(clock)


def secret(**more: object) -> OutgoingMessage:
    restriction = Restriction(places=("P1",), asker="U1", otherwise=INSTEAD)
    return OutgoingMessage(**{"key": "k", "channel": "C1", "post": SECRET, "restriction": restriction, **more})  # type: ignore[arg-type]


async def test_of_what_everybody_may_hear_nobody_is_asked(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    hearers = Hearers([Hearable.NO])
    async with working(db, slack, clock, may_hear=hearers) as outbox:
        await outbox.send(secret(restriction=None))
        await until(lambda: texts(slack) == ["the secret"])
    assert hearers.asked == []


async def test_it_is_asked_once_a_try(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    hearers = Hearers([Hearable.YES])
    slack.next_answers = [ChatLimited(5)]
    async with working(db, slack, clock, may_hear=hearers) as outbox:
        await outbox.send(secret())
        await until(lambda: len(hearers.asked) == 1 and outbox.idle)
        clock.turn_to(clock.now() + timedelta(seconds=6))
        await until(lambda: texts(slack) == ["the secret"])
    assert [place for _, place in hearers.asked] == ["C1", "C1"]


async def test_what_is_said_instead_is_kept_in_its_place(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    slack.next_answers = [ChatLimited(5)]
    async with working(db, slack, clock, may_hear=Hearers([Hearable.YES, Hearable.NO, Hearable.YES])) as outbox:
        await outbox.send(secret())
        await until(lambda: slack.next_answers == [] and outbox.idle)
        slack.next_answers = [ChatLimited(5)]
        clock.turn_to(clock.now() + timedelta(seconds=6))
        await until(lambda: slack.next_answers == [] and outbox.idle)
        clock.turn_to(clock.now() + timedelta(seconds=6))
        await until(lambda: outbox.sent("k"))
        kept = await outbox.post_of("k")
    assert (texts(slack), kept) == (["Ask me again."], INSTEAD)


async def test_nothing_is_said_where_there_is_nothing_else_to_say(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    async with working(db, slack, clock, may_hear=Hearers([Hearable.NO])) as outbox:
        await outbox.send(secret(restriction=Restriction(places=("P1",))))
        await until(lambda: _is(outbox, MessageState.EXPIRED))
    assert texts(slack) == []


async def test_one_that_may_be_there_already_is_looked_up_before_anybody_is_asked(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    hearers = Hearers([Hearable.YES, Hearable.NO])
    slack.next_answers = ["lost"]
    async with working(db, slack, clock, may_hear=hearers) as outbox:
        await outbox.send(secret())
        await until(lambda: slack.next_answers == [] and outbox.idle)
        clock.turn_to(clock.now() + timedelta(minutes=1))
        await until(lambda: outbox.sent("k"))
    assert (texts(slack), len(hearers.asked)) == (["the secret"], 1)


async def test_one_that_is_not_there_after_all_is_told_to_those_alone_who_may_hear_it(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    slack.next_answers = [ChatUncertain("lost")]
    async with working(db, slack, clock, may_hear=Hearers([Hearable.YES, Hearable.NO])) as outbox:
        await outbox.send(secret())
        await until(lambda: slack.next_answers == [] and outbox.idle)
        clock.turn_to(clock.now() + timedelta(minutes=1))
        await until(lambda: outbox.sent("k"))
    assert texts(slack) == ["Ask me again."]


@pytest.mark.parametrize("hearable", [Hearable.YES, Hearable.NO])
async def test_an_edit_is_made_where_all_who_read_it_may_hear_it(
    db: Database, slack: FakeSlack, clock: TurnableClock, hearable: Hearable
) -> None:
    async with working(db, slack, clock, may_hear=Hearers([hearable])) as outbox:
        await outbox.send(OutgoingMessage("first", "C1", Post(headline=("what stood there",))))
        await until(lambda: outbox.sent("first"))
        await outbox.send(secret(replaces="first", restriction=Restriction(places=("P1",))))
        clock.turn_to(clock.now() + timedelta(seconds=10))
        await until(lambda: _is(outbox, MessageState.SENT if hearable is Hearable.YES else MessageState.EXPIRED))
    assert list(slack.texts.values()) == ["the secret" if hearable is Hearable.YES else "what stood there"]


async def test_in_doubt_it_waits_and_others_go_before_it(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    hearers = Hearers([Hearable.UNKNOWN, Hearable.YES])
    async with working(db, slack, clock, may_hear=hearers) as outbox:
        await outbox.send(secret(), OutgoingMessage("other", "C1", Post(headline=("another",))))
        await until(lambda: hearers.asked and outbox.idle)
        clock.turn_to(clock.now() + timedelta(seconds=1))
        await until(lambda: texts(slack) == ["another"] and outbox.idle)
        clock.turn_to(clock.now() + timedelta(seconds=2))
        await until(lambda: len(texts(slack)) == 2)
    assert texts(slack) == ["another", "the secret"]


@pytest.mark.slow_where("postgresql")
async def test_nobody_waits_for_ever(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    hearers, began, looks = Hearers([Hearable.UNKNOWN]), clock.now(), 0
    async with working(db, slack, clock, may_hear=hearers) as outbox:
        await outbox.send(secret())
        while not slack.posted:
            looks += 1
            await until(lambda: (len(hearers.asked) == looks or slack.posted) and outbox.idle)  # noqa: B023
            if due := await outbox.next_due():
                clock.turn_to(max(due, clock.now()))
    assert texts(slack) == ["Ask me again."]
    assert PATIENCE <= clock.now() - began < PATIENCE + timedelta(minutes=2)
    assert looks < 20


@pytest.mark.parametrize("hearable", Hearable)
async def test_all_of_a_message_is_shown_to_those_alone_who_may_hear_it_by_now(
    db: Database, slack: FakeSlack, clock: TurnableClock, hearable: Hearable
) -> None:
    hearers = Hearers([Hearable.YES, hearable])
    async with working(db, slack, clock, may_hear=hearers) as outbox:
        await outbox.send(secret())
        await until(lambda: outbox.sent("k"))
        whole = await outbox.post_of("k", "U2")
    assert whole == (SECRET if hearable is Hearable.YES else INSTEAD)
    (restriction, _) = hearers.asked[-1]
    assert (restriction.asker, restriction.alone, restriction.places) == ("U2", True, ("P1",))


async def _is(outbox: object, state: MessageState) -> bool:
    return await outbox.state_of("k") is state  # type: ignore[attr-defined]


@pytest.mark.parametrize("otherwise", [INSTEAD, None])
@pytest.mark.parametrize("hearable", Hearable)
async def test_what_waits_for_somebody_is_listed_as_they_may_hear_it_by_now(
    db: Database, slack: FakeSlack, clock: TurnableClock, hearable: Hearable, otherwise: Post | None
) -> None:
    restriction = Restriction(places=("P1",), asker="U1", alone=True, otherwise=otherwise)
    later = {"priority": Priority.NUDGE, "person": "U1", "not_before": clock.now() + timedelta(hours=1)}
    async with working(db, slack, clock) as outbox:
        await outbox.send(secret(channel="U1", restriction=restriction, **later))
        windows = QuietWindows(db, clock, outbox, any_hour, Hearers([hearable]))
        shown = [each.post for each in await windows.held_for("U1")]
    assert shown == ([SECRET] if hearable is Hearable.YES else [otherwise] if otherwise else [])
