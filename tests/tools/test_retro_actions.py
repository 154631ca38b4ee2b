"""Whoever asks what is still to be done of retrospectives hears it of the channels that all who hear may know."""

from datetime import date

from bot.demo import team
from bot.demo.stage import Stage
from integrations.database.tables.retro import ActionState, retro_actions
from tests.stage import BACKEND, LEADS
from tests.tools.asking import DM, told

TOOL = "retro_actions"


async def actions(stage: Stage) -> None:
    """One of Ben's that is overdue, one of Chiara's, one that is done, and one among the leads."""
    backend, leads = team.BACKEND.id, team.LEADS.id
    rows = [
        (backend, "Feed the bandicoot", team.BEN, date(2026, 11, 19), ActionState.OPEN),
        (backend, "Wash the axolotl", team.CHIARA, date(2026, 12, 4), ActionState.OPEN),
        (backend, "Bury the quokka", team.BEN, date(2026, 12, 4), ActionState.DONE),
        (leads, "Hire a wombat", team.ANA, date(2026, 12, 4), ActionState.OPEN),
    ]
    async with stage.app.parts.db.write() as tx:
        for number, (channel, words, owner, due, state) in enumerate(rows):
            await tx.execute(
                retro_actions.insert().values(
                    retro=None,
                    channel=channel,
                    form=f"form {number}",
                    words=words,
                    made_by=team.ANA.id,
                    owner=owner.id,
                    owner_name=owner.name,
                    due=due,
                    state=state,
                    made_at=stage.now(),
                )
            )


async def test_what_is_open_is_told_with_whose_it_is_and_what_is_overdue(stage: Stage) -> None:
    assert await told(stage, TOOL) == "No action of a retrospective of this channel is open."
    await actions(stage)
    said = await told(stage, TOOL)
    assert said.startswith("2 actions of retrospectives are open, 1 overdue.")
    assert "Feed the bandicoot" in said
    assert "Wash the axolotl" in said
    assert "quokka" not in said
    assert "wombat" not in said


async def test_of_a_person_only_theirs_are_told(stage: Stage) -> None:
    await actions(stage)
    said = await told(stage, TOOL, "Chiara", person="me")
    assert said.startswith("1 action of a retrospective is open for you.")
    assert "axolotl" in said
    assert await told(stage, TOOL, person=team.DEV.id) == (
        "No action of a retrospective of this channel is open for Dev."
    )


async def test_those_of_a_private_channel_are_told_to_its_people_alone(stage: Stage) -> None:
    await actions(stage)
    await stage.settle()
    assert "wombat" in await told(stage, TOOL, "Ana", DM)
    assert "wombat" in await told(stage, TOOL, "Ana", LEADS)
    assert "wombat" not in await told(stage, TOOL, "Ana", BACKEND)
    assert "wombat" not in await told(stage, TOOL, "Ben", DM)
