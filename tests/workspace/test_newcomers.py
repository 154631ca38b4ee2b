"""A workspace gets people and channels while it runs, and the app hears of them as Slack tells."""

import pytest

from bot.demo import team
from bot.demo.stage import Stage
from integrations.workspace import newcomers
from integrations.workspace.errors import Refused


async def test_somebody_new_is_known_to_the_app_and_can_act(stage: Stage) -> None:
    frida = await newcomers.add_person(stage.workspace, "Frida  Night", "Europe/Rome")
    await stage.settle()
    known = await stage.app.parts.team.person(frida.id)
    assert known is not None
    assert (known.name, known.zone, known.is_guest) == ("Frida Night", "Europe/Rome", False)
    actor = stage.workspace.member(frida.id)
    await actor.joins("#backend")
    await actor.says("#backend", "Hello")
    assert stage.workspace.messages_in("#backend")[-1].user == frida.id


async def test_a_new_channel_has_its_maker_in_it_and_takes_the_app(stage: Stage) -> None:
    ana = stage.workspace.member("Ana")
    made = newcomers.add_channel(stage.workspace, "#team-news", ana.member, private=True)
    assert list(made.members) == [team.ANA.id]
    await ana.command("/invite @Backend_Architect", made.id)
    await stage.pass_(seconds=5)
    assert stage.workspace.messages_in(made.id)[-1].buttons[-1] == "Set something up"
    with pytest.raises(Refused, match="channel_not_found"):
        await stage.workspace.member("Ben").says(made.id, "Hello")


@pytest.mark.parametrize(
    ("name", "zone", "code"),
    [
        ("", "", "invalid_name"),
        ("@home", "", "invalid_name"),
        ("ANA", "", "name_taken"),
        ("Gus", "Mars/X", "invalid_zone"),
    ],
)
async def test_nobody_has_a_name_that_is_none_or_is_taken(stage: Stage, name: str, zone: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        await newcomers.add_person(stage.workspace, name, zone)


@pytest.mark.parametrize(("name", "code"), [("Team News", "invalid_name_specials"), ("backend", "name_taken")])
async def test_no_channel_has_a_name_that_is_none_or_is_taken(stage: Stage, name: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        newcomers.add_channel(stage.workspace, name, stage.workspace.member("Ana").member)
