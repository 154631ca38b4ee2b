"""Who is told of an alert when several replicas take alerts in, on both engines."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from integrations.alerts import Alert
from integrations.database import Database, Tx
from integrations.time import TurnableClock
from jobs.alerts import Alerts, Announcements
from jobs.messages import OutgoingMessage

ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""On SQLite there is one writer at a time."""


class Mail:
    """An outbox that keeps what it was given."""

    def __init__(self) -> None:
        self.messages: list[OutgoingMessage] = []

    async def put(self, tx: Tx, *messages: OutgoingMessage) -> None:
        self.messages += messages

    @property
    def new(self) -> list[str]:
        """The keys of the messages; edits are none."""
        return [message.key for message in self.messages if message.replaces is None]


async def channel() -> list[str]:
    return ["C1"]


async def test_an_alert_that_a_dead_replica_took_is_announced_by_another(db: Database, clock: TurnableClock) -> None:
    mail = Mail()
    standing_by = Announcements(db, clock, mail, channel)
    await standing_by.tick()
    await Alerts(db, clock).take([Alert("generic", "a", clock.now(), True, "a", "payments", "critical")])
    await standing_by.tick()
    assert len(mail.new) == 1
    await standing_by.tick()
    assert len(mail.messages) == 1


async def test_replicas_that_announce_at_once_begin_one_storm(db: Database, clock: TurnableClock) -> None:
    mail = Mail()
    replicas = [Announcements(db, clock, mail, channel) for _ in range(3)]
    alerts = Alerts(db, clock)

    def batch(number: int) -> list[Alert]:
        return [
            Alert("generic", f"{number}-{each}", clock.now(), True, "a", "payments", "critical") for each in range(20)
        ]

    for round_ in range(4):
        await asyncio.gather(
            *(each.tick() for each in replicas), *(alerts.take(batch(round_ * 10 + n)) for n in range(3))
        )
        clock.turn_to(clock.now() + timedelta(seconds=7))
    await asyncio.gather(*(each.tick() for each in replicas))
    assert len(mail.new) == 1


async def test_a_storm_is_brought_up_to_date_after_a_restart(db: Database, clock: TurnableClock) -> None:
    mail, alerts = Mail(), Alerts(db, clock)
    began = clock.now()

    def state(number: int, *, over: bool) -> Alert:
        return Alert(
            "generic", str(number), began, not over, "a", "payments", "critical", ends_at=clock.now() if over else None
        )

    await alerts.take([state(number, over=False) for number in range(8)])
    first = Announcements(db, clock, mail, channel)
    await first.tick()
    await alerts.take([state(number, over=True) for number in range(8)])
    await first.tick()  # too soon after the last time
    assert len(mail.messages) == 1
    await Announcements(db, clock, mail, channel).tick()
    assert mail.messages[-1].replaces == mail.new[0]
    assert "all over" in str(mail.messages[-1].post.headline)


async def test_an_old_storm_is_still_brought_up_to_date_when_a_newer_one_began(
    db: Database, clock: TurnableClock
) -> None:
    mail, alerts = Mail(), Alerts(db, clock)
    announcing = Announcements(db, clock, mail, channel)
    began = clock.now()
    for name in "ab":
        storm = [Alert("generic", f"{name}{n}", clock.now(), True, "a", "payments", "critical") for n in range(5)]
        await alerts.take(storm)
        await announcing.tick()
        clock.turn_to(clock.now() + timedelta(minutes=16))
    assert len(mail.new) == 2
    over = [Alert("generic", f"a{n}", began, False, "a", "payments", "critical", ends_at=clock.now()) for n in range(5)]
    await alerts.take(over)
    await announcing.tick()
    assert [message.replaces for message in mail.messages if message.replaces] == [mail.new[0]]


@ON_POSTGRES
async def test_what_ends_while_a_storm_is_told_of_is_told_of_later(db: Database, clock: TurnableClock) -> None:
    alerts, began = Alerts(db, clock), clock.now()
    fire = [Alert("generic", str(n), began, True, "a", "payments", "critical") for n in range(6)]
    over = [replace(each, firing=False, ends_at=began) for each in fire]

    class Meanwhile(Mail):
        async def put(self, tx: Tx, *messages: OutgoingMessage) -> None:
            await super().put(tx, *messages)
            if len(self.messages) == 2:  # the first edit has been worded, and is not committed
                await alerts.take(over[:5])

    mail = Meanwhile()
    announcing = Announcements(db, clock, mail, channel)
    await alerts.take(fire[:5])
    await announcing.tick()
    await alerts.take(fire[5:])
    clock.turn_to(clock.now() + timedelta(seconds=31))
    await announcing.tick()
    await alerts.take(over[5:])
    clock.turn_to(clock.now() + timedelta(seconds=31))
    await announcing.tick()
    assert "6 still firing" in str(mail.messages[1].post.headline)
    assert "all over" in str(mail.messages[-1].post.headline)


@ON_POSTGRES
async def test_what_is_quiet_is_not_told_though_it_comes_in_between(db: Database, clock: TurnableClock) -> None:
    alerts, now = Alerts(db, clock), clock.now()

    class Meanwhile(Announcements):
        async def _storm(self, tx: Tx, now: datetime) -> Any:
            await alerts.take([Alert("generic", "quiet", now, True, "quiet", "payments", "warning")])
            return await super()._storm(tx, now)

    mail = Mail()
    await alerts.take([Alert("generic", "loud", now, True, "loud", "payments", "critical")])
    await Meanwhile(db, clock, mail, channel).tick()
    assert ["loud" in str(message.post.headline) for message in mail.messages] == [True]


async def commits(db: Database, ticks: Announcements) -> int:
    """How often a tick writes."""
    written: list[bool] = []
    db.on_commit(lambda: written.append(True))
    await ticks.tick()
    return len(written)


async def test_a_storm_whose_message_was_brought_up_to_date_just_now_costs_no_write(
    db: Database, clock: TurnableClock
) -> None:
    mail = Mail()
    alerts, announcing = Alerts(db, clock), Announcements(db, clock, mail, channel)
    storm = [Alert("generic", str(n), clock.now(), True, "a", "payments", "critical") for n in range(6)]
    await alerts.take(storm[:5])
    await announcing.tick()
    await alerts.take(storm[5:])
    assert await commits(db, announcing) == 1  # it joins
    assert await commits(db, announcing) == 0
    clock.turn_to(clock.now() + timedelta(seconds=31))
    await announcing.tick()
    assert "6 critical alerts" in str(mail.messages[-1].post.headline)


async def test_an_alert_that_there_is_no_channel_for_costs_no_write(db: Database, clock: TurnableClock) -> None:
    async def nowhere() -> list[str]:
        return []

    await Alerts(db, clock).take([Alert("generic", "a", clock.now(), True, "a", "payments", "critical")])
    announcing = Announcements(db, clock, Mail(), nowhere)
    assert await commits(db, announcing) == 0
    clock.turn_to(clock.now() + timedelta(hours=13))  # now it is for the summary
    assert await commits(db, announcing) == 1
    assert await commits(db, announcing) == 0


async def test_replicas_count_one_that_comes_and_goes_in_one_message(db: Database, clock: TurnableClock) -> None:
    mail, alerts = Mail(), Alerts(db, clock)
    replicas = [Announcements(db, clock, mail, channel) for _ in range(2)]
    for _ in range(10):
        began = clock.now()
        for over in (False, True):
            ends = clock.now() if over else None
            await alerts.take([Alert("generic", "a", began, not over, "a", "payments", "critical", ends_at=ends)])
            await asyncio.gather(*(each.tick() for each in replicas))
            clock.turn_to(clock.now() + timedelta(seconds=40))
    assert len(mail.new) == 2  # the message, and the one in its thread
    said = [str(message.post.headline) for message in mail.messages if message.replaces == mail.new[0]]
    assert "10 times" in said[-1]
    assert "Over" in said[-1]
