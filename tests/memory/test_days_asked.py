"""The days that a question names are read in four languages, and nothing is read where none is named."""

from datetime import date

import pytest

from bot.memory.days_asked import DaysAsked, asks_when, days_asked

TODAY = date(2024, 3, 15)  # a Friday


def days(first: date, last: date | None = None) -> DaysAsked:
    return DaysAsked(first, last or first)


READ = (
    ("What did Ana do in May 2023?", days(date(2023, 5, 1), date(2023, 5, 31))),
    ("what happened on 14 August, 2023", days(date(2023, 8, 14))),
    ("August 14th 2023", days(date(2023, 8, 14))),
    ("am 14. August 2023", days(date(2023, 8, 14))),
    ("el 14 de agosto de 2023", days(date(2023, 8, 14))),
    ("le 14 août 2023", days(date(2023, 8, 14))),
    ("on 2023-08-14", days(date(2023, 8, 14))),
    ("last June", days(date(2023, 6, 1), date(2023, 6, 30))),
    ("yesterday", days(date(2024, 3, 14))),
    ("gestern", days(date(2024, 3, 14))),
    ("ayer", days(date(2024, 3, 14))),
    ("qu'a-t-il dit hier", days(date(2024, 3, 14))),
    ("last week", days(date(2024, 3, 4), date(2024, 3, 10))),
    ("letzte Woche", days(date(2024, 3, 4), date(2024, 3, 10))),
    ("la semana pasada", days(date(2024, 3, 4), date(2024, 3, 10))),
    ("la semaine dernière", days(date(2024, 3, 4), date(2024, 3, 10))),
    ("last friday", days(date(2024, 3, 8))),
    ("3 days ago", days(date(2024, 3, 12))),
    ("vor 3 Tagen", days(date(2024, 3, 12))),
    ("hace 3 dias", days(date(2024, 3, 12))),
    ("il y a 3 jours", days(date(2024, 3, 12))),
    ("in 2023", days(date(2023, 1, 1), date(2023, 12, 31))),
    ("in May", DaysAsked(month=5)),
    ("on Friday", DaysAsked(weekday=4)),
)
UNREAD = (
    "may I deploy?",
    "march on",
    "the last release",
    "what is 2023?",
    "hier ist nichts",
    "30 February 2023",
    "9" * 30,
)


@pytest.mark.parametrize(("question", "read"), READ)
def test_days_are_read(question: str, read: DaysAsked) -> None:
    assert days_asked(question, TODAY) == (read,)


@pytest.mark.parametrize("question", UNREAD)
def test_what_names_no_day_is_none(question: str) -> None:
    assert days_asked(question, TODAY) == ()


@pytest.mark.parametrize("question", ["When did it end?", "since when", "Wann war das?", "¿cuándo?", "Quand ?"])
def test_a_question_for_a_time_is_known(question: str) -> None:
    assert asks_when(question)
    assert not asks_when("What about it when it rains?")
