"""Who decides on a record is fixed before it is decided, whatever the people of its channel press."""

import json

import pytest

from bot.demo.stage import Stage
from integrations.workspace.people import Actor, Said
from tests.privacy.acting import becomes_a_guest, forged_form, form_of
from tests.stage import BACKEND

TEXT = {"Context": "One file is not enough.", "Decision": "We use PostgreSQL.", "Consequences": "A server to run."}


async def posted(stage: Stage, about: str) -> Said:
    """The post in #backend that says this, once it is there."""

    def found() -> Said | None:
        return next((each for each in reversed(stage.workspace.messages_in(BACKEND)) if about in each.shown), None)

    await stage.pass_(seconds=5)
    said = await stage.workspace.until(found)
    assert said is not None
    return said


async def proposes(stage: Stage, who: Actor, title: str) -> Said:
    await who.command(f"/adr {title}", BACKEND)
    assert await who.fills(await form_of(stage, who), TEXT) == {}
    return await posted(stage, f"Proposed ADR: {title}")


@pytest.mark.parametrize("guest", [False, True], ids=["a member", "a guest"])
async def test_who_edits_a_proposal_does_not_become_its_decider(stage: Stage, guest: bool) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    if guest:
        await becomes_a_guest(stage, "Ben")
    proposal = await proposes(stage, ana, "Use Postgres")
    await ben.clicks(proposal, "Edit")
    await stage.settle()
    if guest:
        assert ben.view is None
        assert "Guests edit what they wrote" in ben.whispers(BACKEND)[-1].shown
    else:
        view = await form_of(stage, ben)
        assert not any(block.get("block_id") == "deciders" for block in view.blocks)
        assert "Its author or a workspace admin changes that" in str(view.blocks)
        assert await ben.fills(view, {"Decision": "We use two."}) == {}
    await ben.clicks(await posted(stage, "Proposed ADR: Use Postgres"), "Accept")
    await stage.settle()
    assert "That is not you" in ben.whispers(BACKEND)[-1].shown
    await posted(stage, "Proposed ADR: Use Postgres")


async def test_a_record_of_ones_own_replaces_nobody_elses(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.clicks(await proposes(stage, ana, "Use SQLite"), "Accept")
    accepted = await posted(stage, "ADR 1: Use SQLite")
    await ben.clicks(accepted, "Supersede")
    await stage.settle()
    assert "That is not you" in ben.whispers(BACKEND)[-1].shown
    await ben.command("/adr Use nothing", BACKEND)
    view = await form_of(stage, ben)
    await stage.settle()
    assert "Takes the place of" not in str(ben.view.blocks if ben.view else "")
    assert await ben.fills(view, TEXT) == {}
    await posted(stage, "Proposed ADR: Use nothing")
    await posted(stage, "ADR 1: Use SQLite")


async def test_a_form_that_claims_to_replace_a_record_is_not_believed(stage: Stage) -> None:
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    await ana.clicks(await proposes(stage, ana, "Use SQLite"), "Accept")
    await posted(stage, "ADR 1: Use SQLite")
    await ben.clicks(await proposes(stage, ben, "Use nothing"), "Edit")
    view = await form_of(stage, ben)
    await forged_form(stage, ben, lambda carried: json.dumps(json.loads(carried) | {"supersedes": 1}))
    complaints = await ben.fills(view, {"Decision": "We use nothing."})
    assert "its author and its deciders to replace" in "".join(complaints.values())
