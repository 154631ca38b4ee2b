"""Several questions in one message are taken apart, and nothing else is."""

import pytest

from bot.conversation.questions.several import several


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
