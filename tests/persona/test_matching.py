"""A task becomes the kind that its title plainly means, and otherwise a reminder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.persona import load_card
from integrations.rolecard import Task, read_card
from jobs.cadence.task_words import kind_for
from jobs.rituals import KINDS, kind_of
from jobs.rituals.standup import Standup


def task(title: str, description: str = "") -> Task:
    return Task(line=1, time="09:00", title=title, description=description)


def test_every_task_of_the_default_card_becomes_the_ritual_of_its_hour() -> None:
    assert {task.time: kind_of(task) for task in load_card().card.tasks} == {
        "09:00": "standup",
        "09:30": "review_queue",
        "10:30": "api_design",
        "11:30": "focus",
        "13:00": "lunch",
        "14:00": "slow_queries",
        "15:00": "design_review",
        "16:00": "testing",
        "17:00": "deployment",
        "17:30": "wrap_up",
    }


def test_what_this_version_has_no_kind_for_is_a_reminder() -> None:
    known = {Standup.name: Standup.task_words}
    kinds = [kind_for(task.title, known) for task in load_card().card.tasks]
    assert kinds == ["standup", *["reminder"] * 9]


FORMS = [
    "* **{at} - {title}:** {words}",
    "* {at} - {title}: {words}",
    "1. **{at}** – {title}",
    "- {at}: **{title}**",
    "### {at} | {title}\n{words}",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_the_form_of_the_card_changes_no_kind(form: str, case: type[str]) -> None:
    tasks = load_card().card.tasks
    lines = [form.format(at=task.time, title=case(task.title), words=task.description) for task in tasks]
    card = read_card("# Backend Engineer\n## Average Daily Tasks\n" + "\n".join(lines)).card
    assert [kind_of(task) for task in card.tasks] == [kind_of(task) for task in tasks]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Daily Stand-up", "standup"),
        ("Stand up", "standup"),
        ("Standups", "standup"),
        ("Daily Scrum", "standup"),
        ("Wrap up", "wrap_up"),
        ("Wrapup & notes", "wrap_up"),
        ("Pull-request hour", "review_queue"),
        ("Reviewing pull requests", "review_queue"),
        ("Slow queries", "slow_queries"),
        ("Lunch", "lunch"),
        ("Lunch time!", "lunch"),
        ("Focus", "focus"),
        ("Daily", "standup"),
        ("Morning huddle", "standup"),
        ("PR reviews", "review_queue"),
        ("End of the day", "wrap_up"),
        ("Infrastructure & deployment", "deployment"),
        ("Mittagspause", "lunch"),
        ("Déjeuner", "lunch"),
        ("昼休み", "lunch"),
        ("Reunión diaria", "standup"),
        ("朝会", "standup"),
        ("Стендап", "standup"),
        ("Tagesabschluss", "wrap_up"),
        ("Fin de journée", "wrap_up"),
        ("日终总结", "wrap_up"),
        ("API design review", "reminder"),
        ("Standup, then wrap-up", "reminder"),
        ("Documentation", "reminder"),
        ("", "reminder"),
        ("…", "reminder"),
    ],
)
def test_a_task_becomes_the_kind_that_its_title_means(title: str, kind: str) -> None:
    assert kind_of(task(title, "a standup with code review of the api")) == kind


@pytest.mark.parametrize(
    "title",
    [
        "Menu review",
        "Lunch service",
        "Recipe testing",
        "Team lunch",
        "Lunch and learn",
        "Daily medication",
        "Focus group with visitors",
        "Deployment of the lifeboats",
        "Code Blue review",
        "Ward round and documentation",
        "Medication queries",
        "Bed requests and pull-out sofas",
        "Database of donors",
        "Deploying the tables",
        "Window design",
        "Architecture tour for visitors",
        "Wrapping up parcels",
        "Stand and deliver",
        "Syncing the team calendar",
        "Upstanding citizens",
        "Debriefing",
        "Mittagessen ausgeben",
        "Petit-déjeuner",
        "午餐会",
    ],
)
def test_what_means_something_else_in_another_trade_stays_a_reminder(title: str) -> None:
    assert kind_of(task(title)) == "reminder"


@given(st.text(), st.text())
def test_any_title_has_a_kind(title: str, description: str) -> None:
    assert kind_of(task(title, description)) in {kind.name for kind in KINDS}
