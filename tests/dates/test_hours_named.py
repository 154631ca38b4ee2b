"""Since which hour something is asked, in four languages."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.dates.hours_named import hours_named


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("anything new since lunch?", time(12)),
        ("what happened this afternoon", time(12)),
        ("was ist seit heute mittag passiert?", time(12)),
        ("desde el mediodía", time(12)),
        ("depuis midi", time(12)),
        ("alerts since 2pm", time(14)),
        ("alerts since 12 am", time(0)),
        ("since 9:30", time(9, 30)),
        ("seit 14 Uhr", time(14)),
        ("desde las 14:00", time(14)),
        ("depuis 14h30", time(14, 30)),
    ],
)
def test_an_hour_is_read(words: str, since: time) -> None:
    found = hours_named(words)
    assert found is not None
    assert found.since == since
    assert found.last is None


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("in the last hour", 1),
        ("over the past 3 hours", 3),
        ("in den letzten zwei Stunden", 2),
        ("en la última hora", 1),
        ("ces 2 dernières heures", 2),
    ],
)
def test_so_many_hours_are_read(words: str, last: int) -> None:
    found = hours_named(words)
    assert found is not None
    assert found.last == last


@pytest.mark.parametrize(
    "words",
    ["since 3 days", "since Monday", "since 24 November", "office hours", "lunch", "seit 2 Tagen", "the last 5"],
)
def test_what_is_no_hour_is_none(words: str) -> None:
    assert hours_named(words) is None


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    found = hours_named(text)
    assert found is None or 0 <= found.start < found.end <= len(text)
