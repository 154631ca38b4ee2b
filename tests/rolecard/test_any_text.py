"""Whatever the file holds, it is read or refused, and soon."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from integrations.rolecard import NoCard, as_json, read_card
from tests.rolecard.cards import CHEF, LIBRARIAN, NURSE, lighthouse

LINES = [*CHEF.splitlines(), *NURSE.splitlines(), *LIBRARIAN.splitlines(), *lighthouse().splitlines()]
MARKS = [
    "> x",
    "```",
    "  - y",
    "<!-- z",
    "-->",
    "****",
    "---",
    "|",
    "|-|-|",
    "1)",
    "    ",
    "\t* 9 AM",
    "[a]: b",
    "<div>",
]


def survives(text: str) -> None:
    try:
        reading = read_card(text)
    except NoCard as why:
        assert str(why)  # noqa: PT017 - both ends are fine
        return
    lines = text.count("\n") + text.count("\r") + 1
    assert reading.card.title
    assert all(1 <= problem.line <= lines for problem in reading.problems)
    assert all(1 <= task.line <= lines and len(task.time) == 5 and task.title for task in reading.card.tasks)
    json.dumps(as_json(reading.card, lambda task: "reminder"), ensure_ascii=False).encode()


@settings(deadline=None)
@given(st.text(st.characters(), max_size=300))
@example("# \ud800\n## Tasks\n- 9 AM - \udfff")
@example("# \x0c\u2028x\n- \x85")
def test_any_text_is_read_or_refused(text: str) -> None:
    survives(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*LINES, *MARKS]), max_size=40))
def test_any_shuffle_of_cards_is_read_or_refused(lines: list[str]) -> None:
    survives("# T\n" + "\n".join(lines))


@settings(deadline=None)
@given(st.text(st.sampled_from("019:. -–*_`>#|[]()<!\n\tAPMapmx\"'&\\~é時"), max_size=120))
def test_any_task_is_read_or_refused(text: str) -> None:
    survives(f"# T\n## Daily Tasks\n* {text}")
    survives(f"# T\n## System Prompt\n{text}\n## Phrases\n- {text}\n## Dialogue\n{text}")


@pytest.mark.parametrize(
    "text",
    [
        "# R\nRole code: x" + "*" * 40_000 + "b",
        "# R\n## " + "-" * 40_000 + "x",
        "# R\n## System Prompt\n> Tone:\n> " + " " * 40_000 + "x",
        "# R\n## System Prompt\n> " + "/ " * 40_000 + "x",
        "# R\n## Tasks\n* 09:00 - " + "*a " * 6_000,
        "# R\n## Tasks\n* 09:00 - " + "<!-- " * 6_000,
        "# R\n## Tasks\n* 0900" + "!" * 40_000,
        "# R\n## Tasks\n* " + "\\-" * 40_000,
        "# R\n## Prompt\nx " + "<!-- " * 8_000 + "-->" * 12_000,
        "# R\n## Tasks\n" + "* 09:00 - again and again\n" * 3_000,
        "---\n" + "a: b\n" * 6_000,
        lighthouse() * 10,
    ],
    ids=lambda text: text[:24].replace("\n", " "),
)
def test_a_large_file_is_read(text: str) -> None:
    survives(text)


def test_a_megabyte_is_read_whole() -> None:
    sections = lighthouse() + "\n## Responsibilities\n" + f"* **Lamp:** {'Trim it, light it. ' * 50}\n" * 1_000
    assert len(sections) > 900_000
    assert len(read_card(sections).card.responsibilities) == 1_002


@pytest.mark.parametrize("text", ["# R\n" + "> " * 5_000 + "x", "# R\n- " + "*a " * 5_000 + "b*" * 5_000])
def test_depth_is_no_danger(text: str) -> None:
    survives(text)


def test_more_than_a_book_is_refused() -> None:
    with pytest.raises(NoCard, match="characters"):
        read_card("# R\n" + "x" * 3_000_000)
