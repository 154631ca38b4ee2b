"""The team's settings, changed in a form by who may."""

from bot.demo import team
from bot.demo.stage import Stage
from integrations.workspace.views import View
from tests.stage import BACKEND, last, with_a_standup


async def settings(stage: Stage, name: str) -> View | None:
    """The form as somebody gets it."""
    actor = stage.workspace.member(name)
    await actor.command("/ritual team", BACKEND)
    await stage.settle()
    return actor.view


async def test_an_admin_changes_them_and_what_follows_them_moves(stage: Stage) -> None:
    await with_a_standup(stage)
    ana = stage.workspace.member("Ana")
    form = await settings(stage, "Ana")
    assert form is not None
    wrong = await ana.fills(form, {"Public holidays of": "ZZ", "Quiet from": "12:00"})
    assert wrong == {"Quiet until": "Please choose both times, and not the same, or neither."}
    wrong = await ana.fills(form, {"Quiet until": "13:00"})
    assert wrong["Public holidays of"].startswith("This is no region whose public holidays I know")
    changes = {"Public holidays of": "de", "Time zone": "Europe/London", "Working days": ["sun", "mon", "tue", "wed"]}
    assert await ana.fills(form, changes) == {}
    await stage.pass_(seconds=5)
    said = last(stage).shown
    assert "Europe/Berlin → Europe/London; working Mon to Fri → Sun to Wed; quiet from 12:00 to 13:00" in said
    assert "the public holidays of DE" in said
    (listed,) = await stage.app.parts.rituals.roster.listed(team.BACKEND.id)
    assert listed.next_at is not None
    assert (listed.next_at.hour, listed.zone) == (9, "Europe/London")


async def test_who_is_no_admin_may_not_change_what_somebody_has_set(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    assert await settings(stage, "Ben") is not None, "nobody has set anything yet"
    assert ben.view is not None
    await ben.closes(ben.view)
    await with_a_standup(stage)
    assert await settings(stage, "Ben") is None
    assert "its admins' to change" in ben.whispers(BACKEND)[-1].shown


async def test_a_greeting_ends_with_a_button_that_sets_up(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    await ana.command("/invite @Backend_Architect", "#general")
    await stage.pass_(seconds=5)
    greeting = last(stage, "#general")
    assert greeting.buttons[-1] == "Set something up"
    await ana.clicks(greeting, "Set something up")
    await stage.settle()
    assert ana.view is not None
    await ana.fills(ana.view, {"What would you like to set up?": "The whole day of my role card, every ritual of it"})
    assert ana.view is not None
    assert ana.view.title == "The day's rituals"
    assert await ana.fills(ana.view) == {}
    await stage.settle()
    assert ana.view is not None
    assert "is set up as you chose" in str(ana.view.blocks), "a press shows something where it was pressed"
