"""Blockers close themselves: when what they wait for is met, and when the one they name says so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jira820 import make_app

from bot.demo import team
from bot.demo.stage import Stage
from bot.sources import Sources
from integrations.github.github import GitHub
from integrations.jira.jira import Jira
from integrations.workspace import Said
from tests.faults import FAULTS, Faulty, faulty
from tests.github.server import TOKEN, Hub, hub
from tests.github.server import Pull as HubPull
from tests.jira.conftest import add, jira_store
from tests.stage import BACKEND, BOT, LEADS, staged, thread, with_a_day
from tests.waiting import PATIENT_S

REPOS = ("sample/payments", "sample/orders")


@dataclass
class Work:
    stage: Stage
    hub: Hub
    jira: Any
    front: Faulty


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Work]:
    store = jira_store()
    async with hub() as (state, address, front), faulty(make_app(store, store.config)) as (jira_url, _):
        for repo in REPOS:
            state.repo(repo)
        github = GitHub(TOKEN, REPOS, api_url=address, timeout_s=PATIENT_S)
        jira = Jira(jira_url, "token", email=None, projects=("PAY",))
        async with staged(tmp_path, sources=Sources(codehost=github, tracker=jira)) as stage:
            await with_a_day(stage)
            await stage.turn_to(stage.at("09:00"))
            yield Work(stage, state, store, front)


def standup(work: Work) -> Said:
    said = [each for each in work.stage.workspace.messages_in(BACKEND) if each.thread_ts in (None, each.ts)]
    return next(each for each in reversed(said) if "standup_answer" in str(each.blocks))


async def blocked(work: Work, words: str, who: str = "Ben") -> None:
    actor = work.stage.workspace.member(who)
    await actor.clicks(standup(work), "standup_answer")
    view = await work.stage.workspace.until(lambda: actor.view)
    assert view is not None
    labels = [block["label"]["text"] for block in view.blocks if block["type"] == "input"]
    plan = next(label for label in labels if "plan" in label)
    await actor.fills(view, {plan: "Refunds", "Is anything in your way?": words})
    await work.stage.pass_(seconds=5)


async def looked(work: Work, minutes: int = 4) -> list[str]:
    """Let the background look, and wait until it has; what was said of blockers since the round opened."""
    await work.stage.pass_(minutes=minutes)
    await work.stage.app.parts.condition_poller.look_after()
    await work.stage.pass_(seconds=5)
    return told(work)


def told(work: Work) -> list[str]:
    return [each.shown for each in thread(work.stage, standup(work)) if each.shown.startswith("✅")]


def asked(work: Work) -> list[Said]:
    return [each for each in thread(work.stage, standup(work)) if "Is this resolved?" in each.shown]


async def test_a_merged_pull_request_and_a_done_issue_close_it_together(work: Work) -> None:
    pull = HubPull(12, "Index")
    work.hub.repo(REPOS[0]).has(pull)
    key = add(work.jira, "Index", whose="chiara", status="In Progress")
    await blocked(work, f"Waiting for the index ({key}, payments#12)")
    answer = thread(work.stage, standup(work))[-1].shown
    assert "closes when PAY-1 is done and payments#12 is merged" in answer
    assert await looked(work) == []
    pull.closed, pull.merged_at = True, work.stage.now()
    assert await looked(work) == []
    work.jira.transition_issue(key, "41")
    (said,) = await looked(work)
    assert said.startswith("✅ PAY-1 is done and payments#12 is merged: that is out of")
    assert await looked(work) == [said]


@pytest.mark.slow
async def test_the_closing_notifies_its_owner_and_is_gone_from_the_next_round(work: Work) -> None:
    pull = HubPull(12, "Index")
    work.hub.repo(REPOS[0]).has(pull)
    await blocked(work, "payments#12 must be in\nNo staging")
    await work.stage.turn_to(work.stage.at("11:01"))
    summary = thread(work.stage, standup(work))[-1]
    assert "closes when payments#12 is merged" in summary.shown
    pull.closed, pull.merged_at = True, work.stage.now()
    await looked(work)
    (said,) = [each for each in thread(work.stage, standup(work)) if each.shown.startswith("✅")]
    assert f"'user_id': '{team.BEN.id}'" in str(said.blocks)
    summary = next(each for each in thread(work.stage, standup(work)) if each.ts == summary.ts)
    assert "✅ Ben: payments#12 must be in payments#12 is merged" in summary.shown
    await work.stage.turn_to(work.stage.at("09:01", work.stage.now() + timedelta(days=1)))
    opening = standup(work).shown
    assert "1 open blocker from before" in opening
    assert "No staging" in opening
    assert "payments#12" not in opening


@pytest.mark.slow
async def test_what_happens_in_their_focus_is_said_at_once_and_told_after_it(work: Work) -> None:
    pull = HubPull(12, "Index")
    work.hub.repo(REPOS[0]).has(pull)
    await blocked(work, "payments#12")
    await work.stage.turn_to(work.stage.at("11:40"))
    pull.closed, pull.merged_at = True, work.stage.now()
    (said,) = await looked(work)
    assert said == "✅ payments#12 is merged: that is out of Ben's way: payments#12"
    dm = await work.stage.workspace.member("Ben").opens_dm()
    before = len(work.stage.workspace.messages_in(dm))
    await work.stage.turn_to(work.stage.at("14:02"))
    later = [each.shown for each in work.stage.workspace.messages_in(dm)[before:]]
    assert later == ["✅ Out of your way: payments#12\npayments#12 is merged, in <#C0BACKEND>"]


@pytest.mark.slow
async def test_a_click_that_comes_after_it_is_told_what_closed_it(work: Work) -> None:
    pull = HubPull(12, "Index")
    work.hub.repo(REPOS[0]).has(pull)
    await blocked(work, "payments#12 must be in")
    await work.stage.turn_to(work.stage.at("11:01"))
    summary = thread(work.stage, standup(work))[-1]
    pull.closed, pull.merged_at = True, work.stage.now()
    work.stage.clock.turn_to(work.stage.now() + timedelta(minutes=4))
    await work.stage.app.parts.condition_poller.look_after()
    dev = work.stage.workspace.member("Dev")
    await dev.clicks(summary, "Resolved")  # the summary is not edited yet
    await work.stage.pass_(seconds=5)
    assert dev.whispers(BACKEND)[-1].shown == "That is out of the way already: payments#12 is merged."
    assert len(told(work)) == 1


async def test_a_closed_pull_request_that_was_not_merged_is_asked_about_once(work: Work) -> None:
    work.hub.repo(REPOS[0]).has(HubPull(12, "Index", closed=True))
    await blocked(work, "https://github.example/sample/payments/pull/12")
    assert await looked(work) == []
    assert await looked(work) == []
    (question,) = asked(work)
    assert question.shown.startswith("payments#12 was closed and not merged. Is this resolved?")
    dev = work.stage.workspace.member("Dev")
    await dev.clicks(question, "Resolved")
    await work.stage.pass_(seconds=5)
    assert told(work) == ["✅ Resolved by Dev for Ben: https://github.example/sample/payments/pull/12"]


async def test_what_was_merged_before_it_got_in_the_way_is_asked_about(work: Work) -> None:
    merged_at = work.stage.now() - timedelta(days=3)
    work.hub.repo(REPOS[0]).has(HubPull(12, "Index", closed=True, merged_at=merged_at))
    await blocked(work, "payments#12 broke staging")
    assert await looked(work) == []
    (question,) = asked(work)
    assert question.shown.startswith("payments#12 is merged already. Is this resolved?")


@pytest.mark.slow_where("404", "500")
@pytest.mark.parametrize("fault", ["404", "500", "half a JSON"])
async def test_a_source_that_fails_loses_no_blocker(work: Work, fault: str) -> None:
    pull = HubPull(12, "Index")
    work.hub.repo(REPOS[0]).has(pull)
    await blocked(work, "payments#12")
    assert await looked(work) == []
    pull.closed, pull.merged_at = True, work.stage.now()
    work.front.fault = FAULTS[fault]
    assert await looked(work) == []
    work.front.fault = None
    assert len(await looked(work, 45)) == 1


async def test_the_one_it_names_says_done_in_the_thread(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index")
    chiara, dev = work.stage.workspace.member("Chiara"), work.stage.workspace.member("Dev")
    await dev.replies(standup(work), "done")
    await chiara.replies(standup(work), "Is it done?")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    await chiara.replies(standup(work), "That's done now!")
    await work.stage.pass_(seconds=5)
    assert told(work) == ["✅ Resolved by Chiara for : Waiting for @Chiara to review the index"]  # Ben is mentioned


@pytest.mark.slow
async def test_below_an_earlier_round_nothing_of_a_later_one_is_meant(work: Work) -> None:
    await blocked(work, "No staging")
    yesterdays = standup(work)
    await work.stage.turn_to(work.stage.at("09:01", work.stage.now() + timedelta(days=1)))
    await blocked(work, "Waiting for @Chiara to review the index")
    chiara = work.stage.workspace.member("Chiara")
    await chiara.replies(yesterdays, "done")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    await chiara.replies(standup(work), "done")
    await work.stage.pass_(seconds=5)
    assert len(told(work)) == 1


async def test_of_several_they_are_asked_which(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index\nAnd for @Chiara's plan")
    chiara = work.stage.workspace.member("Chiara")
    await chiara.replies(standup(work), "done")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    (asked,) = chiara.whispers(BACKEND)
    assert asked.shown.startswith("Which of these is done?")
    await chiara.clicks(asked, "Resolved")
    await work.stage.pass_(seconds=5)
    assert len(told(work)) == 1


async def test_said_to_us_elsewhere_it_is_asked_about_and_wants_no_other_answer(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index")
    chiara = work.stage.workspace.member("Chiara")
    ts = await chiara.says(BACKEND, f"{BOT} that is done")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    (question,) = chiara.whispers(BACKEND)
    assert question.shown.startswith("Is this resolved?")
    assert not [each for each in work.stage.workspace.messages_in(BACKEND) if each.thread_ts == ts != each.ts]
    await chiara.clicks(question, "Resolved")
    await work.stage.pass_(seconds=5)
    assert len(told(work)) == 1


async def test_a_mention_in_the_thread_closes_it(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index")
    await work.stage.workspace.member("Chiara").replies(standup(work), f"{BOT} the index is live")
    await work.stage.pass_(seconds=5)
    assert len(told(work)) == 1


async def test_what_is_said_to_somebody_else_closes_nothing(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index")
    chiara = work.stage.workspace.member("Chiara")
    await chiara.replies(standup(work), "@Dev done")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    assert len(chiara.whispers(BACKEND)) == 1


async def test_another_private_channel_hears_and_closes_nothing_of_this_one(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index")
    chiara = work.stage.workspace.member("Chiara")
    await chiara.says(LEADS, f"{BOT} that is done")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    assert not [each for each in chiara.whispers(LEADS) if "resolved" in each.shown]
