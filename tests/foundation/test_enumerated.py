"""Things in a row, and how many there are."""

import pytest

from integrations.enumerated import counted, in_a_row, listed
from integrations.post import Bold


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 queries"), (1, "1 query"), (2, "2 queries"), (1200, "1,200 queries")]
)
def test_things_are_counted_as_people_write_it(number: int, said: str) -> None:
    assert counted(number, "query", "queries") == said


def test_what_is_beyond_the_first_ones_is_counted() -> None:
    assert in_a_row(["a", (Bold(text="b"), "!"), "c", "d"], 2) == ("a", ", ", Bold(text="b"), "!", " and 2 more")
    assert in_a_row(["a", "b"], 2) == in_a_row(["a", "b"]) == ("a", ", ", "b")
    assert in_a_row([]) == ()


def test_the_last_of_a_list_comes_after_an_and() -> None:
    assert listed(["a", "b", "c"]) == ("a", ", ", "b", " and ", "c")
    assert listed(["a"]) == ("a",)
