"""One incident for one alert, in whatever order and number its states arrive."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.alerts import Alert
from integrations.database import Database
from integrations.database.tables.alerts import incidents
from integrations.time import TurnableClock
from jobs.alerts import Alerts
from tests.alerts.samples import NIGHT


def state(name: str, start: int, end: int | None, *paged: str) -> Alert:
    starts = NIGHT + timedelta(minutes=start)
    ends = starts + timedelta(minutes=end) if end is not None else None
    return Alert("generic", name, starts, end is None, name, "payments", "warning", ends_at=ends, paged=paged)


async def kept(db: Database, clock: TurnableClock, *batches: list[Alert]) -> list[tuple[object, ...]]:
    alerts = Alerts(db, clock)
    for batch in batches:
        await alerts.take(batch)
    found = await alerts.between(NIGHT - timedelta(days=1), NIGHT + timedelta(days=1))
    return sorted((each.fingerprint, each.started_at, each.ended_at, each.paged) for each in found)


async def test_what_has_ended_stays_ended_and_a_new_start_is_a_new_incident(db: Database, clock: TurnableClock) -> None:
    found = await kept(db, clock, [state("a", 0, 5)], [state("a", 0, None, "Ana")], [state("a", 30, None)])
    first, second = NIGHT, NIGHT + timedelta(minutes=30)
    assert found == [("a", first, first + timedelta(minutes=5), ("Ana",)), ("a", second, None, ())]


STATES = st.lists(
    st.builds(
        state,
        st.sampled_from("ab"),
        st.integers(0, 1),
        st.one_of(st.none(), st.integers(0, 3)),
        st.sampled_from(["Ana", "Ben"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STATES, st.randoms(use_true_random=False))
async def test_any_order_and_number_of_deliveries_gives_the_same_incidents(
    db: Database, clock: TurnableClock, states: list[Alert], random: Random
) -> None:
    seen = []
    for order in list(permutations(states))[:6]:
        async with db.write() as tx:
            await tx.execute(incidents.delete())
        twice = [*order, *order]
        random.shuffle(twice)
        seen.append(await kept(db, clock, *([each] for each in order), twice))
    assert all(each == seen[0] for each in seen)


async def test_two_replicas_that_are_told_the_same_at_once_keep_it_once(db: Database, clock: TurnableClock) -> None:
    one, two = (Alerts(db, clock) for _ in range(2))
    many = [state(f"alert {number}", 0, None) for number in range(300)]
    await asyncio.gather(*(each.take(batch) for each in (one, two) for batch in (many, list(reversed(many)))))
    assert len(await one.between(NIGHT - timedelta(days=1), NIGHT + timedelta(days=1))) == 300


async def test_calls_that_come_at_once_share_a_visit_to_the_disk(db: Database, clock: TurnableClock) -> None:
    commits: list[bool] = []
    db.on_commit(lambda: commits.append(True))
    alerts = Alerts(db, clock)
    await asyncio.gather(*(alerts.take([state(f"alert {number}", 0, None)]) for number in range(100)))
    assert len(commits) == 2
    assert len(await alerts.between(NIGHT, NIGHT + timedelta(days=1))) == 100


async def test_whoever_gives_up_waiting_takes_nobody_along(db: Database, clock: TurnableClock) -> None:
    alerts = Alerts(db, clock)
    first, *others = (asyncio.create_task(alerts.take([state(f"alert {n}", 0, None)])) for n in range(5))
    await asyncio.sleep(0)  # they wait, and the first is at work
    first.cancel()
    assert isinstance((await asyncio.gather(first, return_exceptions=True))[0], asyncio.CancelledError)
    await asyncio.gather(*others)
    found = {each.fingerprint for each in await alerts.between(NIGHT, NIGHT + timedelta(days=1))}
    assert found >= {f"alert {n}" for n in range(1, 5)}


async def test_an_alert_is_as_bad_as_it_ever_was(db: Database, clock: TurnableClock) -> None:
    alerts, mild = Alerts(db, clock), state("a", 0, None)
    worse = replace(mild, severity="critical", title="worse")
    for order in ([mild, worse], [worse, mild]):
        async with db.write() as tx:
            await tx.execute(incidents.delete())
        for each in order:
            await alerts.take([each])
        (found,) = await alerts.between(NIGHT, NIGHT + timedelta(days=1))
        assert (found.severity, found.title) == ("critical", "worse")


def said(minute: int, *, over: bool = False, since: int | None = None) -> Alert:
    """What a source said that tells only when it says something, or `since` when its first life goes on."""
    at = NIGHT + timedelta(minutes=minute)
    starts = at if since is None else NIGHT + timedelta(minutes=since)
    ends = at if over else None
    return Alert("generic", "a", starts, not over, "a", "payments", "critical", ends_at=ends, said_at=at)


@pytest.mark.parametrize(
    ("states", "lives"),
    [
        ([said(0), said(1), said(5, over=True), said(6, over=True), said(60)], [(0, 5), (60, None)]),
        ([said(3), said(0), said(5, over=True)], [(3, 5)]),
        ([said(5, over=True)], []),
        ([said(0), said(5, over=True), said(3), said(5, over=True)], [(0, 5)]),
        (
            [said(0, since=0), said(5, over=True, since=0), said(9), said(10, since=0), said(12, over=True, since=0)],
            [(0, 5), (9, 12)],
        ),
        ([said(5, over=True, since=0), said(0, since=0), said(1, since=0)], [(0, 5)]),
    ],
)
@pytest.mark.parametrize("together", [True, False])
async def test_what_is_said_is_of_the_life_that_went_on_then(
    db: Database, clock: TurnableClock, states: list[Alert], lives: list[tuple[int, int | None]], together: bool
) -> None:
    def minute(at: object) -> int | None:
        return (at - NIGHT) // timedelta(minutes=1) if isinstance(at, datetime) else None

    batches = [states] if together else [[each] for each in states]
    found = await kept(db, clock, *batches)
    # What comes in one call is taken in the order in which it was said.
    wanted = [(0, 5)] if together and states[0] == said(3) else lives
    assert [(minute(start), minute(end)) for _, start, end, _ in found] == wanted
