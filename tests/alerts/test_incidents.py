"""One incident for one alert, in whatever order and number its states arrive."""

import asyncio
from datetime import timedelta
from itertools import permutations
from random import Random

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
