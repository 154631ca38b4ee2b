"""What `/ritual` shows in few words, and what becomes of a ritual that somebody ends."""

import pytest

from bot.demo.stage import Stage
from integrations.workspace import Said
from jobs.errors import UserError
from tests.stage import BACKEND, last, shown, with_a_day, with_a_standup


async def types(stage: Stage, name: str, words: str) -> Said:
    """Type a command, and return what is said of it to them alone."""
    actor = stage.workspace.member(name)
    await actor.command(words, BACKEND)
    await stage.settle()
    return actor.whispers(BACKEND)[-1]


async def presses(stage: Stage, name: str, button: str) -> Said:
    """Press a button of what was said last to them alone, and return what stands there then."""
    actor = stage.workspace.member(name)
    await actor.clicks(actor.whispers(BACKEND)[-1], button)
    await stage.pass_(seconds=3)
    return actor.whispers(BACKEND)[-1]


async def test_alone_it_shows_the_next_day_in_lines_and_the_rest_behind_a_button(stage: Stage) -> None:
    await with_a_day(stage)
    short = await types(stage, "Ana", "/ritual")
    lines = short.shown.splitlines()
    assert len(lines) <= 13
    assert "Morning Standup and Team Sync" in short.shown
    assert short.buttons == ["See and change all 10", "New ritual", "What /ritual can do"]
    whole = await presses(stage, "Ana", "See and change all 10")
    assert whole.buttons.count("Change") == 5
    assert whole.ts == short.ts, "in its place"


async def test_the_help_is_behind_a_button_too(stage: Stage) -> None:
    assert "/ritual preview NAME" not in (await types(stage, "Ana", "/ritual")).shown
    assert "/ritual preview NAME" in (await presses(stage, "Ana", "What /ritual can do")).shown


async def test_a_set_up_says_once_on_which_day_it_begins(stage: Stage) -> None:
    await with_a_day(stage)
    said = next(each for each in shown(stage) if "changed the rituals of this channel" in each)
    assert said.count("23 November") == 1
    assert "next Mon" not in said


async def test_what_is_to_end_is_shown_before_it_ends_and_can_be_brought_back(stage: Stage) -> None:
    await with_a_standup(stage, 'title = "Daily"\nowner = "U0ANA"')
    asked = await types(stage, "Ana", "/ritual end daily")
    assert asked.shown.startswith("End Daily for everybody in this channel?\nDaily 09:00 Mon to Fri")
    assert asked.buttons == ["End it", "Pause it instead", "Keep it"]
    before = len(shown(stage))
    assert (await presses(stage, "Ana", "Keep it")).shown == "Daily stays as it is."
    assert len(shown(stage)) == before
    await types(stage, "Ana", "/ritual end daily")
    ended = await presses(stage, "Ana", "End it")
    assert (ended.shown.splitlines()[0], ended.buttons) == ("Daily has ended.", ["Bring it back"])
    assert last(stage).shown == "Ana ended Daily."
    back = await presses(stage, "Ana", "Bring it back")
    assert back.shown.startswith("Daily is back, and comes next ")
    assert last(stage).shown == "Ana brought back Daily; next Mon 23 Nov 2026 09:00 CET."
    await stage.turn_to(stage.at("09:01"))
    assert "Daily: Monday 23 November" in "\n".join(shown(stage))


async def test_it_can_be_paused_instead_and_what_was_paused_comes_back_so(stage: Stage) -> None:
    await with_a_standup(stage, 'title = "Daily"\nowner = "U0ANA"')
    await types(stage, "Ana", "/ritual end daily")
    assert (await presses(stage, "Ana", "Pause it instead")).shown.startswith("Daily is paused.")
    assert (await types(stage, "Ana", "/ritual end daily")).buttons == ["End it", "Keep it"]
    await presses(stage, "Ana", "End it")
    assert (await presses(stage, "Ana", "Bring it back")).shown == "Daily is back, paused as it was."


async def test_who_may_not_end_it_is_asked_nothing_and_brings_nothing_back(stage: Stage) -> None:
    await with_a_standup(stage, 'title = "Daily"\nowner = "U0ANA"')
    (listed,) = await stage.app.parts.rituals.roster.listed()
    said = await types(stage, "Ben", "/ritual end daily")
    assert (said.shown, said.buttons) == ("Daily belongs to Ana; they or an admin can change it.", [])
    maker, name = stage.app.parts.rituals.maker, listed.ritual.name
    with pytest.raises(UserError, match="Daily is there already"):
        await maker.bring_back("U0ANA", name)
    await maker.end("U0ANA", name)
    with pytest.raises(UserError, match="they or an admin can bring it back"):
        await maker.bring_back("U0BEN", name)


async def test_a_preview_is_drawn_as_of_when_it_would_run(stage: Stage) -> None:
    await with_a_standup(stage, 'title = "Daily"')
    await stage.turn_to(stage.at("09:01"))
    seen = await types(stage, "Ben", "/ritual preview daily")
    assert "Daily: Tuesday 24 November" in seen.shown
    assert "as it would look on " in seen.shown
    assert "|Tue 24 Nov 2026 09:00 CET>, with what I know now." in seen.shown


async def test_a_preview_of_what_is_not_here_knows_the_names_that_people_use(stage: Stage) -> None:
    pulse = await types(stage, "Ben", "/ritual preview pulse")
    assert "Weekly pulse: Thursday 26 November" in pulse.shown
    retro = await types(stage, "Ben", "/ritual preview retrospective")
    assert "|Fri 27 Nov 2026 14:00 UTC>, with what I know now." in retro.shown
    assert "write your notes until Fri 27 Nov 2026 15:00 UTC" in retro.shown
    unknown = await types(stage, "Ben", "/ritual preview slow querys")
    assert 'did you mean "slow queries"?' in unknown.shown
    assert "pulse" in unknown.shown
    assert "_" not in unknown.shown
    assert await stage.app.parts.rituals.roster.listed() == []


async def test_a_template_runs_now_by_its_name_and_again_as_the_same_one(stage: Stage) -> None:
    for _ in range(2):
        assert (await types(stage, "Ana", "/ritual run pulse")).shown == "Weekly pulse runs now."
        await stage.pass_(seconds=5)
    (listed,) = await stage.app.parts.rituals.roster.listed()
    assert (listed.ritual.kind, listed.ritual.title) == ("standup", "Weekly pulse")
    assert any("Weekly pulse: Monday 23 November" in each for each in shown(stage))
