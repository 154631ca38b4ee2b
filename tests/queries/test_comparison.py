"""What happened between two snapshots."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from integrations.postgres.types import Counters, Snapshot
from jobs.queries.comparison import Comparison, Measure, MeasureChange, compare
from tests.queries.fakes import RESET, counted, key, more, snapshot

FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)


def measure(taken: Snapshot, day: date = FRIDAY) -> Measure:
    return Measure(day, datetime(day.year, day.month, day.day, 13, 0, tzinfo=UTC), taken)


def only(comparison: Comparison) -> MeasureChange:
    (change,) = comparison.changes
    return change


def test_a_call_that_takes_many_times_what_it_took_got_slower() -> None:
    then = counted(1000, 10)
    found = compare(snapshot({1: more(then, counted(100, 90))}), [measure(snapshot({1: then}))])
    assert found.slower == [only(found)]
    assert only(found).since.mean_ms == 90
    assert only(found).before == then
    assert only(found).share == 1.0


def test_what_takes_as_long_as_ever_did_not_however_much_it_is_called() -> None:
    then = counted(1000, 10)
    found = compare(snapshot({1: more(then, counted(100_000, 12))}), [measure(snapshot({1: then}))])
    assert found.slower == []


def test_one_unlucky_call_is_no_regression_and_neither_are_a_few_milliseconds() -> None:
    then = counted(1000, 10)
    for since in (counted(2, 5000), counted(50, 25)):
        assert compare(snapshot({1: more(then, since)}), [measure(snapshot({1: then}))]).slower == []


def test_before_is_the_working_day_before_and_not_the_average_of_a_year() -> None:
    older = counted(1_000_000, 10)
    then = more(older, counted(1000, 200))
    now = more(then, counted(1000, 210))
    found = compare(snapshot({1: now}), [measure(snapshot({1: then})), measure(snapshot({1: older}), THURSDAY)])
    assert only(found).before == counted(1000, 200)
    assert found.slower == []


def test_where_it_did_not_run_the_day_before_all_of_its_past_counts() -> None:
    then = counted(1000, 10)
    found = compare(
        snapshot({1: more(then, counted(100, 90))}),
        [measure(snapshot({1: then})), measure(snapshot({1: then}), THURSDAY)],
    )
    assert only(found).before == then


def test_after_a_reset_nothing_is_subtracted() -> None:
    now = snapshot({1: counted(100, 90)}, reset_at=datetime(2026, 11, 21, tzinfo=UTC))
    found = compare(now, [measure(snapshot({1: counted(50, 1)}))])
    assert not found.compared
    assert found.slower == []
    assert only(found).since == counted(100, 90)
    assert found.since == now.reset_at


def test_after_an_upgrade_ids_mean_something_else() -> None:
    found = compare(snapshot({1: counted(100, 90)}, version=180004), [measure(snapshot({1: counted(50, 1)}))])
    assert not found.compared


def test_a_statement_that_was_pushed_out_and_came_back_counts_from_its_return() -> None:
    then, now = counted(1000, 10), counted(200, 90)
    found = compare(snapshot({1: now}), [measure(snapshot({1: then}))])
    assert only(found).since == now
    again = now._replace(calls=1500, since=RESET)  # even with more calls, where the server says since when
    assert only(compare(snapshot({1: again}), [measure(snapshot({1: then}))])).since == again


def test_what_was_not_there_is_new_unless_not_all_was_read() -> None:
    now = snapshot({1: counted(1000, 10), 2: counted(1000, 10)})
    found = compare(now, [measure(snapshot({1: counted(1000, 10)}))])
    assert [each.key for each in found.new] == [key(2)]
    assert compare(now, [measure(snapshot({1: counted(1000, 10)}, cut=True))]).new == []


def test_a_statement_within_a_function_counts_once() -> None:
    inner, outer = key(1)._replace(toplevel=False), key(2)
    both = {inner: counted(10, 50), outer: counted(10, 100)}
    found = compare(replace(snapshot({}), statements=both), [measure(snapshot({}))])
    assert found.total_ms == 1000
    assert {each.key: each.share for each in found.changes} == {outer: 1.0, inner: 0.5}


def test_roles_that_come_and_go_are_one_statement() -> None:
    """A role of its own for each deployment: the statement is the same, and so is how long it takes."""
    old, new = key(1), key(1)._replace(userid=99)
    then = replace(snapshot({}), statements={old: counted(100, 10)})
    now = replace(
        then, statements={old: counted(100, 10), new: counted(300, 90), old._replace(userid=98): counted(3, 9)}
    )
    found = compare(now, [measure(then)])
    assert only(found).key == new
    assert only(found).since.calls == 303
    assert only(found).before == counted(100, 10)
    assert found.slower == [only(found)]
    assert found.new == []


def test_any_counter_that_fell_shows_that_the_counting_began_anew() -> None:
    then = counted(1000, 10, rows=5)
    again = counted(1500, 2, rows=5)
    found = compare(snapshot({1: again}), [measure(snapshot({1: then}))])
    assert only(found).since == again
    assert found.anew == 1


def test_a_database_that_was_made_again_is_not_compared() -> None:
    again = replace(snapshot({}), statements={key(1)._replace(dbid=6): counted(100, 90)})
    found = compare(again, [measure(snapshot({1: counted(50, 1)}))])
    assert not found.compared
    assert found.new == []


def test_what_an_older_measure_knows_is_not_new() -> None:
    now = snapshot({1: counted(1000, 10), 2: counted(1000, 10)})
    without, older = snapshot({1: counted(1000, 10)}), snapshot({1: counted(1, 1), 2: counted(1, 1)})
    assert [each.key for each in compare(now, [measure(without)]).new] == [key(2)]
    assert compare(now, [measure(without), measure(older, THURSDAY)]).new == []


def test_what_runs_within_a_procedure_that_is_not_counted_is_no_more_than_all_time() -> None:
    inner = key(1)._replace(toplevel=False)
    found = compare(replace(snapshot({}), statements={inner: counted(10, 500), key(2): counted(1, 50)}), [])
    assert found.changes[0].share == 1.0


def test_many_that_got_slower_matter_together_and_a_few_that_cost_nothing_do_not() -> None:
    quick = {number: counted(100, 1) for number in range(200)}
    heavy = {1000: counted(1000, 1000)}
    slow = {number: more(each, counted(100, 10)) for number, each in quick.items()}
    then = [measure(snapshot({**quick, **heavy}))]
    assert len(compare(snapshot({**slow, **heavy}), then).slower) == 200
    assert compare(snapshot({**slow, 1000: more(heavy[1000], counted(8000, 1000))}), then).slower == []


counters = st.builds(
    Counters,
    calls=st.integers(0, 10**9),
    exec_ms=st.floats(0, 1e12),
    rows=st.integers(0, 10**12),
    hit=st.integers(0, 10**12),
    read=st.integers(0, 10**12),
    temp=st.integers(0, 10**9),
    since=st.none() | st.just(RESET),
)
snapshots = st.builds(snapshot, st.dictionaries(st.integers(0, 8), counters, max_size=8))


@given(snapshots, st.lists(snapshots.map(measure), max_size=3))
def test_whatever_is_compared_nothing_is_below_zero_and_shares_are_parts(now: Snapshot, then: list[Measure]) -> None:
    found = compare(now, then)
    for change in found.changes:
        assert min(change.since[:-1]) >= 0
        assert change.since.calls > 0
        assert -1e-9 <= change.share <= 1 + 1e-9
        assert 0 <= change.since.missed <= 1
    assert {each.key for each in found.slower} <= {each.key for each in found.changes}
    assert not {each.key for each in found.new} & {each.key for each in found.slower}


@given(st.dictionaries(st.integers(0, 8), counters, max_size=8))
def test_a_snapshot_compared_with_itself_shows_nothing(statements: dict[int, Counters]) -> None:
    taken = snapshot(statements)
    assert compare(taken, [measure(taken)]).changes == []
