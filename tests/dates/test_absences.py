"""What is kept of who is away."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from integrations.database import Database
from integrations.time import TurnableClock
from jobs.dates import DateSpan, united
from jobs.people.absences import Absences, Changed, without

START = date(2026, 11, 2)
SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 8)).map(
        lambda each: DateSpan(START + timedelta(each[0]), START + timedelta(each[0] + each[1]))
    ),
    max_size=5,
)


def days(spans: list[DateSpan]) -> set[date]:
    return {span.first + timedelta(days=ahead) for span in spans for ahead in range((span.last - span.first).days + 1)}


@given(SPANS, SPANS)
def test_days_taken_out_of_days_leave_the_others(some: list[DateSpan], gone: list[DateSpan]) -> None:
    left = without(united(some), gone)
    assert days(left) == days(some) - days(gone)
    assert sum((span.last - span.first).days + 1 for span in left) == len(days(left))


async def test_a_change_and_its_undoing_leave_everything_as_it_was(db: Database, clock: TurnableClock) -> None:
    absences = Absences(db, clock)
    vacation = DateSpan(date(2026, 11, 20), date(2026, 11, 27))
    async with db.write() as tx:
        await absences.change(tx, "U1", Changed(added=(vacation,)), vacation.first)
        wanted = Changed(
            added=(DateSpan(date(2026, 11, 30), date(2026, 12, 1)),),
            ended=(DateSpan(date(2026, 11, 25), date(2026, 11, 27)),),
        )
        today = date(2026, 11, 24)
        changed = await absences.change(tx, "U1", wanted, today)
        assert await absences.of(tx, "U1", today) == [DateSpan(date(2026, 11, 20), date(2026, 11, 24)), *wanted.added]
        assert await absences.change(tx, "U1", changed.undone, today) == changed.undone
        assert await absences.of(tx, "U1", today) == [vacation]
    assert await absences.who(date(2026, 11, 20)) == {"U1"}, "what is past stays"
