"""Clock times are read as people say them in four languages, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.dates.spoken_times import as_a_clock_shows


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("since half past nine", "since 9:30"),
        ("at quarter to 5", "at 4:45"),
        ("a quarter past twelve", "12:15"),
        ("seit halb 10", "seit 9:30"),
        ("auf halb zehn", "auf 9:30"),
        ("halb 1", "0:30"),
        ("Viertel vor 10", "9:45"),
        ("dreiviertel zehn", "9:45"),
        ("viertel nach acht", "8:15"),
        ("desde las nueve y media", "desde las 9:30"),
        ("a las 10 menos cuarto", "a las 9:45"),
        ("depuis 9h et demie", "depuis 9:30"),
        ("à dix heures moins le quart", "à 9:45"),
        ("9 heures et quart", "9:15"),
    ],
)
def test_a_time_as_people_say_it_is_written_as_a_clock_shows_it(said: str, shown: str) -> None:
    assert as_a_clock_shows(said) == shown


@pytest.mark.parametrize(
    "words",
    ["half of them", "einhalb 10 mal", "deux et demie", "halb so viel", "half past", "una y media", "halb 10.5 Tage"],
)
def test_what_is_no_time_stays_as_it_is(words: str) -> None:
    assert as_a_clock_shows(words) == words


@given(st.integers(1, 24))
def test_halb_is_half_an_hour_before_the_hour(hour: int) -> None:
    assert as_a_clock_shows(f"halb {hour}") == f"{hour - 1}:30"
