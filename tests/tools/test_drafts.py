"""Whoever asks for decisions and runbooks is told of those that everybody who hears may see."""

from bot.demo import team
from bot.demo.stage import Stage
from jobs.drafts.kinds import ADR, RUNBOOK
from jobs.drafts.model import Draft, DraftEntry
from tests.privacy.acting import becomes_a_guest
from tests.stage import BACKEND, LEADS
from tests.tools.asking import DM, finding, told

TOOL = "find_drafts"


async def decision(
    stage: Stage, title: str, *, where: str = team.BACKEND.id, by: str = team.ANA.id, accepted: bool = False
) -> Draft:
    """A record of a decision, and whether it was taken."""
    fields = {"context": "Events get lost.", "decision": f"We do this: {title}.", "consequences": "One table more."}
    draft = await stage.app.parts.drafts.propose(by, where, ADR, DraftEntry(title, fields))
    if accepted:
        await stage.app.parts.drafts.decide(team.ANA.id, draft.id, "accept")
    await stage.settle()
    return draft


async def three(stage: Stage) -> None:
    """Two decisions and a runbook, all in #backend."""
    await decision(stage, "Keep events in an outbox table", by=team.CHIARA.id, accepted=True)
    await decision(stage, "Retry with idempotency keys")
    entry = DraftEntry("Restart the queue", {"when": "It stalls.", "steps": "Stop it\nStart it"}, (team.BEN.id,))
    await stage.app.parts.drafts.propose(team.BEN.id, team.BACKEND.id, RUNBOOK, entry)
    await stage.pass_(seconds=5)


async def test_what_there_is_is_listed_with_state_author_and_the_way_to_read_it(stage: Stage) -> None:
    assert (
        await told(stage, TOOL) == "I looked for every ADR or runbook that everybody here can see: there is none yet."
    )
    await three(stage)
    said = await told(stage, TOOL, words="decisions")
    assert said.startswith("2 ADRs are there:")
    assert "• Proposed ADR: Retry with idempotency keys · by Ana · the discussion (http" in said
    assert "• ADR 1: Keep events in an outbox table · accepted · by Chiara" in said
    assert "/adr show 1" in said
    assert set((await finding(stage, TOOL)).people) == {team.ANA.id, team.BEN.id, team.CHIARA.id}


async def test_one_is_found_by_number_by_state_by_words_and_by_its_author(stage: Stage) -> None:
    await three(stage)
    for words, author, title in (
        ("show me ADR 1", None, "ADR 1: Keep events in an outbox table, accepted."),
        ("who wrote ADR 1", None, "ADR 1: Keep events in an outbox table, accepted."),
        ("ADR-0001", None, "ADR 1: Keep events in an outbox table, accepted."),
        ("which decisions are still open?", None, "Proposed ADR: Retry with idempotency keys, proposed."),
        ("welche ADRs sind angenommen?", None, "ADR 1: "),
        ("gibt es ein ADR zur outbox", None, "ADR 1: "),
        ("do we have a runbook for the queue?", None, "Runbook draft: Restart the queue, draft."),
        ("ADRs", team.CHIARA.id, "ADR 1: "),
    ):
        assert (await told(stage, TOOL, words=words, person=author)).startswith(title), words
    assert (await told(stage, TOOL, number=1)).startswith("ADR 1: ")
    assert "none like that" in await told(stage, TOOL, number=7)
    said = await told(stage, TOOL, words="ADR 1")
    assert "By Chiara · Mon 23 Nov 2026 · accepted by Ana" in said
    assert "│ We do this: Keep events in an outbox table." in said


async def test_that_there_is_none_is_said_of_what_was_looked_for(stage: Stage) -> None:
    await three(stage)
    assert await told(stage, TOOL, words="ADR 7") == (
        "I looked for every ADR that everybody here can see: there is none like that."
    )
    assert "none like that" in await told(stage, TOOL, words="a runbook for full disks")
    assert "none like that" in await told(stage, TOOL, first="2026-11-20")


async def test_a_draft_of_a_private_channel_is_told_to_its_people_only(stage: Stage) -> None:
    await decision(stage, "Hire a tester", where=team.LEADS.id)
    for who, where in (("Ana", BACKEND), ("Ben", DM), ("Ben", BACKEND)):
        assert "tester" not in await told(stage, TOOL, who, where), (who, where)
        assert "tester" not in await told(stage, TOOL, who, where, words="tester"), (who, where)
    assert "Hire a tester" in await told(stage, TOOL, "Chiara", DM)
    assert "Hire a tester" in await told(stage, TOOL, "Chiara", BACKEND, alone=True)
    assert "Hire a tester" in await told(stage, TOOL, "Ana", LEADS)
    await stage.workspace.member("Chiara").leaves(LEADS)
    await stage.settle()
    assert "tester" not in await told(stage, TOOL, "Chiara", DM)


async def test_one_that_is_its_authors_alone_is_told_to_nobody_else(stage: Stage) -> None:
    await decision(stage, "Leave the team", where="C0GENERAL", by=team.BEN.id)
    assert "Leave the team" in await told(stage, TOOL, "Ben", DM)
    assert "Leave" not in await told(stage, TOOL, "Ben", BACKEND)
    assert "Leave" not in await told(stage, TOOL, "Ana", DM)


async def test_a_guest_hears_of_the_drafts_of_their_channels_only(stage: Stage) -> None:
    await decision(stage, "Keep events in an outbox table")
    await becomes_a_guest(stage, "Dev")
    assert "outbox" in await told(stage, TOOL, "Dev", DM)
    await stage.workspace.member("Dev").leaves(BACKEND)
    await stage.settle()
    assert "outbox" not in await told(stage, TOOL, "Dev", DM)
    assert "outbox" in await told(stage, TOOL, "Ben", DM)
