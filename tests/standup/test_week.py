"""What came of a week's plans, by what people said of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.people import team_settings
from jobs.people.team_settings import TeamSettings
from jobs.standup import store
from jobs.standup.week import AnswerOfWeek, clauses, has_words_of, what_came
from jobs.standup.work_items import items
from tests.standup.house import House, key

MONDAY = date(2026, 11, 23)
Days = Sequence[tuple[str, str]]
"""What was done and what was planned, from Monday on."""


def came(days: Days) -> tuple[list[str], list[str]]:
    said = [
        AnswerOfWeek(MONDAY + timedelta(days=number), items(planned), clauses(done))
        for number, (done, planned) in enumerate(days)
    ]
    done, left = what_came(said, said[-1].day)
    return [each.words for each in done], [f"{each.words} {each.since:%a}-{each.heard:%a}" for each in left]


@pytest.mark.parametrize(
    ("days", "done", "left"),
    [
        ([("", "the index"), ("the index", "tea")], ["the index"], []),
        ([("", "Review the keys with Ben"), ("Reviewed the keys with Ben.", "")], ["Review the keys with Ben"], []),
        ([("", "Idempotency keys"), ("Idempotency keys, reviewed and merged", "")], ["Idempotency keys"], []),
        ([("", "PAY-41 tests"), ("Merged payments#1: Index (PAY-41: Done)", "")], ["PAY-41 tests"], []),
        ([("", "PAY-41 tests"), ("PAY-41 Index: In Review", "")], [], ["PAY-41 tests Mon-Tue"]),
        ([("", "the index"), ("didn't get to the index", "tea")], [], ["the index Mon-Tue"]),
        ([("", "the index"), ("couldnt do the index", "tea")], [], ["the index Mon-Tue"]),
        ([("", "payment events"), ("the client's payment events, different now", "")], ["payment events"], []),
        ([("", "the index\nthe cache"), ("Index done. Started the cache", "")], ["the index"], ["the cache Mon-Tue"]),
        ([("", "the index"), ("half of it", "The index!"), ("", "the index")], [], ["the index Mon-Wed"]),
        ([("", "the index"), ("other things", "tea"), ("", "tea")], [], ["the index Mon-Mon", "tea Tue-Wed"]),
        ([("", "the index"), ("", "tea"), ("the index at last", "")], ["the index"], ["tea Tue-Tue"]),
        ([("", "the index"), ("the index", "the index")], [], ["the index Mon-Tue"]),
        ([("", "the index")], [], []),
        ([("", "PAY-1 tests\nPAY-1 docs"), ("PAY-1 tests", "")], ["PAY-1 tests"], ["PAY-1 docs Mon-Mon"]),
        ([("", "PAY-1 tests\nPAY-1 docs"), ("PAY-1: Done", "")], ["PAY-1 tests", "PAY-1 docs"], []),
    ],
)
def test_what_was_planned_came_where_a_later_answer_says_so(days: Days, done: list[str], left: list[str]) -> None:
    assert came(days) == (done, left)


@pytest.mark.parametrize(
    ("clause", "plan", "about"),
    [
        ("Migrated the ledger", "migration of the ledger", True),
        ("the ledger", "migration of the ledger to the new cluster", False),
        ("tests", "the tests for refunds", False),
        ("lunch with the others", "the others", True),
        ("移行を終えた", "移行", False),
        ("a", "an", False),
    ],
)
def test_a_plan_is_meant_where_most_of_its_words_are_said(clause: str, plan: str, about: bool) -> None:
    assert has_words_of(plan, clause) is about


WORK = st.lists(
    st.sampled_from(["the index", "the cache", "PAY-1", "some tea", "not the index"]), max_size=3, unique=True
)


@given(st.lists(st.tuples(WORK, WORK), min_size=1, max_size=6))
def test_every_plan_comes_or_does_not_and_none_is_both(days: list[tuple[list[str], list[str]]]) -> None:
    said = [AnswerOfWeek(MONDAY + timedelta(days=number), planned, done) for number, (done, planned) in enumerate(days)]
    done, left = what_came(said, said[-1].day)
    assert not set(done) & set(left)
    assert all(each.since < said[-1].day for each in (*done, *left))
    planned = {each for answer in said for each in answer.planned}
    assert {each.words for each in (*done, *left)} <= planned
    earlier = {each for answer in said[:-1] for each in answer.planned}
    assert earlier <= {each.words for each in (*done, *left)}


@pytest.mark.parametrize(
    ("day", "days", "settings", "since"),
    [
        (date(2026, 11, 27), ("mon", "fri"), TeamSettings(), MONDAY),
        (date(2026, 11, 26), ("mon", "fri"), TeamSettings(), None),
        (date(2026, 11, 26), ("mon", "tue", "thu"), TeamSettings(), MONDAY),
        (date(2026, 12, 24), ("mon", "thu", "fri"), TeamSettings(), None),
        (date(2026, 12, 24), ("mon", "thu", "fri"), TeamSettings(holidays="DE"), date(2026, 12, 21)),
        (
            date(2026, 11, 26),
            ("sun", "mon", "tue", "wed", "thu"),
            TeamSettings(working_days=("sun", "mon", "tue", "wed", "thu")),
            date(2026, 11, 22),
        ),
    ],
)
async def test_a_week_ends_with_its_last_round_before_the_days_off(
    house: House, day: date, days: tuple[str, ...], settings: TeamSettings, since: date | None
) -> None:
    async with house.db.write() as tx:
        await team_settings.write(tx, house.db, settings)
    house.clock.turn_to(datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
    await house.run(house.plan(days=days), day)
    async with house.db.read() as tx:
        round_ = await store.find(tx, key(day))
    assert round_ is not None
    assert round_.week_since == since
