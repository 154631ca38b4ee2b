"""Every tool is on the page for people, and each question there is understood as the tool that it stands beside."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.conversation.questions.blanks import Known
from bot.conversation.questions.examples import examples
from bot.conversation.questions.recogniser import Recogniser
from bot.tools.every_tool import every_tool

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
KNOWN = Known({"ben": frozenset({"U1"})}, {"payments": "payments", "pay": "PAY"})
_ROW = re.compile(r"^\|[^|]*\|(?P<asked>[^|]*)\| `(?P<tool>\w+)` \|$", re.MULTILINE)
UNASKED = {"remember", "forget", "my_notes"}
"""What is asked for in words of its own: `bot.conversation.notes`."""


@cache
def recogniser() -> Recogniser:
    return Recogniser(examples())


def rows() -> Iterator[tuple[str, str]]:
    for row in _ROW.finditer(PAGE.read_text("utf-8")):
        for words in re.findall(r"\*([^*]+)\*", row["asked"]):
            yield words, row["tool"]


@pytest.mark.parametrize(("words", "tool"), list(rows()))
def test_a_question_of_the_page_is_understood(words: str, tool: str) -> None:
    found = recogniser().recognised(words, KNOWN)
    assert found is not None
    assert found.tool == tool


def test_the_page_has_every_tool_and_no_other() -> None:
    assert {tool for _, tool in rows()} == {each.name for each in every_tool()} - UNASKED
