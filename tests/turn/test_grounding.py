"""What a model says and nothing backs up is marked; what was given to it is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.grounding import MARK, checked

GIVEN = (
    "Ben, Mon 23 Nov 2026: we retry 3 times, see https://team.example/retries. PAY-41 waits.",
    "sample/payments#212 is open; 1,204 rows; at 09:05.",
)
NAMES = ("Ana", "Ben", "Chiara")


@pytest.mark.parametrize(
    "sentence",
    [
        "We retry 3 times [1].",
        "Ben said so on 2026-11-23.",
        "PAY-41 waits, and so does payments#212.",
        "It reads 1204 rows at 9:05.",
        "See https://team.example/retries!",
        "See [the page](https://team.example/retries).",
        "Set `retries=17` and try again.",
        "No claim at all.",
        "1. We retry 3 times",
        "```\nretries = 17\n```",
        "",
    ],
)
def test_what_was_given_stays_as_it_is(sentence: str) -> None:
    assert checked(sentence, GIVEN, citable=1, names=NAMES) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "We retry 4 times.",
        "It was on 24 November.",
        "PAY-42 waits.",
        "payments#213 is open.",
        "See https://team.example.evil/retries.",
        "See [the page](https://other.example/retries?leak=3).",
        "Chiara said so.",
        "It takes 12.5 %.",
    ],
)
def test_a_number_a_key_a_link_or_a_name_that_was_not_given_marks_its_sentence_alone(sentence: str) -> None:
    whole = checked(f"We retry 3 times. {sentence} Ben said so.", GIVEN, names=NAMES)
    assert whole == f"We retry 3 times. {sentence}{MARK} Ben said so."


def test_a_citation_that_leads_nowhere_goes_and_its_sentence_is_marked() -> None:
    assert checked("We retry [1]. We retry [7].", GIVEN, citable=1) == f"We retry [1]. We retry.{MARK}"


@given(st.lists(st.sampled_from(["3", "PAY-41", "payments#212", "Ben", "rows", "1,204", "waits."]), min_size=1))
def test_words_that_were_given_are_never_marked_in_any_order(words: list[str]) -> None:
    said = " ".join(words)
    assert checked(said, GIVEN, names=NAMES) == said


@given(st.integers(min_value=1_300, max_value=10**9).filter(lambda number: number != 2026), st.text(max_size=40))
def test_a_number_that_nobody_gave_is_always_marked(number: int, around: str) -> None:
    plain = "".join(each for each in around if each.isalpha() or each == " ")
    assert MARK in checked(f"{plain} {number} of them", GIVEN)


@pytest.mark.parametrize("piece", ["[", "1,", "a-", "http://", "`", "#", ". ", "x" * 50 + "#"])
def test_hostile_text_is_read_once(piece: str) -> None:
    checked(piece * 20_000, GIVEN, names=NAMES)
