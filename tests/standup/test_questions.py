"""What a question may be, what answers it, and when it is asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.question_fields import question_errors, question_fields, read_questions
from integrations.form import ChoiceField
from jobs.standup.options import MOST_QUESTIONS
from jobs.standup.questions import (
    NoAnswer,
    OnlyIf,
    Question,
    QuestionType,
    as_typed,
    asked,
    from_json,
    from_options,
    in_words,
    read,
    to_json,
    to_options,
    why_not,
)
from tests.standup.house import ANA, House, key

TEA = Question("q1", "Tea?", QuestionType.CHOICE, ("Green tea", "Coffee"))
MANY = Question("q1", "Which?", QuestionType.SEVERAL, ("one", "two", "three"))
SCALE = Question("q1", "How?", QuestionType.SCALE, least=0, most=10)
NUMBER = Question("q1", "How many?", QuestionType.NUMBER)
YES = Question("q1", "Done?", QuestionType.YES_NO)
DAY = Question("q1", "When?", QuestionType.DATE)


@pytest.mark.parametrize(
    ("question", "typed", "kept", "words"),
    [
        (TEA, "green TEA", "Green tea", "Green tea"),
        (MANY, "three\none\none", ["one", "three"], "one, three"),
        (SCALE, " 7 ", 7, "7 of 10"),
        (NUMBER, "2,5", 2.5, "2.5"),
        (NUMBER, "-3", -3, "-3"),
        (YES, "Yes", True, "yes"),
        (DAY, "2026-11-30", "2026-11-30", "Monday 30 November 2026"),
    ],
)
def test_an_answer_is_kept_as_what_it_is(question: Question, typed: str, kept: Any, words: str) -> None:
    pick = read(question, typed)
    assert pick == kept
    assert type(pick) is type(kept)
    assert in_words(question, pick) == words
    assert read(question, as_typed(pick)) == kept


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        (TEA, "water", "Please choose one of: Green tea, Coffee."),
        (SCALE, "11", "Please give a number from 0 to 10."),
        (SCALE, "4.5", "Please give a number from 0 to 10."),
        (NUMBER, "many", "Please give a number, such as 3 or 2.5."),
        (YES, "maybe", "Please choose one of: yes, no."),
        (DAY, "30.11.", "Please give a day, such as 2026-11-30."),
    ],
)
def test_what_is_no_answer_is_told_with_what_to_give_instead(question: Question, typed: str, said: str) -> None:
    with pytest.raises(NoAnswer, match=said.replace(".", r"\.")):
        read(question, typed)


@given(st.integers(0, 90), st.integers(1, 10), st.integers(-5, 105))
def test_a_scale_takes_its_steps_and_no_others(least: int, length: int, given_: int) -> None:
    question = Question("q1", "How?", QuestionType.SCALE, least=least, most=least + length)
    if least <= given_ <= least + length:
        assert read(question, str(given_)) == given_
    else:
        with pytest.raises(NoAnswer):
            read(question, str(given_))


def test_a_question_is_asked_only_after_its_answer_and_so_is_what_depends_on_it() -> None:
    why = Question("q2", "Why?", QuestionType.CHOICE, ("a", "b"), only_if=OnlyIf("q1", ("no",)))
    more = Question("q3", "More?", only_if=OnlyIf("q2", ("b",)))
    every = (YES, why, more)
    assert asked(every, {}) == [YES]
    assert asked(every, {"q1": "no"}) == [YES, why]
    assert asked(every, {"q1": "No", "q2": "b"}) == [YES, why, more]
    assert asked(every, {"q1": "yes", "q2": "b"}) == [YES], "what is hidden is answered by nobody"


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        ([], "is no list of 1 to 8 questions"),
        (["a"] * 9, "is no list of 1 to 8 questions"),
        ([" "], "question 1 has no words"),
        (["Why?", "Why?"], "question 2 is the same as an earlier one"),
        ([{"text": "x", "type": "emoji"}], "question 1 has a type that is none of"),
        ([{"text": "x", "typ": "text"}], "question 1 has “typ”"),
        ([{"text": "x", "type": "choice", "choices": ["a"]}], "question 1 needs 2 to 20 choices"),
        ([{"text": "x", "type": "choice", "choices": ["a", "A"]}], "question 1 has the same choice twice"),
        ([{"text": "x", "choices": ["a", "b"]}], "question 1 has choices, which only"),
        ([{"text": "x", "type": "scale", "from": 5, "to": 5}], "question 1 needs a scale of 2 to 11 steps"),
        ([{"text": "x", "required": "yes"}], "question 1 has a required or anonymous that is neither"),
        (["a", {"text": "x", "only_if": {"question": 2, "is": "yes"}}], "question 2 can depend on an earlier"),
        (["a", {"text": "x", "only_if": {"question": 1, "is": "yes"}}], "question 2 depends on question 1, which can"),
        (
            [{"text": "a", "type": "yes_no"}, {"text": "x", "only_if": {"question": 1, "is": "maybe"}}],
            "question 2 depends on an answer that question 1 does not have: yes, no",
        ),
        (
            [
                {"text": "a", "type": "yes_no", "anonymous": True},
                {"text": "x", "anonymous": True, "only_if": {"question": 1, "is": True}},
            ],
            "question 2 depends on question 1, which is anonymous",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_number(questions: list[Any], why: str) -> None:
    assert why in why_not(questions, MOST_QUESTIONS)


def test_questions_come_back_from_a_ritual_and_from_a_round_as_they_were() -> None:
    given_ = [
        "Plain?",
        {"text": "Tea?", "type": "choice", "choices": ["green", "black"], "required": True},
        {"text": "Why black?", "only_if": {"question": 2, "is": ["black"]}},
        {"text": "How?", "type": "scale", "from": 1, "to": 3, "anonymous": True},
        {"text": "Which?", "type": "several", "choices": ["x", "y"]},
    ]
    assert why_not(given_, MOST_QUESTIONS) == ""
    questions = from_options(given_)
    assert to_options(questions) == given_
    assert tuple(from_json(to_json(each)) for each in questions) == questions
    assert from_json({"name": "q1", "label": "Old?"}) == Question("q1", "Old?"), "as rounds were kept before types"


def test_a_question_in_a_teams_own_words_stands_for_ours() -> None:
    given_ = [{"text": "Since last time?", "as": "yesterday"}, {"text": "Next?", "as": "today"}, "Kudos?"]
    assert why_not(given_, 8) == ""
    assert [each.name for each in from_options(given_)] == ["yesterday", "today", "q3"]
    assert to_options(from_options(given_)) == given_


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        ([{"text": "A?", "as": "tomorrow"}], "has an as that is none of yesterday, today, blockers"),
        ([{"text": "A?", "as": "today", "type": "number"}], "cannot stand for today: only a text under one's name can"),
        (
            [{"text": "A?", "as": "today", "anonymous": True}],
            "cannot stand for today: only a text under one's name can",
        ),
        ([{"text": "A?", "as": "today"}, {"text": "B?", "as": "today"}], "stands for today, as an earlier one does"),
    ],
)
def test_what_cannot_stand_for_ours_is_said(given_: list[dict[str, object]], why: str) -> None:
    assert why in why_not(given_, 8)


@pytest.mark.parametrize(("place", "looks"), [("yesterday", True), ("today", False), (None, False)])
async def test_what_they_did_is_looked_for_where_one_question_of_the_teams_own_asks_it(
    house: House, place: str | None, looks: bool
) -> None:
    own = {"text": "What have you built?"} | ({"as": place} if place else {})
    await house.run(house.plan(options={"questions": [own, "What did you learn?"]}))
    sheet = await house.standups.sheet(ANA.id, key())
    assert (sheet.last is not None) is looks


@pytest.mark.parametrize("place", ["yesterday", "today", "blockers"])
def test_a_form_keeps_what_a_question_stands_for_until_something_else_is_chosen(place: str) -> None:
    fields = {each.name: each for each in question_fields([Question(place, "And?")], "add", 1) if hasattr(each, "name")}
    kept = fields["q1_type"]
    assert isinstance(kept, ChoiceField)
    assert kept.value == (f"text:{place}",)
    assert f"text:{place}" in dict(kept.choices)
    assert to_options(read_questions({"q1": "And?", "q1_type": f"text:{place}"})) == [{"text": "And?", "as": place}]
    assert to_options(read_questions({"q1": "And?", "q1_type": "text"})) == ["And?"]
    both: dict[str, str | list[str]] = {
        f"q{number}{end}": value for number in (1, 2) for end, value in (("", "And?"), ("_type", f"text:{place}"))
    }
    both["q2"] = "Or?"
    assert question_errors(both)
