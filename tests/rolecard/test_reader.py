"""A role card is read whatever its form, and what cannot be used is named with its line."""

import itertools
from pathlib import Path

import pytest

from integrations.rolecard import NoCard, RoleCard, as_json, read_card
from jobs.rituals import kind_of
from tests.rolecard.cards import CHEF, LIBRARIAN, NURSE, SECTIONS, lighthouse


def read(text: str) -> RoleCard:
    return read_card(text).card


def named(text: str) -> list[str]:
    return [str(problem) for problem in read_card(text).problems]


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
    assert [(task.time, task.title) for task in card.tasks] == [("06:45", "Handover"), ("12:00", "Medication round")]
    assert card.tasks[0].description == "nobody is forgotten"
    assert card.system_prompt == "You are calm.\n\nYou count twice."
    assert card.partners[0].link == "doctor.md"


def test_a_librarians_card_is_read_from_front_matter_headings_and_other_scripts() -> None:
    card = read(LIBRARIAN)
    assert (card.title, card.role_code) == ("Bibliothekarin", "LES-3")
    assert [(task.time, task.title, task.description, task.line) for task in card.tasks] == [
        ("08:00", "Öffnen", "Türen auf, Licht an", 7),
        ("09:00", "Rückgaben", "", 9),
        ("10:30", "Vorlesestunde", "", 10),
        ("13:00", "昼休み", "静かに", 11),
    ]
    assert (card.phrases[0].name, card.phrases[0].text) == ("Überfällig", "Das macht nichts, wir stempeln neu.")
    assert [(each.name, each.description) for each in card.personalities] == [
        ("Die Leise", "Flüstert, auch im Freien. Und hört zu."),
        ("Die Genaue", ""),
    ]


def test_a_card_of_the_usual_form_is_read_whole() -> None:
    reading = read_card(lighthouse())
    card = reading.card
    assert reading.problems == ()
    assert (card.title, card.role_code, card.agent_name) == ("Lighthouse Keeper", "SEA-1", "Lamp_Keeper")
    assert card.description == "Keeps the light burning and the log honest.\n\nAnswers the radio."
    assert [(each.name, each.description) for each in card.responsibilities] == [
        ("Lamp", "Trim it. Light it."),
        ("Log", "Write every hour."),
    ]
    assert [(task.time, task.title, task.description) for task in card.tasks] == [
        ("06:00", "Put Out the Lamp", "Before the sun does it for you."),
        ("12:00", "Noon Log", ""),
        ("17:30", "Light the Lamp", "Wait for it to steady. Look twice."),
    ]
    assert card.partners[0].link == "../port/master.md"
    assert card.mcp_servers[0].link == "https://tides.example/"
    assert card.system_prompt is not None
    assert card.system_prompt.startswith("You are **Lamp_Keeper**.\n\n**Role Description**:\nKeep the light.")
    assert card.dialogue == ("Fog by six; ring the bell.", "Who goes there?")
    assert card.phrases[0].text == "Glass is falling: come in."


@pytest.mark.parametrize("case", ["upper", "lower"])
@pytest.mark.parametrize("level", [1, 2, 3, 6])
def test_case_and_level_of_its_headings_change_nothing_but_lines(case: str, level: int) -> None:
    assert read(lighthouse(level=level, case=case)) == read(lighthouse())


def test_the_order_of_its_sections_changes_nothing_but_lines() -> None:
    def without_lines(card: RoleCard) -> str:
        tasks = tuple(task.model_copy(update={"line": 0}) for task in card.tasks)
        return card.model_copy(update={"tasks": tasks}).model_dump_json()

    expected = without_lines(read(lighthouse()))
    for order in itertools.islice(itertools.permutations(SECTIONS), 0, 362_880, 9_973):
        assert without_lines(read(lighthouse(order))) == expected


@pytest.mark.parametrize("missing", SECTIONS)
def test_a_section_may_be_missing_and_the_others_stay(missing: str) -> None:
    whole, card = read(lighthouse()), read(lighthouse([name for name in SECTIONS if name != missing]))
    different = {name for name in RoleCard.model_fields if not getattr(card, name)}
    assert len(different) == (2 if missing == "System Prompt" else 1)  # the prompt has the dialogue
    for name in set(RoleCard.model_fields) - different - {"tasks"}:
        assert getattr(card, name) == getattr(whole, name)


@pytest.mark.parametrize(
    "heading",
    ["## 2. 🕘 Average Daily Tasks:", "#### **Daily tasks** (weekdays)", "Schedule\n---", "**A Typical Day:**"],
)
def test_a_heading_is_found_by_what_it_says(heading: str) -> None:
    assert [task.title for task in read(f"# R\n\n{heading}\n\n- 9 AM - Walk").tasks] == ["Walk"]


def test_a_section_that_no_card_has_is_noted_once_and_left_out() -> None:
    reading = read_card(
        "# Role\n## Salary\n- 09:00 - a lot\n- more at noon\n### Bonus\n- more\n## Partners\n- Bob: helps\n"
    )
    assert reading.card.tasks == ()
    assert [point.name for point in reading.card.partners] == ["Bob"]
    (problem,) = reading.problems
    assert str(problem) == "line 2: “Salary” is no section of a role card"
    assert problem.note


def test_what_a_section_cannot_use_is_noted_with_its_line() -> None:
    assert named(
        "# R\n## Partners\nThose:\n- Bob\n\nAnd others.\n## Tasks\n<b>x</b>\n## Tone\nWarm.\n## Phrases\n"
    ) == [
        "line 6: this is no point of a list and is left out",
        "line 8: this is no task and is left out",
        "line 10: this is no example of how to speak and is left out",
        "line 11: “Phrases” holds nothing that can be used",
    ]


@pytest.mark.parametrize(
    ("opening", "what"), [("<!-- note", "a comment begins here"), ("```", "a block of code begins here")]
)
def test_what_swallows_the_rest_of_the_card_is_named(opening: str, what: str) -> None:
    reading = read_card(f"# R\n## Tasks\n- 9 AM - Walk\n\n{opening}\n## Partners\n- Bob\n")
    wrong = next(problem for problem in reading.problems if not problem.note)
    assert wrong.line == 5
    assert what in wrong.what


def test_comments_are_not_part_of_the_card() -> None:
    card = read(
        "# R <!-- x -->\n**Role Code:** A1 <!-- x -->\n\n<!--\n## Tasks\n- 8 AM - x\n-->\n\n## Tasks\n"
        "- 9 AM - Walk <!-- x -->: far\n\n## System Prompt\n> You <!-- x\n> y -->walk.\n\n<!-- x -->\n"
    )
    assert (card.title, card.role_code, card.system_prompt) == ("R", "A1", "You walk.")
    assert [(task.title, task.description) for task in card.tasks] == [("Walk", "far")]


def test_a_system_prompt_is_the_blockquote_without_its_marks() -> None:
    assert read("# R\n### system prompt\n> One.\n>\n> * two\n>> three\n").system_prompt == "One.\n\n* two\n> three"


def test_a_system_prompt_may_be_paragraphs_with_headings_of_their_own() -> None:
    card = read("# R\n## Prompt\nYou **are**.\n\n### Style\n- kind\n\nName: inside\n## Partners\n- Bob\n")
    assert card.system_prompt == "You **are**.\n\n### Style\n\n- kind\n\nName: inside"
    assert card.agent_name is None
    assert card.partners[0].name == "Bob"


@pytest.mark.parametrize(
    ("point", "name", "description", "link"),
    [
        ("**[Doctor](d.md)**: signs", "Doctor", "signs", "d.md"),
        ("[**Doctor**](d.md) - signs", "Doctor", "signs", "d.md"),
        ("**Doctor:** signs: twice", "Doctor", "signs: twice", None),
        ("*Doctor*: signs", "Doctor", "signs", None),
        ("`doctor`: signs `x`", "doctor", "signs `x`", None),
        ("Doctor – signs - twice", "Doctor", "signs - twice", None),
        ("Doctor (https://d.example/x): signs", "Doctor (https://d.example/x)", "signs", None),
        ("**Doctor** (https://d.example/x): signs", "Doctor", "signs", "https://d.example/x"),
        ("**Doctor**\n  signs\n  - twice: here", "Doctor", "signs twice: here", None),
        ("Doctor", "Doctor", "", None),
        ("[Doctor](javascript:alert(1)): signs", "[Doctor](javascript:alert(1))", "signs", None),
    ],
)
def test_a_point_has_a_name_a_description_and_a_link(point: str, name: str, description: str, link: str | None) -> None:
    (found,) = read(f"# R\n## Partners\n- {point}\n").partners
    assert (found.name, found.description, found.link) == (name, description, link)


def test_what_is_said_is_never_taken_apart() -> None:
    card = read(
        '# R\n## Phrases\n- **Haste:** "Now: this — please."\n- "Is it so? Note: yes."\n'
        "- **Long:**\n  > “One\n  > two.”\n"
        '## Dialogue\n- "We need this — now."\n- **Greeting:** "Hello: you."\n- Who salted: this?\n'
    )
    assert [(each.name, each.text) for each in card.phrases] == [
        ("Haste", "Now: this — please."),
        ("", "Is it so? Note: yes."),
        ("Long", "One two."),
    ]
    assert card.dialogue == ("We need this — now.", "Hello: you.", "Who salted: this?")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(ends: str) -> None:
    assert read("\ufeff" + CHEF.replace("\n", ends)) == read(CHEF)


@pytest.mark.parametrize(
    "facts",
    [
        "**Role Code:** X-1\n**Agent Name:** Bob_B",
        "- Role code: X-1\n- Agent: `Bob_B`",
        "**Code**: X-1\n\nName: **Bob_B**",
    ],
)
def test_code_and_name_are_found_as_lines_or_as_a_list(facts: str) -> None:
    card = read(f"# R\n\n{facts}\n\n## Partners\n- Name: a partner\n")
    assert (card.role_code, card.agent_name, card.partners[0].name) == ("X-1", "Bob_B", "Name")


def test_a_title_alone_is_a_card_that_has_no_day() -> None:
    card = read("# Gardener")
    assert (card.title, card.name, card.tasks) == ("Gardener", "Gardener", ())


def test_sections_may_stand_before_the_title() -> None:
    card = read("## Tasks\n- 9 AM - Walk\n\n# The Role\nIt walks.\n")
    assert (card.title, card.description, len(card.tasks)) == ("The Role", "It walks.", 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("\ufeff\n", "empty"),
        ("\x00\x01", "no text"),
        ("\x89PNG\x1a\x01\x02\x03\x04\x05\x06", "no text"),
        ("just words", "no title"),
        ("- 09:00 standup", "no title"),
        ('{"title": "x"}', "no title"),
        ("## Daily Tasks\n- 9 AM - x", "no title"),
        ("# \n", "no title"),
    ],
)
def test_what_is_no_card_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NoCard, match=reason):
        read_card(text)


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


def test_the_card_that_the_documentation_shows_is_read_whole() -> None:
    shown = (Path(__file__).parents[2] / "docs" / "cards.md").read_text("utf-8")
    reading = read_card(shown.partition("```markdown\n")[2].partition("\n```")[0])
    assert not reading.problems
    assert [kind_of(task) for task in reading.card.tasks] == ["standup", "reminder", "deployment"]
    assert (reading.card.name, len(reading.card.personalities), len(reading.card.phrases)) == ("Desk", 1, 1)


@pytest.mark.parametrize(
    "card",
    [
        "# Entwicklerin\n## Tagesablauf\n- 9 Uhr – Standup\n- 12:30 – Mittag\n## Verantwortlichkeiten\n- Code\n",
        "# Ingénieure\n## Tâches quotidiennes\n- 9h00 : Standup\n- 12h30 : Mittag\n## Responsabilités\n- Code\n",
        "# エンジニア\n## 一日の流れ\n|時刻|予定|\n|-|-|\n|9時|Standup|\n|12時30分|Mittag|\n## 責任\n- Code\n",
        "# مهندس\n## المهام اليومية\n1. 9:00 - Standup\n2. 12:30 - Mittag\n## Duties\n- Code\n",
        "# Mérnök\n## Napirend\n- 9:00 – Standup\n- 12.30 – Mittag\n## Responsibilities\n- Code\n",
    ],
)
def test_a_card_in_any_language_has_its_day(card: str) -> None:
    found = read(card)
    assert [(task.time, task.title) for task in found.tasks] == [("09:00", "Standup"), ("12:30", "Mittag")]
    assert [each.name for each in found.responsibilities] == ["Code"]


@pytest.mark.parametrize(
    "card",
    [
        "# Teacher\n\n| Time | What |\n|-|-|\n| 7.45 am | Circle |\n| 4 pm | Marking |\n",
        "# Teacher\n\nShe has a class of eight-year-olds.\n\n- 07:45 - Circle\n- 16:00 - Marking\n",
        "# Teacher\n## In class\n\nThe children first.\n\n- 7:45 - Circle\n- 16h - Marking\n",
        "# Teacher\n## My working day\n- 7:45 - Circle\n- 16:00 - Marking\n",
    ],
    ids=["right below the title", "below its description", "below words about it", "by what it is called"],
)
def test_a_day_is_found_whatever_stands_above_it(card: str) -> None:
    found = read_card(card)
    assert [(task.time, task.title) for task in found.card.tasks] == [("07:45", "Circle"), ("16:00", "Marking")]
    assert found.card.title == "Teacher"
    assert found.problems == ()


@pytest.mark.parametrize("heading", ["Work partners", "My colleagues", "Who I work with", "Key contacts"])
def test_partners_are_found_by_the_names_that_people_give_them(heading: str) -> None:
    assert [each.name for each in read(f"# Nurse\n## {heading}\n- Pharmacist: knows the drugs\n").partners] == [
        "Pharmacist"
    ]


def test_a_list_with_times_is_no_day_where_another_section_is() -> None:
    found = read("# Role\n## A bad week\n- 03:00 - The pager\n- 04:00 - Again\n## Tasks\n- 9:00 - Standup\n")
    assert [task.title for task in found.tasks] == ["Standup"]
