"""A client that names issues which it was never shown."""

from bot.demo import team
from jobs.issues import posts as issue_posts
from tests.jira.conftest import Work, add
from tests.privacy.acting import becomes_a_guest, forged_click, form_of
from tests.stage import BACKEND


async def test_an_issue_of_another_project_is_neither_shown_nor_touched(work: Work) -> None:
    ben = work.stage.workspace.member("Ben")
    asked = len(work.front.asked)
    await forged_click(work.stage, ben, BACKEND, issue_posts.DONE, "SEC-1")
    view = await form_of(work.stage, ben)
    await work.stage.workspace.until(lambda: "I do not look after that project." in str(ben.view and ben.view.blocks))
    await ben.closes(view)
    await forged_click(work.stage, ben, BACKEND, issue_posts.COMMENT, "SEC-1")
    await form_of(work.stage, ben)
    await ben.fills(await form_of(work.stage, ben), {"Your comment": "found you"})
    await work.stage.workspace.until(lambda: "I do not look after that project." in str(ben.view and ben.view.blocks))
    # It may be one of ours under an old name, so Jira is asked which one it is, and nothing else.
    assert {(method, path.partition("?")[0]) for method, path in work.front.asked[asked:]} <= {
        ("GET", "/rest/api/2/issue/SEC-1"),
        ("GET", "/rest/api/2/serverInfo"),
        ("GET", "/rest/api/2/field"),
    }


async def test_what_is_no_key_never_reaches_jira(work: Work) -> None:
    ben = work.stage.workspace.member("Ben")
    asked = len(work.front.asked)
    for value in ("PAY-1/transitions", "PAY-1?expand=all", "../user", "PAY-1 OR project = SEC"):
        await forged_click(work.stage, ben, BACKEND, issue_posts.BLOCKED, value)
        await ben.fills(await form_of(work.stage, ben), {"What is it waiting for?": "nothing"})
        await work.stage.workspace.until(lambda: "I do not look after that" in str(ben.view and ben.view.blocks))
        await ben.closes(await form_of(work.stage, ben))
    assert len(work.front.asked) == asked


async def test_a_guest_changes_no_issue(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    ben = await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    await forged_click(work.stage, ben, BACKEND, issue_posts.DONE, "PAY-1")
    await work.stage.workspace.until(lambda: "Only full members" in str(ben.view and ben.view.blocks))
    assert work.store.issues["PAY-1"]["statusName"] == "In Progress"


async def test_tomorrow_is_planned_only_in_a_channel_that_one_is_in(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    ben = work.stage.workspace.member("Ben")
    await forged_click(work.stage, ben, BACKEND, issue_posts.TOMORROW, f"{team.LEADS.id} PAY-1")
    await work.stage.workspace.until(lambda: ben.whispers(BACKEND))
    assert "Only the people of its channel" in ben.whispers(BACKEND)[-1].shown
    assert await work.stage.app.parts.evening_plans.of(ben.id, team.LEADS.id) == ""
