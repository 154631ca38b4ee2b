"""A round waits for nobody who is not there any more."""

import pytest

from bot.demo.stage import Stage
from tests.stage import BACKEND, shown, with_a_day, with_a_standup


async def answers(stage: Stage, *names: str) -> None:
    for name in names:
        who = stage.workspace.member(name)
        await who.command("/standup", BACKEND)
        view = await stage.workspace.until(lambda who=who: who.view)  # type: ignore[misc]
        assert await who.fills(view, {"What is your plan for today?": "the parser"}) == {}
        await stage.pass_(seconds=5)


async def opened(stage: Stage) -> list[str]:
    """The day has a standup, and its round is open; who is asked."""
    await with_a_day(stage)
    await stage.turn_to(stage.at("09:01"))
    members = await stage.app.parts.team.members(stage.workspace.channel(BACKEND).id)
    return [member.name for member in members if member.name != "Elif"]  # who is on leave


@pytest.mark.slow_where("leaves", "is deactivated")
@pytest.mark.parametrize("how", ["leaves", "is removed", "is deactivated"])
async def test_it_closes_once_all_who_are_left_have_answered(stage: Stage, how: str) -> None:
    asked = await opened(stage)
    gone, *left = asked
    await answers(stage, *left)
    assert not [each for each in shown(stage) if "answered" in each and " of " in each]
    match how:
        case "leaves":
            await stage.workspace.member(gone).leaves(BACKEND)
        case "is removed":
            await stage.workspace.member(left[0]).removes(gone, BACKEND)
        case _:
            stage.workspace.deactivate(gone)
    await stage.pass_(seconds=10)
    said = "\n".join(shown(stage))
    assert f"{len(left)} of {len(left)} answered" in said
    assert f"{len(left)} of {len(asked)}" not in said
    assert "missing" not in said.lower()


async def test_what_was_said_before_leaving_stays(stage: Stage) -> None:
    asked = await opened(stage)
    await answers(stage, asked[0])
    await stage.workspace.member(asked[0]).leaves(BACKEND)
    await stage.pass_(seconds=10)
    await answers(stage, *asked[1:])
    assert f"{len(asked)} of {len(asked)} answered" in "\n".join(shown(stage))


async def test_a_scheduled_standup_opens_though_slack_tells_nothing_of_a_member(stage: Stage) -> None:
    ghost = "U0GHOST00"
    stage.workspace.channel(BACKEND).members[ghost] = None
    await stage.app.parts.team.learn_members(stage.workspace.channel(BACKEND).id)
    asked = [name for name in await opened(stage) if name != ghost]
    await answers(stage, *asked)
    said = "\n".join(shown(stage))
    assert f"{len(asked)} of {len(asked)} answered" in said
    assert ghost not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "label", "says"),
    [
        ("", "What is your plan for today?", "Ben: the parser"),
        ('collect = "dm"\n', "What is your plan for today?", "Ben: the parser"),
        ('questions = [{ text = "Why?", anonymous = true }]\n', "Why?", "none of it is kept or shown"),
    ],
)
async def test_a_round_whose_standup_is_removed_closes_at_its_time_and_asks_nobody_after_it(
    stage: Stage, keys: str, label: str, says: str
) -> None:
    await with_a_standup(stage, keys)
    await stage.turn_to(stage.at("09:01"))
    ben = stage.workspace.member("Ben")
    await ben.command("/standup", BACKEND)
    view = await stage.workspace.until(lambda: ben.view)
    assert view is not None
    assert await ben.fills(view, {label: "the parser"}) == {}
    await stage.app.parts.rituals.file.load_text('[team]\ntimezone = "Europe/Berlin"\n', "rituals.toml", prune=True)
    await stage.turn_to(stage.at("18:00"))
    await stage.app.parts.standups.sweep()
    await stage.pass_(seconds=5)
    (summary,) = [each for each in shown(stage) if "1 of 4 answered" in each and "Missing: " in each]
    assert says in summary
    asked = await stage.app.parts.round_lookup.unanswered_by("U0ANA", stage.now())
    assert asked == []
