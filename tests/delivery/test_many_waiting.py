"""However much waits to be sent, what may go is found as quickly, and no channel hides another."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from integrations.database import Database
from integrations.database.tables.delivery import MessageState, Priority, outbox
from integrations.post import Post
from integrations.time import TurnableClock
from jobs.delivery import outbox_order
from jobs.delivery.outbox import Outbox
from tests.delivery.test_outbox import FakeSlack, message, texts
from tests.waiting import until

FEW, MANY = 200, 2000
POST = Post(headline=("hello",)).model_dump(mode="json")


def in_three_channels(number: int) -> Mapping[str, Any]:
    return {"channel": f"C{number % 3}"}


def below_one_of_three(number: int) -> Mapping[str, Any]:
    return {"channel": f"C{number % 3}", "thread_of": f"k{number % 3}" if number > 2 else None}


def edits_of_one_of_three(number: int) -> Mapping[str, Any]:
    return {"channel": f"C{number % 3}", "replaces": f"k{number % 3}" if number > 2 else None}


def each_in_its_own(number: int) -> Mapping[str, Any]:
    return {"channel": f"U{number:04}"}


def each_tomorrow(number: int) -> Mapping[str, Any]:
    return {"channel": f"U{number:04}", "priority": Priority.NUDGE, "not_before": timedelta(days=1)}


async def wait(db: Database, now: datetime, what: Callable[[int], Mapping[str, Any]], numbers: range) -> None:
    rows = []
    for number in numbers:
        row: dict[str, Any] = {
            "key": f"k{number}",
            "priority": Priority.RITUAL,
            "post": POST,
            "state": MessageState.WAITING,
        }
        row |= {"created_at": now, "thread_of": None, "replaces": None, **what(number)}
        rows.append({**row, "not_before": now + row.get("not_before", timedelta(0))})
    async with db.write() as tx:
        await tx.execute(outbox.insert(), rows)


@pytest.mark.parametrize("analyzed", [False, True], ids=["", "analyzed"])
@pytest.mark.parametrize(
    "what", [in_three_channels, below_one_of_three, edits_of_one_of_three, each_in_its_own, each_tomorrow]
)
async def test_what_may_go_is_found_as_soon_however_many_wait(
    db: Database, clock: TurnableClock, what: Callable[[int], Mapping[str, Any]], *, analyzed: bool
) -> None:
    now = clock.now()
    moments = {"last_pause": now + timedelta(minutes=5), "longest_until": now + timedelta(minutes=1)}
    at = {"now": now, "over_before": now, "behind": "", **moments}
    took = []
    for numbers in (range(FEW), range(FEW, MANY)):
        await wait(db, now, what, numbers)
        if analyzed:
            async with db.write() as tx:
                await tx.execute(sa.text("ANALYZE outbox"))
        took.append([await work(db, query, at) for query in (outbox_order.MAY_GO, outbox_order.NEXT)])
    (few_now, few_next), (many_now, many_next) = took
    if db.is_sqlite:
        assert many_now <= 1.5 * few_now
        assert many_next <= 1.5 * few_next * MANY / FEW
    else:  # which goes about it in another way where there are more; a few rows a message, not a message for each
        assert many_now + many_next <= 50 * MANY


async def work(db: Database, query: sa.Select[Any], at: Mapping[str, Any]) -> int:
    """How much the engine has to do for a query: SQLite's steps, or the rows that PostgreSQL takes up."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_more: object) -> None:
        asked.append((statement, given))

    engine = db._engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    await db.fetch(query, at)
    sa.event.remove(engine, "before_cursor_execute", note)
    [(statement, given)] = asked
    if db.file is not None:
        return _steps(str(db.file), statement, given)
    with psycopg.connect(db.url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        [[plan]] = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given).fetchall()
    return sum(_rows_taken_up(plan if isinstance(plan, list) else json.loads(plan)))


def _steps(file: str, statement: str, given: Sequence[Any]) -> int:
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    with closing(sqlite3.connect(file)) as connection:
        connection.set_progress_handler(step, 10)
        connection.execute(statement, given).fetchall()
    return steps


def _rows_taken_up(plan: Any) -> Iterator[int]:
    if isinstance(plan, list):
        for each in plan:
            yield from _rows_taken_up(each)
    elif isinstance(plan, dict):
        if "Actual Rows" in plan:
            rows = sum(number for name, number in plan.items() if name == "Actual Rows" or "Removed" in name)
            yield (1 + rows) * plan["Actual Loops"]
        for each in plan.values():
            yield from _rows_taken_up(each)


@pytest.fixture
def slack(clock: TurnableClock) -> FakeSlack:
    return FakeSlack(clock)


async def test_what_queues_for_one_channel_hides_no_other(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    box = Outbox(db, slack, clock)
    await box.send(*(message(f"C1 {number}") for number in range(outbox_order.AT_ONCE + 1)))
    await box.send(message("elsewhere", "C2"), message("there too", "C3", not_before=clock.now()))
    assert await box.beat() == 3
    await until(lambda: box.idle)
    assert sorted(texts(slack)) == ["C1 0", "elsewhere", "there too"]


async def test_many_channels_take_turns(db: Database, slack: FakeSlack, clock: TurnableClock) -> None:
    box = Outbox(db, slack, clock, width=1)
    await box.send(message("the oldest", "Z"))
    await box.send(*(message(f"{number}", f"C{number:04}") for number in range(outbox_order.AT_ONCE + 50)))
    for _ in range(2):
        await box.beat()
        await until(lambda: box.idle)
    assert texts(slack) == ["0", "the oldest"]


async def test_a_page_goes_before_all_that_queues_for_its_channel(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    box = Outbox(db, slack, clock)
    await box.send(*(message(f"reminder {number}") for number in range(30)))
    await box.send(message("on fire", priority=Priority.PAGE), message("still", priority=Priority.PAGE))
    for _ in range(3):
        await box.beat()
        await until(lambda: box.idle)
        clock.turn_to(clock.now() + timedelta(seconds=1))
    assert texts(slack) == ["on fire", "still", "reminder 0"]


async def test_what_was_for_later_takes_its_place_in_its_channel_once_its_moment_has_come(
    db: Database, slack: FakeSlack, clock: TurnableClock
) -> None:
    box, soon = Outbox(db, slack, clock), clock.now() + timedelta(minutes=1)
    await box.send(
        message("later", not_before=soon), message("one"), message("two"), message("alone", "C2", not_before=soon)
    )
    for moment in (clock.now(), soon, soon + timedelta(seconds=1)):
        clock.turn_to(moment)
        await box.beat()
        await until(lambda: box.idle)
    assert [text for text in texts(slack) if text != "alone"] == ["one", "later", "two"]
    assert "alone" in texts(slack)
