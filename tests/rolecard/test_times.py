"""A time of day is understood as people write it, and what is none is named."""

import pytest

from integrations.rolecard import RoleCard, read_card

FORMS = [
    "* {} - Talk: words",
    "* **{} - Talk:** words",
    "- **{} – Talk**: words",
    "+ **{}** — Talk: words",
    "* **{}:** Talk - words",
    "* *{}* **Talk** words",
    "1. {}: Talk: words",
    "2) `{}` Talk: words",
    "- [ ] {} Talk: words",
    "- 🕘 ({}) Talk: words",
    "### {} - Talk\nwords",
    "**{} - Talk:** words",
    "| when | what | why |\n|--|--|--|\n| {} | Talk | words |",
    "| what | when | why |\n|--|--|--|\n| Talk | **{}** | words |",
    "* Early\n  * {} - Talk: words",
]


def read(text: str) -> RoleCard:
    return read_card(text).card


def day(lines: str) -> str:
    return f"# Role\n## Daily Tasks\n{lines}\n"


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
        ("12 p.m.", "12:00"),
        ("5 p.m.", "17:00"),
        ("5 P.M.", "17:00"),
        ("17h45", "17:45"),
        ("17 Uhr", "17:00"),
        ("14:00 PM", "14:00"),
        ("00:30 AM", "00:30"),
        ("23:59", "23:59"),
        ("0730h", "07:30"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("mittags", "12:00"),
        ("Mediodía", "12:00"),
        ("minuit", "00:00"),
        ("um 9 Uhr", "09:00"),
        ("ca. 9.30 Uhr", "09:30"),
        ("9 Uhr 30", "09:30"),
        ("9-10 Uhr", "09:00"),
        ("à 9h30", "09:30"),
        ("a las 9:00", "09:00"),
        ("kl. 09.00", "09:00"),
        ("в 9 часов", "09:00"),
        ("上午9点", "09:00"),
        ("下午3点半", "15:30"),
        ("15時30分", "15:30"),
        ("午後3:30", "15:30"),
        ("오전 9시", "09:00"),
        ("Midnight", "00:00"),
        ("９：０５", "09:05"),
        ("9:00 - 9:30", "09:00"),
        ("9 AM to 10 AM", "09:00"),
        ("9–10 AM", "09:00"),
        ("1:00-2:30 PM", "13:00"),
        ("11-1 PM", "11:00"),
        ("10 PM - 6 AM", "22:00"),
        ("09:00-17:00", "09:00"),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_a_time_is_understood_as_people_write_it(written: str, time: str, form: str) -> None:
    reading = read_card(day(form.format(written)))
    (task,) = reading.card.tasks
    assert (task.time, task.title, task.description) == (time, "Talk", "words")
    assert [each for each in reading.problems if not each.note] == []


@pytest.mark.parametrize("wrong", ["25:00", "9:75 AM", "13 AM", "0 PM", "24:00", "9:5", "123:00", "9:00-25:00", "9.5"])
@pytest.mark.parametrize("form", [*FORMS[:8], FORMS[-1]])
def test_a_time_that_is_none_is_named_with_its_line_and_the_others_stay(wrong: str, form: str) -> None:
    before, bad, after = "* 09:00 - One\n", form.format(wrong) + "\n", "\n* 10:00 - Three"
    reading = read_card(day(before + bad + after))
    assert [task.title for task in reading.card.tasks] == ["One", "Three"]
    (problem,) = reading.problems
    assert problem.line == 4 + bad[:-1].count("\n")
    assert f"“{wrong.split('-')[-1]}” is no time of day" in problem.what
    assert not problem.note


@pytest.mark.parametrize("words", ["Lunch", "9 lives", "9 - nine", "2024 plan", "$12.50 lunch", "3 things: a, b", "–"])
def test_a_number_is_not_a_time(words: str) -> None:
    reading = read_card(day(f"* {words}"))
    assert reading.card.tasks == ()
    assert "does not begin with a time of day" in reading.problems[0].what


@pytest.mark.parametrize("time", ["10:00 AM", "10:00", "10 AM", "10:00 Uhr", "10.00 Uhr", "10:00 h"])
@pytest.mark.parametrize(
    "title",
    ["1:1 Meeting", "3 things to plan", "24/7 rota", "50:50 split of the bill", "2.0 release notes", "5 whys", "1:1s"],
)
@pytest.mark.parametrize("form", ["* **{} - {}:** with care", "* {} – {}", "- {}: {}", "### {} - {}\nwith care"])
def test_a_title_may_begin_with_a_number_of_any_form(time: str, title: str, form: str) -> None:
    reading = read_card(day(form.format(time, title)))
    assert [(task.time, task.title) for task in reading.card.tasks] == [("10:00", title)]
    assert reading.problems == ()


def test_a_task_keeps_what_stands_below_it() -> None:
    (task,) = read(day("* **09:00 - Talk:** words\n  - with care\n  - and: time\n\n  > more\n")).tasks
    assert task.description == "words with care and: time more"


def test_a_task_may_go_without_a_description_but_not_without_a_title() -> None:
    reading = read_card(day("* **09:00 - Talk:**\n* 10:00\n"))
    assert [(task.title, task.description) for task in reading.card.tasks] == [("Talk", "")]
    assert str(reading.problems[0]) == "line 4: what is at 10:00 has no title"


def test_a_day_may_be_written_in_lines_or_in_headings() -> None:
    lines = read(day("09:00 Talk: words\n10:00 Walk\nand rest\n"))
    headings = read(day("### 09:00 Talk\nwords\n### Later\n#### 10:00 Walk\n\n- and rest\n"))
    for card in (lines, headings):
        assert [(task.time, task.title, task.description) for task in card.tasks] == [
            ("09:00", "Talk", "words"),
            ("10:00", "Walk", "and rest"),
        ]


def test_tasks_stay_in_the_order_of_the_card_because_a_night_shift_begins_in_the_evening() -> None:
    assert [task.time for task in read(day("* 7 PM - Handover\n* 2 AM - Round")).tasks] == ["19:00", "02:00"]


@pytest.mark.parametrize("time", ["09:00 UTC", "9 AM (CET)", "9 am sharp", "9:00 AM EST", "9 Uhr pünktlich"])
@pytest.mark.parametrize("form", ["* {} - Talk", "- **{}** – Talk", "1. {}: Talk", "| {} | Talk |"])
def test_a_zone_or_an_emphasis_behind_a_time_is_no_title(time: str, form: str) -> None:
    lines = form.format(time)
    (task,) = read(day(f"| when | what |\n|--|--|\n{lines}" if lines.startswith("|") else lines)).tasks
    assert (task.time, task.title) == ("09:00", "Talk")


@pytest.mark.parametrize("title", ["QA round", "CTO talk", "PT exercises"])
def test_a_title_may_begin_with_letters_like_those_of_a_zone(title: str) -> None:
    (task,) = read(day(f"* 9:00 {title}")).tasks
    assert task.title == title
