"""A client that says what it was never given: each use asks again who may, on our side."""

import json

from bot.demo import team
from bot.demo.stage import Stage
from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.workspace.people import Actor
from jobs.people.accounts import EDIT
from tests.privacy.acting import forged_click, forged_form, form_of
from tests.stage import BACKEND, LEADS, shown

# --- drafts --------------------------------------------------------------------------

WORDS = {"Context": "Two queues.", "Decision": "One queue.", "Consequences": "- one queue"}


async def proposes(stage: Stage, name: str, title: str, where: str) -> None:
    who = stage.workspace.member(name)
    await who.command(f"/adr {title}", where)
    assert await who.fills(await form_of(stage, who), WORDS) == {}
    await stage.pass_(seconds=5)


async def test_a_draft_is_posted_in_no_channel_that_its_author_is_not_in(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await ben.command("/adr One queue", BACKEND)
    view = await form_of(stage, ben)
    await stage.settle()
    await forged_form(stage, ben, lambda carried: json.dumps(json.loads(carried) | {"channel": team.LEADS.id}))
    assert await ben.fills(view, WORDS) == {}
    await stage.pass_(seconds=5)
    assert shown(stage, LEADS) == []
    assert "Kept for you alone" in ben.hears()[-1].shown


async def test_a_private_adr_is_not_named_to_who_claims_to_have_seen_it(stage: Stage) -> None:
    await proposes(stage, "Ana", "Hire a clown", LEADS)
    await proposes(stage, "Ben", "One queue", BACKEND)
    ana, ben = stage.workspace.member("Ana"), stage.workspace.member("Ben")
    for where in (LEADS, BACKEND):
        said = next(each for each in stage.workspace.messages_in(where) if "Accept" in each.buttons)
        await (ana if where == LEADS else ben).clicks(said, "Accept")
        await stage.pass_(seconds=5)
    said = next(each for each in stage.workspace.messages_in(BACKEND) if "Supersede" in each.buttons)
    await ben.clicks(said, "Supersede")
    view = await form_of(stage, ben)
    await forged_form(stage, ben, lambda carried: json.dumps(json.loads(carried) | {"draft": 1, "seen": team.LEADS.id}))
    complaints = await ben.fills(view)
    assert "a channel that you are not in" in str(complaints)
    assert "clown" not in str(ben.view and ben.view.blocks)


# --- rituals -------------------------------------------------------------------------


async def test_no_day_is_set_up_in_a_channel_that_one_is_not_in(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await ben.command("/ritual setup", BACKEND)
    await form_of(stage, ben)
    await forged_form(stage, ben, lambda carried: json.dumps(json.loads(carried) | {"channel": team.LEADS.id}))
    complaints = await ben.fills(await form_of(stage, ben))
    assert "no channel that you are in" in str(complaints)
    await stage.settle()
    assert shown(stage, LEADS) == []


async def test_a_ritual_is_moved_to_no_channel_that_one_is_not_in(stage: Stage) -> None:
    ben = stage.workspace.member("Ben")
    await stage.app.parts.rituals.setup.apply(ben.id, team.BACKEND.id, timezone=team.ZONE)
    await stage.settle()
    await ben.command("/ritual list", BACKEND)
    await stage.workspace.until(lambda: ben.whispers(BACKEND))
    await ben.clicks(ben.whispers(BACKEND)[-1], "Change")
    complaints = await ben.fills(await form_of(stage, ben), {"Channel": team.LEADS.id})
    assert "no channel that you are in" in str(complaints)


# --- who is who ----------------------------------------------------------------------


async def says_accounts(stage: Stage, who: Actor, **accounts: str) -> dict[str, str]:
    await forged_click(stage, who, BACKEND, EDIT, "")
    labels = {"jira": "Your account in Jira", "github": "Your login on GitHub"}
    said = await who.fills(await form_of(stage, who), {labels[name]: value for name, value in accounts.items()})
    await stage.pass_(seconds=5)
    return said


async def test_whose_account_somebody_else_claims_is_told_and_can_take_it_back(stage: Stage) -> None:
    ben, dev = stage.workspace.member("Ben"), stage.workspace.member("Dev")
    accounts = stage.app.parts.accounts
    assert await says_accounts(stage, ben, github="ben-sample") == {}
    assert await says_accounts(stage, dev, github="Ben-Sample") == {}
    assert await accounts.people(GITHUB, ["ben-sample"]) == {"ben-sample": dev.id}
    assert "Dev says that Ben-Sample on GitHub is theirs" in ben.hears()[-1].shown
    assert await says_accounts(stage, ben, github="ben-sample") == {}
    assert await accounts.people(GITHUB, ["ben-sample"]) == {"ben-sample": ben.id}
    assert await accounts.of(GITHUB, [dev.id]) == {}


async def test_an_account_that_an_address_proves_is_not_claimed_by_a_word(stage: Stage) -> None:
    ben, dev = stage.workspace.member("Ben"), stage.workspace.member("Dev")
    accounts = stage.app.parts.accounts
    async with stage.app.parts.db.write() as tx:
        await accounts.put(tx, JIRA, dev.id, "acc-ben", said_by=dev.id)
        await accounts.put(tx, JIRA, ben.id, "acc-ben", said_by="email")
    assert await accounts.of(JIRA, [ben.id, dev.id]) == {ben.id: "acc-ben"}
    complaints = await says_accounts(stage, dev, jira="acc-ben")
    assert "belongs to somebody else" in complaints["Your account in Jira"]
    assert await accounts.of(JIRA, [ben.id, dev.id]) == {ben.id: "acc-ben"}
