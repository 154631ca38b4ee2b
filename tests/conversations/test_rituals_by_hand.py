"""A ritual that somebody makes in chat: chosen, filled in, seen, made, answered, read, changed, ended, with no file."""

from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from integrations.alerts import Alert
from integrations.database.tables.unfinished_forms import unfinished_forms
from integrations.workspace.views import View
from jobs.delivery.retention import Retention
from tests.stage import BACKEND, LEADS, last, opened, shown, thread, with_a_standup

GENERAL, BACKEND_ID = "#general", "C0BACKEND"


async def begins(stage: Stage, name: str, words: str = "/ritual new pulse", where: str = BACKEND) -> View:
    """Type a command that opens a form."""
    actor = stage.workspace.member(name)
    await actor.command(words, where)
    await stage.settle()
    assert actor.view is not None
    return actor.view


def words_of(view: View | None) -> str:
    """Everything that is to be read in a form."""
    return str(view.blocks) if view else ""


def labels(view: View | None) -> list[str]:
    """The labels of its fields."""
    return [block["label"]["text"] for block in view.blocks if block["type"] == "input"] if view else []


async def leaves(stage: Stage, name: str) -> None:
    """Close the form that is before somebody."""
    actor = stage.workspace.member(name)
    assert actor.view is not None
    await actor.closes(actor.view)


async def with_us_in_general(stage: Stage) -> None:
    await stage.workspace.member("Ana").invites("@Backend_Architect", GENERAL)
    await stage.settle()


async def test_a_pulse_is_made_in_chat_answered_by_three_read_elsewhere_changed_and_ended(stage: Stage) -> None:
    await with_us_in_general(stage)
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana", "/ritual new")
    assert await ana.fills(form, {"What would you like to set up?": "pulse"}) == {}
    assert ana.view is not None
    assert "Question 2" in labels(ana.view)
    filled = {"Channel": "C0BACKEND", "Report to": "C0GENERAL", "On": ["mon"], "At": "10:00", "title": "Team pulse"}
    filled |= {"Where they are asked": "thread", "Who is asked": ["U0BEN", "U0CHIARA", "U0DEV"]}
    assert await ana.fills(ana.view, filled) == {}
    assert "This is how it will look" in words_of(ana.view)
    assert "Asked: " in words_of(ana.view)
    assert "Question 1" in labels(ana.view), "it can still be changed"
    assert not any("Team pulse" in said for said in shown(stage)), "nothing is there yet"
    assert await ana.fills(ana.view) == {}
    assert "The first time is" in words_of(ana.view)
    await stage.settle()
    assert last(stage).shown.startswith("Ana set up Team pulse: 10:00 Mon; next")

    await stage.turn_to(stage.at("10:01"))
    post = opened(stage)
    assert "Answer" in post.buttons
    assert "in this thread, and the summary with <#C0GENERAL>. Closes at" in post.shown
    assert "Same as planned" not in post.buttons, "there is no plan in a pulse"
    for name, score, better in (("Ben", "4", "Fewer meetings"), ("Chiara", "2", ""), ("Dev", "4", "More tests")):
        actor = stage.workspace.member(name)
        await actor.clicks(post, "Answer")
        await stage.settle()
        assert actor.view is not None
        assert labels(actor.view) == ["How was your week?", "What would make next week better?"]
        values = {"How was your week?": score} | ({"What would make next week better?": better} if better else {})
        assert await actor.fills(actor.view, values) == {}
    await stage.pass_(seconds=30)
    for where in (thread(stage, opened(stage))[-1], last(stage, GENERAL)):
        assert "3 of 3 answered" in where.shown
        assert "3.3 of 5 on average, 3 answers" in where.shown
        assert "4: 2" in where.shown
        assert "Fewer meetings" in where.shown
        assert "way" not in where.shown, "nobody was asked what is in the way"

    changed = await begins(stage, "Ana", "/ritual edit Team pulse")
    assert await ana.fills(changed, {"At": "11:00", "Question 2": "What would help?"}) == {}
    await stage.pass_(seconds=5)
    assert "10:00 Mon → 11:00 Mon" in last(stage).shown
    await ana.command("/ritual end team pulse", BACKEND)
    await stage.settle()
    await ana.clicks(ana.whispers(BACKEND)[-1], "End it")
    await stage.pass_(seconds=5)
    assert last(stage).shown == "Ana ended Team pulse."
    await ana.command("/ritual list", BACKEND)
    await stage.settle()
    assert "No rituals yet" in ana.whispers(BACKEND)[-1].shown


async def test_a_report_to_a_channel_that_may_not_hear_it_is_refused_where_it_is_chosen(stage: Stage) -> None:
    await with_us_in_general(stage)
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana", where=LEADS)
    wrong = await ana.fills(form, {"Report to": "C0GENERAL"})
    assert list(wrong) == ["Report to"]
    assert "what is said in a private channel stays there" in wrong["Report to"]
    assert await ana.fills(form, {"Report to": None}) == {}


async def test_a_question_shows_what_its_type_needs_and_what_it_can_depend_on(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana", "/ritual new questions")
    await ana.picks(form, "q1_type", "one of some choices")
    await stage.settle()
    assert "Choices of question 1" in labels(ana.view)
    await ana.clicks(form, "Add a question")
    await stage.settle()
    assert ana.view is not None
    assert "Question 2" in labels(ana.view)
    wrong = await ana.fills(ana.view, {"Question 2": "Why?", "Choices of question 1": "tea"})
    assert wrong == {"Choices of question 1": "This question needs 2 to 20 choices."}
    await ana.fills(ana.view, {"Choices of question 1": "tea\ncoffee"})
    assert "This is how it will look" in words_of(ana.view)
    assert ana.view is not None
    await ana.fills(ana.view, {"Question 2 is asked": "only after “tea” to question 1"})
    assert "only after tea" in words_of(ana.view)
    await ana.fills(ana.view)
    await stage.pass_(seconds=5)
    await ana.command("/ritual run check-in", BACKEND)
    await stage.pass_(seconds=5)
    ben, post = stage.workspace.member("Ben"), opened(stage)
    await ben.clicks(post, "Answer")
    await stage.settle()
    assert labels(ben.view) == ["What is new?"]
    assert ben.view is not None
    await ben.picks(ben.view, "q1", "tea")
    await stage.settle()
    assert labels(ben.view) == ["What is new?", "Why?"]
    await ben.picks(ben.view, "q1", "coffee")
    await stage.settle()
    assert labels(ben.view) == ["What is new?"]
    assert await ben.fills(ben.view, {"What is new?": "coffee"}) == {}
    await stage.pass_(seconds=5)
    assert "coffee" in thread(stage, post)[-1].shown


@pytest.mark.slow
async def test_several_standups_live_beside_each_other_and_each_has_its_buttons(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    for title in ("Early", "Late"):
        form = await begins(stage, "Ana", "/ritual new standup")
        await ana.fills(form, {"title": title})
        assert ana.view is not None
        await ana.fills(ana.view)
        await stage.settle()
    await ana.command("/ritual list", BACKEND)
    await stage.settle()
    listed = ana.whispers(BACKEND)[-1]
    assert listed.buttons.count("Change") == 2
    await ana.clicks(listed, "Pause", about="Early")
    await stage.pass_(seconds=5)
    assert last(stage).shown == "Ana paused Early."
    await ana.clicks(listed, "Copy", about="Late")
    await stage.settle()
    assert "Late (copy)" in words_of(ana.view)
    home = await ana.opens_home()
    await stage.settle()
    home = ana.home
    assert home is not None
    assert "Your rituals" in str(home.blocks)
    await ana.clicks(home, "Resume", about="Early")
    await stage.settle()
    assert "Pause" in str(ana.home and ana.home.blocks)
    await ana.clicks(home, "New ritual")
    await stage.settle()
    assert "What would you like to set up?" in labels(ana.view)


async def test_an_anonymous_question_of_few_people_is_warned_of_before_it_is_made(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana")
    anonymous = {"About question 2": ["Anonymous, shown from 5 answers on"]}
    await ana.fills(form, {**anonymous, "Who is asked": ["U0BEN", "U0DEV", "U0ANA"]})
    assert "Only 3 are asked" in words_of(ana.view)
    assert ana.view is not None
    await ana.fills(ana.view, {"Who is asked": []})
    assert "Only" not in words_of(ana.view)
    assert "anonymous" in words_of(ana.view)


async def test_of_several_standups_one_is_opened_by_its_name(stage: Stage) -> None:
    for title in ("Early", "Late"):
        form = await begins(stage, "Ana", "/ritual new standup")
        ana = stage.workspace.member("Ana")
        await ana.fills(form, {"title": title})
        assert ana.view is not None
        await ana.fills(ana.view)
    ben = stage.workspace.member("Ben")
    await ben.command("/standup open", BACKEND)
    await stage.settle()
    assert ben.whispers(BACKEND)[-1].shown == "Say which one. This channel has: Early, Late."
    await ben.command("/standup open late", BACKEND)
    await stage.pass_(seconds=10)
    assert "Late: Monday 23 November" in opened(stage).shown


async def test_what_a_file_says_by_address_and_name_is_shown_and_stays(stage: Stage) -> None:
    await with_us_in_general(stage)
    members = '["ben@team.example", "nobody@else.example"]'
    await with_a_standup(stage, f'members = {members}\nreport_to = "#general"\ntitle = "Filed"')
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana", "/ritual edit filed")
    assert "U0BEN" in words_of(form)
    assert "C0GENERAL" in words_of(form)
    before = len(shown(stage))
    assert await ana.fills(form) == {}
    await stage.pass_(seconds=5)
    assert len(shown(stage)) == before, "nothing has changed, so nothing is said"
    form = await begins(stage, "Ana", "/ritual edit filed")
    assert await ana.fills(form, {"At": "09:30"}) == {}
    (listed,) = await stage.app.parts.rituals.roster.listed("C0BACKEND")
    assert listed.ritual.options["members"] == ["ben@team.example", "nobody@else.example"]
    assert listed.ritual.options["report_to"] == "#general"


async def test_who_may_not_change_a_ritual_is_told_and_nothing_of_it_is_toml(stage: Stage) -> None:
    form = await begins(stage, "Ana", "/ritual new standup")
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.fills(form)
    assert ana.view is not None
    await ana.fills(ana.view)
    edited = await begins(stage, "Ana", "/ritual edit")
    assert " = " not in words_of(edited)
    assert "rituals file" not in words_of(edited)
    await ben.command("/ritual end", BACKEND)
    await stage.settle()
    assert "belongs to Ana; they or an admin can change it" in ben.whispers(BACKEND)[-1].shown


@pytest.mark.parametrize(
    ("template", "told"), [("standup", True), ("pulse", False), ("check-in", False), ("questions", False)]
)
async def test_the_night_is_told_in_a_standup_and_not_where_people_are_asked_how_they_are(
    stage: Stage, template: str, told: bool
) -> None:
    at = stage.now() - timedelta(hours=3)
    await stage.app.parts.alerts.take([Alert("generic", "a", at, True, "Slow", "payments", "warning")])
    ana = stage.workspace.member("Ana")
    assert await ana.fills(await begins(stage, "Ana", f"/ritual new {template}"), {"Channel": "C0BACKEND"}) == {}
    await stage.settle()
    assert "This is how it will look" in words_of(ana.view)
    assert ("1 alert since" in words_of(ana.view)) is told


async def test_who_has_to_leave_the_form_to_invite_us_goes_on_where_they_were(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana")
    typed = {"title": "Team pulse", "Question 2": "What would help?", "Report to": "C0GENERAL", "At": "10:00"}
    wrong = await ana.fills(form, typed)
    assert wrong == {
        "Report to": "This is no channel that I am in; invite me there first. Then choose “Continue where you were” in"
        " /ritual new: what you typed is kept for a day."
    }
    await leaves(stage, "Ana")
    await with_us_in_general(stage)
    assert "Continue where you were" not in words_of(await begins(stage, "Ben", "/ritual new")), "it is Ana's alone"
    await leaves(stage, "Ben")
    begun = await begins(stage, "Ana", "/ritual new", LEADS)
    assert "Continue where you were: Team pulse" in words_of(begun)
    assert await ana.fills(begun) == {}
    assert "What would help?" in words_of(ana.view)
    assert ana.view is not None
    assert await ana.fills(ana.view) == {}
    assert "This is how it will look" in words_of(ana.view)
    assert await ana.fills(ana.view) == {}
    await stage.settle()
    (listed,) = await stage.app.parts.rituals.roster.listed(BACKEND_ID)
    assert (listed.ritual.title, listed.ritual.at) == ("Team pulse", "10:00")
    assert listed.ritual.options["report_to"] == "C0GENERAL"
    await leaves(stage, "Ana")
    assert "Continue where you were" not in words_of(await begins(stage, "Ana", "/ritual new")), "it is made"


async def test_a_form_that_was_left_is_kept_for_a_day_and_goes_with_its_person(stage: Stage) -> None:
    ana, parts = stage.workspace.member("Ana"), stage.app.parts
    for _ in range(2):
        assert await ana.fills(await begins(stage, "Ana"), {"title": "Ana's pulse", "Channel": "C0GENERAL"})
        await leaves(stage, "Ana")
    (kept,) = (await parts.personal_data.export(ana.id))["unfinished_forms"]
    assert kept["answers"]["title"] == "Ana's pulse"
    await parts.personal_data.forget(ana.id)
    assert "Continue where you were" not in words_of(await begins(stage, "Ana", "/ritual new"))
    await leaves(stage, "Ana")

    assert await ana.fills(await begins(stage, "Ana"), {"Channel": "C0GENERAL"})
    await leaves(stage, "Ana")
    begun = await begins(stage, "Ana", "/ritual new")
    await stage.pass_(hours=24, minutes=1)
    await ana.fills(begun)
    assert "Continue where you were" not in words_of(await begins(stage, "Ana", "/ritual new"))
    await Retention(parts.db, stage.clock).sweep()
    async with parts.db.read() as tx:
        assert (await tx.execute(unfinished_forms.select())).all() == []


async def test_a_ritual_that_is_changed_is_gone_on_with_too(stage: Stage) -> None:
    await with_a_standup(stage, 'title = "Daily"\nowner = "U0ANA"')
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana", "/ritual edit Daily")
    assert list(await ana.fills(form, {"At": "11:15", "Report to": "C0GENERAL"})) == ["Report to"]
    await leaves(stage, "Ana")
    await with_us_in_general(stage)
    assert await ana.fills(await begins(stage, "Ana", "/ritual new")) == {}
    assert ana.view is not None
    assert await ana.fills(ana.view) == {}
    await stage.settle()
    (listed,) = await stage.app.parts.rituals.roster.listed(BACKEND_ID)
    assert (listed.ritual.at, listed.ritual.options["report_to"]) == ("11:15", "C0GENERAL")


async def test_a_reminder_of_nothing_is_asked_of_what(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    form = await begins(stage, "Ana", "/ritual new reminder")
    assert await ana.fills(form) == {"What it says": "Of what? A few words here, or a name that says it."}
    assert await ana.fills(form, {"What it says": "Water the plants"}) == {}
    form = await begins(stage, "Ana", "/ritual new reminder")
    assert await ana.fills(form, {"What it is called": "Water the plants"}) == {}
    form = await begins(stage, "Ana", "/ritual new reminder")
    assert await ana.fills(form, {"Also": ["agenda"]}) == {}
