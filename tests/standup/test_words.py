"""What people type: days and blockers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.standup import blockers, options
from jobs.standup.dates import read_day
from tests.standup.house import ANA, BO, person

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("friday", date(2026, 11, 27)),
        ("fri", date(2026, 11, 27)),
        ("Monday", MONDAY),
        ("next monday", date(2026, 11, 30)),
        ("next week", date(2026, 12, 4)),
        ("2026-12-24", date(2026, 12, 24)),
        ("24 Dec", date(2026, 12, 24)),
        ("24 December 2027", date(2027, 12, 24)),
        ("24th of december", date(2026, 12, 24)),
        ("Dec 24", date(2026, 12, 24)),
        ("Dec 24th, 2027", date(2027, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("2 Jan", date(2027, 1, 2)),
        ("29 feb", date(2028, 2, 29)),
        ("31 nov", None),
        ("ju 3", None),
        ("whenever", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(words: str, day: date | None) -> None:
    assert read_day(words, MONDAY) == day


@given(st.text(max_size=60), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_no_words_break_the_reading_of_a_day(words: str, today: date) -> None:
    read_day(words, today)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(0, 360))
def test_every_iso_day_is_read_as_itself(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert read_day(day.isoformat(), today) == day


def test_a_blocker_is_a_line_and_nothing_is_none() -> None:
    assert blockers.lines("- no staging\n\n2. no key\n• no time\nno staging") == ["no staging", "no key", "no time"]
    for nothing in ("none", "None.", "- no", "N/A", "nothing today!", "-", "", "No blockers :)", "nope"):
        assert blockers.lines(nothing) == []


def test_a_blocker_names_the_longest_name_that_fits() -> None:
    longer = person("U7BOB", "Bo Berg")
    assert blockers.about("waiting for @bo berg's review", [BO, longer]) == longer
    assert blockers.about("waiting for @Bo, then lunch", [BO, longer]) == BO
    assert blockers.about("mail to ana@bo.example", [ANA, BO]) is None
    assert blockers.about("ask <@U1ANA>", [ANA, BO]) == ANA
    assert blockers.about("ask <@U0NOBODY>", [ANA, BO]) is None


@pytest.mark.parametrize(
    ("given_options", "wrong"),
    [
        ({}, []),
        ({"questions": ["One?"], "collect": "dm", "remind_after": [15, 45], "close_after": 60}, []),
        ({"remind_after": []}, []),
        ({"questions": []}, ["questions"]),
        (
            {"questions": ["a", "a"], "collect": "mail", "remind_after": [0], "close_after": "2h"},
            ["questions", "collect", "remind_after", "close_after"],
        ),
        ({"members": "ana", "report_to": 3, "close_early": "yes"}, ["close_early", "members", "report_to"]),
    ],
)
def test_options_that_cannot_be_used_are_named(given_options: dict[str, object], wrong: list[str]) -> None:
    assert [name for name, _ in options.problems(given_options)] == wrong


def test_no_reminder_is_an_option_too() -> None:
    assert options.read({"remind_after": []}).remind_after == ()
    assert options.read({"remind_after": "soon"}).remind_after == (30,)
