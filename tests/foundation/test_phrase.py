"""Our own sentences, with what is filled into them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.phrase import phrase
from integrations.post import Bold, Code, Mention


def test_marks_of_ours_are_code_and_bold() -> None:
    assert phrase("*Keep: *`/recall mute` ends that") == (Bold(text="Keep: "), Code(text="/recall mute"), " ends that")


def test_what_is_given_stands_where_its_name_stands() -> None:
    who = Mention(user="U1")
    assert phrase("{who} keeps {what}.", who=who, what=(who, "'s")) == (who, " keeps ", who, "'s", ".")


@given(st.text())
def test_what_is_filled_in_is_never_read_for_marks(theirs: str) -> None:
    assert "".join(map(str, phrase("a{theirs}b", theirs=theirs))) == f"a{theirs}b"


def test_a_name_of_which_nothing_is_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrase("{who} left")
