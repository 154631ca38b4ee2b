"""What a search is narrowed to is read from whatever people type, whatever they are called."""

from datetime import date

from bot.memory.narrowed import narrowing

PEOPLE = {"U1": ["Ben Sample", "ben"], "U2": [" ", ""], "U3": ["\u3000"]}


def test_somebody_whose_name_is_blank_stops_nobody_from_being_named() -> None:
    read = narrowing("retries from @Ben", PEOPLE, {}, date(2026, 11, 28), "UTC")
    assert (read.words, read.to.authors) == ("retries", frozenset({"U1"}))
