"""Several questions in one message are taken apart, and nothing else is."""

import pytest

from bot.conversation.questions.several import sentences, several, without_tail


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("who is away tomorrow? what is red?", ["who is away tomorrow?", "what is red?"]),
        ("is payments down and who is on it", ["is payments down", "who is on it"]),
        ("hi, what's new", ["what's new"]),
        ("wer ist morgen weg und was ist rot?", ["wer ist morgen weg", "was ist rot?"]),
        ("did we decide on a, b and c?", ["did we decide on a, b and c?"]),
        ("is everything ok", ["is everything ok"]),
    ],
)
def test_a_message_is_taken_apart_where_another_question_begins(words: str, parts: list[str]) -> None:
    assert several(words) == parts


def test_sentences_that_each_ask_are_told_apart_from_one_that_is_led_in() -> None:
    assert sentences("hat jemand was deployed? und was ist rot?") == ["hat jemand was deployed?", "und was ist rot?"]
    assert len(sentences("I think I broke something. What went out? What is red?")) == 3
    assert len(sentences("is payments down and who is on it")) <= 1


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("who is blocked and since when?", "who is blocked"),
        ("wer hat zuletzt deployt und warum", "wer hat zuletzt deployt"),
        ("¿qué está roto y desde cuándo?", "¿qué está roto"),
        ("qui est absent et jusqu'à quand", "qui est absent et jusqu'à quand"),
        ("who is away and who is sick", "who is away and who is sick"),
    ],
)
def test_what_asks_for_more_of_the_same_is_no_part_of_a_question(words: str, rest: str) -> None:
    assert without_tail(words) == rest
