"""A role card is read whatever its form, and what cannot be used is named with its line."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.persona import load_card
from integrations.rolecard import NoCard, RoleCard, as_json, read_card

CHEF = """\
# Head Chef
**role code**: KITCH-7

## a typical day
1. 7 AM – Market: choose the fish
2. **11:30** Prep: everything in its place
3. 5 p.m. | Service briefing
+ nothing

### Personalities
- **The Taster** — tries everything twice

## Dialogue style
- "Taste it first."
- Who salted this?

Agent Name: Le Chef
"""

NURSE = """\
Ward Nurse
==========

## COMMON PARTNERS
* [Doctor](doctor.md): signs

## Average daily tasks
| time | what | why |
|---|---|---|
| 06:45 | Handover | nobody is forgotten |
| 12 PM | Medication round | on the minute |

## System Prompt
```
You are calm.

You count twice.
```
"""


def read(text: str) -> RoleCard:
    return read_card(text).card


def tasks(text: str) -> list[tuple[str, str]]:
    return [(task.time, task.title) for task in read(text).tasks]


def test_the_default_card_has_a_whole_day_and_no_problem() -> None:
    reading = load_card()
    card = reading.card
    assert reading.problems == ()
    assert (card.title, card.role_code, card.agent_name) == ("Backend Engineer", "SWEN1002", "Backend_Architect")
    assert [task.time for task in card.tasks] == [
        *("09:00", "09:30", "10:30", "11:30", "13:00", "14:00", "15:00", "16:00", "17:00", "17:30")
    ]
    counts = (card.responsibilities, card.variations, card.personalities, card.phrases, card.partners, card.dialogue)
    assert [len(each) for each in counts] == [10, 10, 10, 10, 5, 5]
    assert [server.name for server in card.mcp_servers] == ["postgresql", "redis", "kubernetes", "aws", "docker"]
    assert card.mcp_servers[0].link == "https://www.postgresql.org/"
    assert card.system_prompt is not None
    assert card.system_prompt.startswith("You are **Backend_Architect**")


def test_a_chefs_card_is_read_with_its_lists_times_and_marks() -> None:
    card = read(CHEF)
    assert (card.title, card.role_code, card.agent_name) == ("Head Chef", "KITCH-7", "Le Chef")
    assert [(task.time, task.title, task.description) for task in card.tasks] == [
        ("07:00", "Market", "choose the fish"),
        ("11:30", "Prep", "everything in its place"),
        ("17:00", "Service briefing", ""),
    ]
    assert card.personalities[0].name == "The Taster"
    assert card.dialogue == ("Taste it first.", "Who salted this?")


def test_a_nurses_card_is_read_from_a_table_and_a_fence() -> None:
    card = read(NURSE)
    assert card.title == "Ward Nurse"
    assert tasks(NURSE) == [("06:45", "Handover"), ("12:00", "Medication round")]
    assert card.tasks[0].description == "nobody is forgotten"
    assert card.system_prompt == "You are calm.\n\nYou count twice."
    assert card.partners[0].link == "doctor.md"


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("09:00 AM", "09:00"),
        ("9 AM", "09:00"),
        ("09:00", "09:00"),
        ("9:00am", "09:00"),
        ("9.30", "09:30"),
        ("12 AM", "00:00"),
        ("12:15 PM", "12:15"),
        ("5 p.m.", "17:00"),
        ("17h45", "17:45"),
        ("14:00 PM", "14:00"),
        ("9:00 - 9:30", "09:00"),
        ("9 AM to 10 AM", "09:00"),
    ],
)
@pytest.mark.parametrize(
    "form", ["* {} - Talk: words", "* **{} - Talk:** words", "- **{} – Talk**: words", "1. {}: Talk"]
)
def test_a_time_is_understood_as_people_write_it(written: str, time: str, form: str) -> None:
    assert tasks(f"# Role\n## Daily Tasks\n{form.format(written)}") == [(time, "Talk")]


@pytest.mark.parametrize("wrong", ["25:00", "9:75 AM", "13 AM", "0 PM", "24:00"])
def test_a_time_that_is_none_is_named_with_its_line_and_the_others_stay(wrong: str) -> None:
    reading = read_card(f"# Role\n\n## Daily Tasks\n* 09:00 - One\n* {wrong} - Two\n* 10:00 - Three\n")
    assert [task.title for task in reading.card.tasks] == ["One", "Three"]
    (problem,) = reading.problems
    assert problem.line == 5
    assert f"“{wrong}” is no time of day" in problem.what


def test_a_task_without_a_time_is_named_with_its_line() -> None:
    reading = read_card("# Role\n## Tasks\n- Lunch\n")
    assert str(reading.problems[0]) == (
        "line 3: “Lunch” is left out: it does not begin with a time of day, such as 09:00 or 9 AM"
    )


def test_a_section_that_no_card_has_is_named_and_left_out() -> None:
    reading = read_card("# Role\n## Salary\n- 09:00 - a lot\n## Partners\n- Bob: helps\n")
    assert reading.card.tasks == ()
    assert [point.name for point in reading.card.partners] == ["Bob"]
    assert str(reading.problems[0]) == "line 2: “Salary” is no section of a role card"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(ends: str) -> None:
    assert read("\ufeff" + CHEF.replace("\n", ends)) == read(CHEF)


def test_a_system_prompt_is_the_blockquote_without_its_marks() -> None:
    assert read("# R\n### system prompt\n> One.\n>\n> * two\n>> three\n").system_prompt == "One.\n\n* two\n> three"


def test_a_title_alone_is_a_card_that_has_no_day() -> None:
    card = read("# Gardener")
    assert (card.title, card.name, card.tasks) == ("Gardener", "Gardener", ())


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00\x01", "just words", "- 09:00 standup", "## Daily Tasks\n- 9 AM - x"]
)
def test_what_is_no_card_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(NoCard, match=r"\w"):
        read_card(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NoCard):
        assert read_card(text).card.title


@given(st.lists(st.sampled_from([*CHEF.splitlines(), *NURSE.splitlines(), "> x", "```", "  - y", "<!-- z", "****"])))
def test_any_shuffle_of_cards_is_read_or_refused(lines: list[str]) -> None:
    with contextlib.suppress(NoCard):
        assert read_card("# T\n" + "\n".join(lines)).card.title


def test_a_megabyte_is_read_and_more_than_a_book_is_refused() -> None:
    many = "# R\n## Tasks\n" + "* 09:00 - again and again\n" * 40_000
    assert len(read(many).tasks) == 40_000
    with pytest.raises(NoCard, match="characters"):
        read_card("# R\n" + "x" * 3_000_000)


def test_the_json_has_the_names_that_outsiders_rely_on() -> None:
    shown = as_json(read(CHEF), lambda task: "reminder")
    assert list(shown) == [
        *("title", "role_code", "agent_name", "description", "system_prompt", "tasks", "responsibilities"),
        *("variations", "partners", "personalities", "mcp_servers", "dialogue", "phrases"),
    ]
    assert shown["tasks"][0] == {
        "time": "07:00",
        "title": "Market",
        "description": "choose the fish",
        "kind": "reminder",
    }
    assert shown["personalities"] == [{"name": "The Taster", "description": "tries everything twice", "link": None}]
