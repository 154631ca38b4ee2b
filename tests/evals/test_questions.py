"""The evaluation set is whole, and a few of its questions are answered as they have to be."""

from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.evals import asking, question_files
from tests.evals.asking import Answer, Asked
from tests.evals.question_files import RESERVE, Question, Step, questions, read
from tests.evals.report import lines


def test_there_are_150_questions_in_four_languages_and_45_are_set_aside() -> None:
    asked = questions()
    assert len(asked) == 150
    assert sum(each.holdout for each in asked) == 45
    by_language = Counter(each.lang for each in asked)
    assert by_language["en"] == 90
    assert min(by_language.values()) >= 15
    assert sum(bool(each.then) for each in asked) >= 20
    assert len(read(RESERVE)) == 40


def test_no_question_is_asked_twice() -> None:
    # The same words may be for other ears: then they are another question.
    asked = [(each.words.casefold(), each.who, each.where) for each in (*questions(), *read(RESERVE))]
    assert [each for each, times in Counter(asked).items() if times > 1] == []


def test_every_topic_has_some_that_are_set_aside() -> None:
    assert {each.topic for each in questions() if each.holdout} == {each.topic for each in questions()}
    assert not [each.words for each in questions() if each.holdout and each.smoke]


@pytest.mark.parametrize(
    "entry",
    [
        'ask = "hi"',
        'ask = "hi"\ntool = "crystal_ball"',
        'ask = "hi"\ntool = "issue"\nmusst = []',
        'ask = ""\ntool = "issue"',
    ],
)
def test_a_file_with_a_wrong_entry_is_not_read(entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_files, "FOLDER", tmp_path)
    (tmp_path / "topic.toml").write_text(f"[[question]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(ValidationError):
        read("topic")


def test_what_fails_of_those_set_aside_is_not_shown() -> None:
    def failed(words: str, *, holdout: bool) -> Asked:
        question = Question(ask=words, tool=("issue",), holdout=holdout)
        return Asked(question, [Answer(question, "none", "the answer of " + words, missing=("all",))])

    asked = [failed("open one", holdout=False), failed("hidden one", holdout=True)]
    shown = "\n".join(lines(asked))
    assert "open one" in shown
    assert "hidden one" not in shown
    assert "holdout 0/1" in shown
    assert "hidden one" in "\n".join(lines(asked, words_of_holdout=True))


@pytest.mark.parametrize(
    ("tool", "missing", "too_much", "right"),
    [
        ("issue", (), (), True),
        ("recall", (), (), False),
        ("issue", ("PAY-41",), (), False),
        ("issue", (), ("PAY-41",), False),
    ],
)
def test_an_answer_is_right_by_its_tool_and_its_words(
    tool: str, missing: tuple[str, ...], too_much: tuple[str, ...], right: bool
) -> None:
    step = Step(ask="PAY-41?", tool=("issue",))
    assert Answer(step, tool, "", missing, too_much).right is right


@pytest.mark.slow
async def test_a_few_questions_are_answered_rightly(tmp_path: Path) -> None:
    asked = await asking.ask_all([each for each in questions() if each.smoke], tmp_path)
    assert len(asked) >= 9
    assert [line for line in lines(asked) if line.startswith("✗")] == [], "\n".join(lines(asked))
