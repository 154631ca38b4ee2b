"""The end of the day, as the channel and its people see it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.demo.stage import Stage
from bot.slack import slow_forms
from integrations.github import GITHUB
from integrations.jira import JIRA
from integrations.workspace import Said, View
from integrations.workspace.people import words
from tests.faults import FAULTS, KINDS_OF_FAULTS, Fault
from tests.jira.conftest import TODAY, Work, add
from tests.stage import BACKEND, opened, shown, thread, with_a_day
from tests.waiting import until


async def asked(work: Work) -> Said:
    """What the channel reads where Ana asks at ten, when everybody may be written to."""
    await work.stage.turn_to(work.stage.at("10:00"))
    await work.stage.workspace.member("Ana").command("/ritual run wrap_up", BACKEND)
    await work.stage.pass_(seconds=10)
    return opened(work.stage)


async def list_of(work: Work, name: str) -> Said:
    dm = await work.stage.workspace.member(name).opens_dm()
    return work.stage.workspace.messages_in(dm)[-1]


async def evening(work: Work) -> None:
    """17:30, where the day is set up and everybody is at their desk."""
    await work.stage.turn_to(work.stage.at("17:35"))


async def test_the_summary_says_what_moved_and_what_needs_somebody(work: Work) -> None:
    moved = add(work.store, "Idempotency keys", whose="ben", status="Done")
    add(work.store, "Index on retry_at", whose="chiara", status="Blocked")
    add(work.store, "Old refactoring", whose="ben", status="In Progress", updated=TODAY - timedelta(days=7))
    add(work.store, "Nobody's bug")
    said = (await asked(work)).shown
    assert said.startswith("2 moved today, 1 of them done, 2 in progress, 1 blocked")
    assert f"{moved} Idempotency keys: Open → Done (admin)" in said
    assert "Blocked\nPAY-2 Index on retry_at · Blocked · Chiara" in said
    assert "PAY-3 Old refactoring · In Progress, unchanged for 5 working days · Ben" in said
    assert "PAY-4 Nobody's bug" in said


async def test_what_waits_though_nobody_has_begun_it_is_blocked_too(work: Work) -> None:
    key = add(work.store, "Refunds", whose="ben")
    work.store.issues[key]["labels"] = ["blocked"]
    said = (await asked(work)).shown
    assert "1 blocked" in said
    assert "Blocked\nPAY-1 Refunds · blocked · Ben" in said


async def test_who_is_unknown_is_named(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    said = (await asked(work)).shown
    assert "I do not know who is Dev in Jira." in said  # Elif is on leave


async def test_each_member_gets_their_own_list_at_their_own_half_past_five(work: Work) -> None:
    await with_a_day(work.stage)
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await evening(work)
    said = await list_of(work, "Ben")
    assert said.shown.startswith("You have 1 issue in progress, for")
    assert "PAY-1 Refunds · In Progress" in said.shown
    assert said.buttons == ["Done", "Comment", "Blocked", "Tomorrow", "Plan for tomorrow"]
    dm = await work.stage.workspace.member("Ana").opens_dm()
    assert not [each for each in work.stage.workspace.messages_in(dm) if "in progress" in each.shown]


async def test_a_jira_that_fails_at_somebodys_hour_is_said_to_them_and_not_to_the_channel(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    before = len(shown(work.stage))
    work.front.fault, work.front.only = FAULTS["500"], "assignee+%3D+"
    await work.stage.workspace.member("Ana").command("/ritual run wrap_up", BACKEND)
    await work.stage.pass_(seconds=10)
    said = await list_of(work, "Ben")
    assert said.shown.startswith("Jira cannot be read: it answered 500.")
    assert said.buttons == ["Plan for tomorrow"]
    assert len(shown(work.stage)) == before + 1, "one summary, and no line for each member"


async def test_whoever_did_not_ask_is_not_written_to_at_night(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await work.stage.turn_to(work.stage.at("02:00", work.stage.now() + timedelta(days=1)))
    await work.stage.workspace.member("Ana").command("/ritual run wrap_up", BACKEND)
    await work.stage.pass_(seconds=10)
    dm = await work.stage.workspace.member("Ben").opens_dm()
    assert work.stage.workspace.messages_in(dm) == []
    await work.stage.turn_to(work.stage.at("09:01", work.stage.now()))
    assert "PAY-1 Refunds" in (await list_of(work, "Ben")).shown


@pytest.mark.slow
async def test_a_list_has_what_the_first_thousand_of_the_team_have_not(work: Work) -> None:
    for number in range(1_000):
        work.store.issues[f"PAY-{number + 1}"] = dict(_issue(f"PAY-{number + 1}", 2 * number + 2)) | {"assignee": "ana"}
    work.store.issues["PAY-2000"] = dict(_issue("PAY-2000", 0)) | {"updated": TODAY, "assignee": "ben"}
    await asked(work)
    assert "PAY-2000" in (await list_of(work, "Ben")).shown


async def test_the_account_of_two_gives_both_their_list(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    dev = work.stage.workspace.member("Dev").id
    async with work.stage.app.parts.db.write() as tx:
        await work.stage.app.parts.accounts.put(tx, JIRA, dev, "ben", said_by=dev)
    await asked(work)
    for name in ("Ben", "Dev"):
        assert "PAY-1 Refunds" in (await list_of(work, name)).shown


async def test_who_is_not_found_leaves_the_next_look_to_the_others(work: Work) -> None:
    ben = next(each for each in await work.stage.app.parts.team.members("C0BACKEND") if each.name == "Ben")
    people = [replace(ben, id=f"U0NOBODY{n}", email=f"n{n}@team.example") for n in range(40)]
    issues = work.stage.app.parts.issues
    for looked_for in (30, 40, 40):
        await issues.known(people)
        assert work.front.count("GET", "/user/search") == looked_for


async def test_several_done_states_are_offered_with_what_jira_wants_to_know(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Done")
    view = await work.stage.workspace.until(
        lambda: ben.view if ben.view and "Which state?" in str(ben.view.blocks) else None
    )
    assert view is not None
    choices = {"Which state?": "51", "Resolution": "2", "Log Work": "1h 30m"}
    assert await ben.fills(view, choices) == {}
    await work.stage.workspace.until(lambda: ben.view and "is Closed now" in str(ben.view.blocks))
    issue = work.store.issues["PAY-1"]
    assert (issue["statusName"], issue["worklog"][0]["seconds"]) == ("Closed", 5400)
    assert [each["body"] for each in issue["comments"]] == ["Ben set this to Closed, from Slack."]


async def closing(work: Work) -> View:
    """The form with which Ben finishes PAY-1."""
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Done")
    view = await work.stage.workspace.until(
        lambda: ben.view if ben.view and "Which state?" in str(ben.view.blocks) else None
    )
    assert view is not None
    return view


CLOSED = {"Which state?": "51", "Resolution": "2", "Log Work": "1h 30m"}


async def test_what_the_chosen_state_wants_is_asked_for_where_it_was_left_out(work: Work) -> None:
    view = await closing(work)
    complaints = await work.stage.workspace.member("Ben").fills(view, {"Which state?": "51", "Resolution": "2"})
    assert complaints == {"Log Work": "Jira wants this for that state."}
    assert work.front.count("POST", "/transitions") == 0


async def test_a_state_that_was_set_is_not_denied_where_the_comment_is_refused(work: Work) -> None:
    view = await closing(work)
    work.front.fault, work.front.only = FAULTS["403"], "/comment"
    await work.stage.workspace.member("Ben").fills(view, CLOSED)
    await shown_in_form(work, "PAY-1 is Closed now. That it was you is not in a comment")
    assert work.store.issues["PAY-1"]["statusName"] == "Closed"


async def test_a_change_of_state_whose_answer_is_lost_is_looked_up(work: Work) -> None:
    view = await closing(work)
    work.front.fault, work.front.only, work.front.lost = FAULTS["500"], "POST /rest/api/2/issue/PAY-1/tr", True
    await work.stage.workspace.member("Ben").fills(view, CLOSED)
    await shown_in_form(work, "PAY-1 is Closed now.")
    assert work.front.count("POST", "/transitions") == 1
    assert [each["body"] for each in work.store.issues["PAY-1"]["comments"]] == ["Ben set this to Closed, from Slack."]


async def test_a_change_of_state_that_did_not_come_about_is_not_known(work: Work) -> None:
    view = await closing(work)
    work.front.fault, work.front.only = FAULTS["500"], "POST /rest/api/2/issue/PAY-1/tr"
    await work.stage.workspace.member("Ben").fills(view, CLOSED)
    await shown_in_form(work, "I do not know whether that happened")
    assert work.front.count("POST", "/transitions") == 1


async def test_a_reason_is_kept_where_a_project_has_no_labels(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Blocked")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    work.front.fault, work.front.only = Fault(400, b'{"errors": {"labels": "Field cannot be set."}}'), "PUT "
    await ben.fills(view, {"What is it waiting for?": "The index"})
    await shown_in_form(work, "Your words are in PAY-1, but not the label “blocked”: it refuses this: Field cannot")
    assert [each["body"] for each in work.store.issues["PAY-1"]["comments"]] == ["Ben, from Slack: blocked. The index"]


async def test_one_way_that_asks_nothing_is_gone_at_once(work: Work) -> None:
    work.store.config.statuses = work.store.config.statuses[:4]
    work.store.workflow = type(work.store.workflow)(work.store.config)
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Done")
    await work.stage.workspace.until(lambda: ben.view and "PAY-1 is Done now." in str(ben.view.blocks))
    assert work.store.issues["PAY-1"]["statusName"] == "Done"


async def test_an_issue_that_was_deleted_since_it_was_listed_is_said_where_it_is_pressed(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    listed = await list_of(work, "Ben")
    del work.store.issues["PAY-1"]
    await ben.clicks(listed, "Done")
    await work.stage.workspace.until(lambda: ben.view and "it is not there" in str(ben.view.blocks))
    await ben.clicks(listed, "Blocked")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    await ben.fills(view, {"What is it waiting for?": "the staging database"})
    said = work.stage.workspace.until
    await said(lambda: ben.view and ben.view.id == view.id and "it is not there" in str(ben.view.blocks))


async def test_a_comment_carries_who_said_it_and_no_markup(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Comment")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    await ben.fills(view, {"Your comment": "See [~admin] and {code}"})
    await work.stage.workspace.until(lambda: ben.view and "Added to PAY-1." in str(ben.view.blocks))
    assert work.store.issues["PAY-1"]["comments"][0]["body"] == r"Ben, from Slack: See \[\~admin\] and \{code\}"


@pytest.mark.slow
async def test_what_is_put_off_to_tomorrow_is_in_the_next_standup(work: Work) -> None:
    await with_a_day(work.stage)
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await evening(work)
    ben = work.stage.workspace.member("Ben")
    said = await list_of(work, "Ben")
    await ben.clicks(said, "Tomorrow")
    plans = work.stage.app.parts.evening_plans
    assert await until(lambda: plans.of(ben.id, "C0BACKEND")) == "PAY-1 Refunds"
    await ben.clicks(said, "Plan for tomorrow")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    assert "PAY-1 Refunds" in str(view.blocks)
    await ben.fills(view, {"What is your plan?": "PAY-1 Refunds\nReview Chiara's index"})
    dm = await ben.opens_dm()
    [told] = await until(lambda: said_of_the_plan(work, dm))
    assert told.startswith("This is your plan for the next standup")
    assert told.endswith("PAY-1 Refunds Review Chiara's index")
    await work.stage.turn_to(work.stage.at("09:01", work.stage.now() + timedelta(days=1)))
    standup = next(
        each for each in reversed(work.stage.workspace.messages_in(BACKEND)) if "standup_answer" in str(each.blocks)
    )
    await ben.clicks(standup, "standup_answer")
    form = await work.stage.workspace.until(lambda: ben.view)
    assert "Review Chiara's index" in str(form.blocks if form else "")


def said_of_the_plan(work: Work, dm: str) -> list[str]:
    said = [" ".join(each.shown.split()) for each in work.stage.workspace.messages_in(dm)]
    return [each for each in said if " plan for " in each and "filled in" not in each]


async def test_a_plan_can_be_taken_back(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    said, plans = await list_of(work, "Ben"), work.stage.app.parts.evening_plans
    for typed in ("Review Chiara's index", ""):
        await ben.clicks(said, "Plan for tomorrow")
        view = await work.stage.workspace.until(lambda: ben.view)
        assert view is not None
        await ben.fills(view, {"What is your plan?": typed})
    dm = await ben.opens_dm()
    told = await until(lambda: told if len(told := said_of_the_plan(work, dm)) > 1 else None)
    assert told[-1].startswith("You have no plan for the next standup")
    assert await plans.of(ben.id, "C0BACKEND") == ""


async def test_who_is_who_can_be_mended_by_everybody_for_themselves(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    said = await asked(work)
    dev = work.stage.workspace.member("Dev")
    await dev.clicks(said, "Who is who")
    view = await work.stage.workspace.until(lambda: dev.view)
    assert view is not None
    await dev.fills(view, {"Your account in Jira": "ben", "Your login on GitHub": "@dev-sample"})
    saved = await work.stage.workspace.until(lambda: dev.view)
    assert saved is not None
    assert "Dev is dev-sample on GitHub" in " ".join(words(saved.blocks)), "what was saved is said"
    await dev.closes(saved)
    accounts = work.stage.app.parts.accounts
    assert await accounts.of(JIRA, [dev.id]) == {dev.id: "ben"}
    assert await accounts.people(GITHUB, ["Dev-Sample"]) == {"Dev-Sample": dev.id}
    await dev.clicks(said, "Who is who")
    again = await work.stage.workspace.until(lambda: dev.view)
    assert again is not None
    assert "Jira knows nobody by that address" in str(
        await dev.fills(again, {"Your account in Jira": "x@team.example"})
    )
    assert "Jira knows nobody alone by that name" in str(
        await dev.fills(again, {"Your account in Jira": "Benjamin M."})
    ), "what matches nothing would show nothing, and nobody would know why"
    assert await dev.fills(again, {"Your account in Jira": "Chiara"}) == {}
    assert await accounts.of(JIRA, [dev.id]) == {dev.id: "chiara"}, "a name people know is kept as the account"


async def test_an_admin_says_who_the_members_of_the_channel_are_in_jira(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    said = await asked(work)
    ana, chiara = work.stage.workspace.member("Ana"), work.stage.workspace.member("Chiara")
    await ana.clicks(said, "Who is who")
    view = await work.stage.workspace.until(lambda: ana.view)
    assert view is not None
    labels = [block["label"]["text"] for block in view.blocks if block["type"] == "input"]
    assert labels[2:] == ["Dev's account in Jira", "Elif's account in Jira"], "the others have said it themselves"
    given = {"Dev's account in Jira": "CHIARA", "Elif's account in Jira": "x@team.example"}
    complaints = await ana.fills(view, given)
    assert list(complaints) == ["Elif's account in Jira"]
    assert "Jira knows nobody by that address" in str(complaints)
    accounts, dev = work.stage.app.parts.accounts, work.stage.workspace.member("Dev")
    assert await accounts.of(JIRA, [dev.id]) == {}
    assert await ana.fills(view, {"Elif's account in Jira": ""}) == {}
    assert await accounts.of(JIRA, [dev.id, chiara.id]) == {dev.id: "chiara"}
    await work.stage.pass_(seconds=5)
    assert chiara.hears()[-1].shown.startswith("Ana says that chiara in Jira is that of Dev, so it is yours no more.")


async def test_no_issues_is_one_line(work: Work) -> None:
    assert (await asked(work)).shown == "Wrap-up: no issue moved today, and none is in progress."


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_five_thousand_issues_are_short_with_more_in_the_thread(work: Work) -> None:
    for number in range(5_000):
        key = f"PAY-{number + 1}"
        work.store.issues[key] = dict(_issue(key, number))
    said = await asked(work)
    assert said.shown.startswith("1000+ in progress")
    assert len(said.shown.splitlines()) < 25
    assert "Stale (1000+)" in said.shown
    (whole,) = thread(work.stage, said)
    assert any("all" in button.lower() for button in whole.buttons)


def _issue(key: str, number: int) -> dict[str, object]:
    old = date(2026, 10, 1)
    empty = "comments worklog subtasks sprints fixVersions changelog links remotelinks labels"
    times = dict.fromkeys(("tcreated", "tupdated"), "09:00")
    status = ("Open", "todo") if number % 2 else ("In Progress", "inprogress")
    none = "component resolution priority resolved due tresolved sp epicKey epicName parentKey"
    return {
        **{name: [] for name in empty.split()},
        **dict.fromkeys(none.split()),
        **times,
        **{
            "key": key,
            "project": "PAY",
            "type": "Task",
            "summary": f"Issue {number}",
            "description": "",
            "module": "API",
        },
        **{"assignee": None if number % 5 else "ben", "reporter": "admin", "created": old, "updated": old},
        **{"statusName": status[0], "statusCategory": status[1]},
    }


@pytest.mark.parametrize("name", KINDS_OF_FAULTS)
async def test_a_jira_that_does_not_answer_is_one_line_and_the_ritual_goes_on(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    said = await asked(work)
    assert said.shown.startswith("Wrap-up: Jira cannot be read: ")
    assert "\n" not in said.shown


async def shown_in_form(work: Work, words: str) -> None:
    """Wait until Ben's form shows these words."""
    ben = work.stage.workspace.member("Ben")
    await work.stage.workspace.until(lambda: ben.view and words in str(ben.view.blocks))


async def test_a_write_whose_answer_is_lost_is_not_repeated_and_is_said(work: Work) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    said = await list_of(work, "Ben")
    work.front.fault, work.front.only = FAULTS["500"], "/comment"
    await ben.clicks(said, "Comment")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    await ben.fills(view, {"Your comment": "Hello"})
    await shown_in_form(work, "I do not know whether that happened")
    await shown_in_form(work, "Hello")  # nobody must type it again
    assert work.front.count("POST", "/comment") == 1


async def test_who_closed_the_form_is_told_what_came_of_it(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_forms, "ACK_WITHIN_S", 0.01)
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Comment")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    work.front.fault, work.front.only = FAULTS["403"], "/comment"
    work.front.gate.clear()
    await ben.fills(view, {"Your comment": "Hello"})
    await shown_in_form(work, "Asking Jira …")
    await ben.closes(view)
    work.front.gate.set()
    dm = await ben.opens_dm()
    await work.stage.workspace.until(lambda: "did not take that" in work.stage.workspace.messages_in(dm)[-1].shown)
    assert "Hello" in work.stage.workspace.messages_in(dm)[-1].shown


async def test_a_form_waits_visibly_for_a_slow_jira(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_forms, "ACK_WITHIN_S", 0.01)
    add(work.store, "Refunds", whose="ben", status="In Progress")
    await asked(work)
    ben = work.stage.workspace.member("Ben")
    await ben.clicks(await list_of(work, "Ben"), "Comment")
    view = await work.stage.workspace.until(lambda: ben.view)
    assert view is not None
    work.front.only = "/comment"
    work.front.gate.clear()
    await ben.fills(view, {"Your comment": "Hello"})
    await shown_in_form(work, "Asking Jira …")
    work.front.gate.set()
    await shown_in_form(work, "Added to PAY-1.")


async def test_without_jira_it_is_off_and_says_so(stage: Stage) -> None:
    await stage.workspace.member("Ana").command("/ritual run wrap_up", BACKEND)
    await stage.pass_(seconds=5)
    assert shown(stage)[-1] == "Wrap-up: Jira is not connected (JIRA_URL and JIRA_API_TOKEN)."
