"""What is old is let go of, and nothing that still matters with it."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from integrations.alerts import Alert
from integrations.database import Database
from integrations.database.steps import STEP
from integrations.database.tables.cadence import TEAM, Late, OccurrenceState, RitualState, occurrences, rituals
from integrations.database.tables.delivery import EventState, inbox, outbox
from integrations.database.tables.memory import citations
from integrations.post import Post
from integrations.time import TurnableClock, machine_now
from jobs.alerts import Alerts
from jobs.delivery import retention
from jobs.delivery.outbox import Outbox
from jobs.delivery.retention import Retention
from jobs.messages import OutgoingMessage, Priority
from tests.delivery.test_outbox import FakeSlack
from tests.waiting import until


@pytest.fixture
def sweeper(db: Database, clock: TurnableClock) -> Retention:
    return Retention(db, clock)


def message(key: str, **more: Any) -> OutgoingMessage:
    return OutgoingMessage(
        key=key, channel="C1", post=Post(headline=(f"The words of {key}",)), priority=Priority.REPLY, **more
    )


async def post_and_rest(box: Outbox, clock: TurnableClock) -> None:
    """Let everything go that may go by now, a second apart."""
    while (due := await box.next_due()) is not None and due <= clock.now() + timedelta(seconds=1):
        clock.turn_to(due)
        await box.beat()
        await until(lambda: box.idle)


async def keys(db: Database) -> set[str]:
    async with db.read() as tx:
        return set((await tx.execute(sa.select(outbox.c.key))).scalars())


@pytest.mark.slow_where("postgresql")
async def test_words_go_first_and_the_key_keeps_a_post_from_being_said_twice(
    db: Database, clock: TurnableClock, sweeper: Retention
) -> None:
    slack = FakeSlack(clock)
    box = Outbox(db, slack, clock)
    await box.send(message("old"))
    await post_and_rest(box, clock)
    clock.turn_to(clock.now() + retention.WORDS - timedelta(days=1))
    await box.send(message("young"))
    await post_and_rest(box, clock)
    clock.turn_to(clock.now() + timedelta(days=2))
    assert (await sweeper.sweep())["words"] == 1
    assert (await sweeper.sweep())["words"] == 0
    assert await box.post_of("old") == retention.GONE
    assert await box.post_of("young") == Post(headline=("The words of young",))
    await box.send(message("old"))
    await box.send(OutgoingMessage(key="edit", channel="C1", post=Post(headline=("Accepted",)), replaces="old"))
    await post_and_rest(box, clock)
    assert [words for _, words, _ in slack.posted] == ["The words of old", "The words of young"]
    assert "Accepted" in slack.texts.values()


async def test_a_message_goes_in_the_end_but_not_while_something_hangs_on_it(
    db: Database, clock: TurnableClock, sweeper: Retention
) -> None:
    box = Outbox(db, FakeSlack(clock), clock)
    await box.send(message("forgotten"), message("answered"), message("withdrawn"))
    async with db.write() as tx:
        await box.withdraw(tx, "withdrawn")
        await tx.execute(citations.insert(), [{"message_key": "forgotten", "person": "U1"}])
    await post_and_rest(box, clock)
    far = clock.now() + retention.MESSAGES + timedelta(days=1)
    await box.send(message("answer", thread_of="answered", not_before=far + timedelta(days=1)))
    clock.turn_to(far)
    swept = await sweeper.sweep()
    assert (swept["messages"], swept["citations"]) == (2, 1)
    assert await keys(db) == {"answered", "answer"}


async def test_what_still_waits_is_never_let_go(db: Database, clock: TurnableClock, sweeper: Retention) -> None:
    box = Outbox(db, FakeSlack(clock), clock)
    await box.send(message("waiting"))
    clock.turn_to(clock.now() + 2 * retention.MESSAGES)
    assert not any((await sweeper.sweep()).values())
    await post_and_rest(box, clock)
    assert await box.post_of("waiting") == Post(headline=("The words of waiting",))


async def test_occurrences_go_after_a_year_and_no_number_is_given_twice(
    db: Database, clock: TurnableClock, sweeper: Retention
) -> None:
    days = 2 * STEP + 7
    async with db.write() as tx:
        ritual: dict[str, Any] = {
            "name": "r",
            "kind": "reminder",
            "channel": "C1",
            "at": "09:00",
            "days": ["mon"],
            "title": "R",
        }
        ended = (OccurrenceState.DONE, OccurrenceState.SKIPPED, OccurrenceState.FAILED)
        ritual |= {"late": Late.RUN, "options": {}, "state": RitualState.ACTIVE, "created_by": "U1"}
        moments = {"anchor": date(2020, 1, 6), "created_at": clock.now(), "changed_at": clock.now()}
        await tx.execute(rituals.insert().values(id=1, **ritual, **moments))
        rows = [
            {
                **{"id": n, "ritual": 1, "local_date": date(2020, 1, 1) + timedelta(days=n), "audience": TEAM},
                **{"zone": "UTC", "due_at": clock.now(), "ready_at": clock.now(), "ended_at": clock.now()},
                "state": OccurrenceState.PLANNED if n == 3 else ended[n % 3],
            }
            for n in range(1, days + 1)
        ]
        await tx.execute(occurrences.insert(), rows)
    clock.turn_to(clock.now() + retention.OCCURRENCES - timedelta(days=1))
    assert (await sweeper.sweep())["occurrences"] == 0
    clock.turn_to(clock.now() + timedelta(days=2))
    assert (await sweeper.sweep())["occurrences"] == days - 2
    async with db.read() as tx:
        assert (await tx.execute(sa.select(occurrences.c.id).order_by(occurrences.c.id))).scalars().all() == [3, days]


async def test_an_event_that_was_set_aside_goes_in_the_end(db: Database, sweeper: Retention) -> None:
    now = machine_now()
    rows = [("old", EventState.ASIDE, 91), ("young", EventState.ASIDE, 89), ("waiting", EventState.NEW, 91)]
    async with db.write() as tx:
        for name, state, days in rows:
            values = {"event_id": name, "body": {}, "state": state, "received_at": now - timedelta(days=days)}
            await tx.execute(inbox.insert().values(**values))
    assert (await sweeper.sweep())["events"] == 1
    async with db.read() as tx:
        assert set((await tx.execute(sa.select(inbox.c.event_id))).scalars()) == {"young", "waiting"}


async def test_an_alert_goes_a_quarter_after_its_end_or_the_last_word_of_it(
    db: Database, clock: TurnableClock, sweeper: Retention
) -> None:
    began, alerts = clock.now(), Alerts(db, clock)
    over = Alert("generic", "over", began, False, "a", "payments", "critical", ends_at=began)
    fires, silent = (Alert("generic", name, began, True, "a", "payments", "critical") for name in ("fires", "silent"))
    await alerts.take([over, fires, silent])
    clock.turn_to(began + retention.INCIDENTS)
    await alerts.take([fires])
    assert (await sweeper.sweep())["incidents"] == 0
    clock.turn_to(clock.now() + timedelta(seconds=1))
    assert (await sweeper.sweep())["incidents"] == 2
    assert [each.fingerprint for each in await alerts.between(began, clock.now())] == ["fires"]
