"""A team's own examples: checked at the start, each mistake with its place, and learned beside ours."""

from pathlib import Path

import pytest

from bot.conversation.questions.examples import examples, files_of, problems, read, together
from bot.conversation.questions.recogniser import Recogniser
from bot.load_settings import BadSettings, load

TOOLS = ("alerts_now", "recall")


def test_what_a_team_adds_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text('[alerts_now]\nexamples = ["hat die Giraffe Husten?"]\n', "utf-8")
    assert problems(tmp_path, TOOLS) == []
    found = Recogniser(together(examples(), read(files_of(tmp_path)))).recognised("hat die giraffe husten")
    assert found is not None
    assert found.tool == "alerts_now"


def test_every_mistake_is_listed_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        '[alerts_noww]\nexamples = ["is it on fire?"]\n\n[recall]\nexamples = [\n  "?",\n  "why {x}?",\n]\n', "utf-8"
    )
    assert problems(file, TOOLS) == [
        f"{file}:1: alerts_noww is no tool; did you mean alerts_now?",
        f"{file}:6: '?' is no question",
        f"{file}:7: 'why {{x}}?' has {{x}}, which is none of"
        " {day}, {key}, {name}, {number}, {person}, {pull}, {words}",
    ]


def test_they_are_checked_with_the_other_settings(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("[alerts_now\n", "utf-8")
    with pytest.raises(BadSettings, match=r"ROLECALL_QUESTIONS: .*ours\.toml"):
        load({"ROLECALL_QUESTIONS": str(file)})
