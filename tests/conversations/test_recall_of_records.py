"""`/recall` finds decision records and runbooks too, and shows them as what they are."""

from bot.demo import team
from bot.demo.stage import Stage
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.drafts.model import DraftEntry
from tests.stage import BACKEND, LEADS


async def recalled(stage: Stage, who: str, words: str, where: str = BACKEND) -> str:
    person = stage.workspace.member(who)
    await person.command(f"/recall {words}", where)
    await stage.settle()
    return person.whispers(where)[-1].shown


async def test_a_decision_and_a_runbook_stand_above_what_was_said(stage: Stage) -> None:
    drafts, ana = stage.app.parts.drafts, team.ANA.id
    fields = {"context": "Events get lost.", "decision": "A table.", "consequences": "One table more."}
    adr = await drafts.propose(ana, team.BACKEND.id, ADR, DraftEntry("Keep events in an outbox", fields))
    await drafts.decide(ana, adr.id, "accept")
    steps = DraftEntry("Empty the outbox", {"when": "It is full.", "steps": "Wait"}, (ana,))
    await drafts.propose(ana, team.BACKEND.id, RUNBOOK, steps)
    await stage.workspace.member("Ben").says(BACKEND, "the outbox was slow on Friday")
    await stage.pass_(seconds=5)
    said = await recalled(stage, "Dev", "what about the outbox")
    assert "ADR 1 Keep events in an outbox accepted" in said
    assert "Empty the outbox draft" in said
    assert said.index("ADR 1") < said.index("the outbox was slow on Friday")


async def test_a_record_of_a_private_channel_is_found_by_its_people_alone(stage: Stage) -> None:
    fields = {"context": "Money.", "decision": "Nobody new.", "consequences": "None."}
    entry = DraftEntry("Freeze the hiring", fields)
    await stage.app.parts.drafts.propose(team.ANA.id, team.LEADS.id, ADR, entry)
    await stage.pass_(seconds=5)
    assert "Freeze the hiring" in await recalled(stage, "Chiara", "hiring", LEADS)
    assert "couldn't find anything" in await recalled(stage, "Ben", "hiring")
