"""A file as coding agents have it, front matter above prose, is a card that can speak."""

import codecs
from pathlib import Path

import pytest

from bot.persona import load_card
from integrations.rolecard import NoCard, read_card

REVIEWER = """---
name: code-reviewer
description: Reads every change before it is merged.
tools: Read, Grep
---

You review code for a team of bakers.

## Output format

1. What is wrong.
2. What is fine.

### Tone
Warm, like bread.
"""


def test_name_and_title_come_from_the_front_matter_and_the_prose_is_the_prompt() -> None:
    reading = read_card(REVIEWER)
    card = reading.card
    assert (card.title, card.agent_name, card.name) == ("code-reviewer", "code-reviewer", "code-reviewer")
    assert card.description == "Reads every change before it is merged."
    assert card.system_prompt == REVIEWER.split("---\n\n")[1].strip()
    assert card.tasks == ()
    assert reading.problems == ()


def test_a_title_of_its_own_wins_over_the_name_and_over_headings() -> None:
    card = read_card("---\nname: proof\nrole: Baker\n---\n# Rules\nKnead.\n## Then\nBake.\n").card
    assert (card.title, card.agent_name) == ("Baker", "proof")
    assert card.system_prompt == "# Rules\nKnead.\n## Then\nBake."


@pytest.mark.parametrize(
    ("matter", "title"),
    [
        ("role: >\n  Head of\n  Bread", "Head of Bread"),
        ("role: |-\n  Head of Bread", "Head of Bread"),
        ('role: "Head of Bread"  # for now', "Head of Bread"),
        ("'role': 'Head: of Bread'", "Head: of Bread"),
        ("role:\n  Head of Bread\ntools:\n  - oven\n  - name: peel", "Head of Bread"),
        ("{role: Head of Bread, tools: [oven]}", "Head of Bread"),
        ("role: 007", "007"),
        ("role: NO", "NO"),
        ("tools: &a [x]\nmore: *a\nrole: Baker", "Baker"),
        ("description: Use this when: it burns\nrole: Baker", "Baker"),
    ],
)
def test_front_matter_is_yaml(matter: str, title: str) -> None:
    reading = read_card(f"---\n{matter}\n---\nYou bake.\n")
    assert reading.card.title == title
    assert reading.card.system_prompt == "You bake."
    assert reading.problems == ()


def test_a_field_that_cannot_be_read_is_named() -> None:
    reading = read_card("---\nname: baker\ndescription: when: burnt\nrole: >\n  Head of\n  Bread\n---\nYou bake.\n")
    assert reading.card.title == "baker"
    assert [str(problem) for problem in reading.problems] == ["line 1: this is no YAML, so role cannot be read"]


@pytest.mark.parametrize("matter", ["", "tools: [x]", "- a: b", "description: only", "name:", "name: ''"])
def test_front_matter_that_names_nobody_needs_a_title_below_it(matter: str) -> None:
    with pytest.raises(NoCard, match="no title"):
        read_card(f"---\n{matter}\n---\nYou bake.\n")
    assert read_card(f"---\n{matter}\n---\n# Baker\nYou bake.\n").card.title == "Baker"


@pytest.mark.parametrize("deep", ["[" * 5000, "{a: " * 5000, "- " * 5000, "a: &a [*a, *a]\n" * 50, "? " * 5000])
def test_hostile_front_matter_costs_nothing_but_itself(deep: str) -> None:
    assert read_card(f"---\nx: {deep}\nname: baker\n---\n# Baker\nYou bake.\n").card.title == "baker"


def test_a_card_with_a_day_keeps_its_form_below_front_matter() -> None:
    card = read_card("---\nname: Crumb\n---\n# Baker\nBakes.\n\n## Tasks\n- 9 AM - Knead\n").card
    assert (card.title, card.agent_name, card.description) == ("Baker", "Crumb", "Bakes.")
    assert (card.system_prompt, len(card.tasks)) == (None, 1)


@pytest.mark.parametrize(
    "mark",
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
    ids=["utf-8", "utf-16-le", "utf-16-be"],
)
def test_a_files_byte_order_mark_is_read_and_not_shown(tmp_path: Path, mark: tuple[bytes, str]) -> None:
    file = tmp_path / "card.md"
    file.write_bytes(mark[0] + REVIEWER.encode(mark[1]))
    assert load_card(file).card == read_card(REVIEWER).card


@pytest.mark.parametrize("written", ["Ba\u0308cker", "\u202eB\u00e4cker", "B\u200e\u00e4\u200fcker\u061c"])
def test_names_are_composed_and_have_no_direction_marks(written: str) -> None:
    card = read_card(f"# {written}\n**Agent Name:** {written}\n## Tasks\n- 9 AM - {written}\n").card
    assert {card.title, card.agent_name, card.tasks[0].title} == {"B\u00e4cker"}
