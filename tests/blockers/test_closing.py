"""Blockers close themselves: when what they wait for is met, and when the one they name says so."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira820 import make_app

from bot.demo.stage import Stage
from bot.sources import Sources
from integrations.github.github import GitHub
from integrations.jira.client import Jira
from integrations.workspace import Said
from jobs.standup.conditions import IssueDone, Pull, conditions, says_done
from tests.faults import FAULTS, Faulty, faulty
from tests.github.server import TOKEN, Hub, hub
from tests.github.server import Pull as HubPull
from tests.jira.conftest import add, jira_store
from tests.stage import BACKEND, staged, thread, with_a_day

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
        github = GitHub(TOKEN, REPOS, api_url=address, timeout_s=2)
        jira = Jira(jira_url, "token", email=None, projects=("PAY",))
        async with staged(tmp_path, sources=Sources(github=github, jira=jira)) as stage:
            await with_a_day(stage)
            await stage.turn_to(stage.at("09:00"))
            yield Work(stage, state, store, front)


def standup(work: Work) -> Said:
    said = work.stage.workspace.messages_in(BACKEND)
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


async def looked(work: Work) -> int:
    closed = await work.stage.app.parts.watching.look_after()
    await work.stage.pass_(seconds=5)
    return closed


def told(work: Work) -> list[str]:
    return [each.shown for each in thread(work.stage, standup(work)) if each.shown.startswith("✅")]


async def test_a_merged_pull_request_and_a_done_issue_close_it_together(work: Work) -> None:
    pull = HubPull(12, "Index")
    work.hub.repo(REPOS[0]).has(pull)
    key = add(work.jira, "Index", whose="chiara", status="In Progress")
    await blocked(work, f"Waiting for the index ({key}, payments#12)")
    assert await looked(work) == 0
    pull.closed, pull.merged_at = True, work.stage.now()
    assert await looked(work) == 0
    work.jira.transition_issue(key, "41")
    assert await looked(work) == 1
    (said,) = told(work)
    assert said.startswith("✅ payments#12 is merged and PAY-1 is done: that is out of")
    assert await looked(work) == 0


async def test_a_closed_pull_request_that_was_not_merged_closes_nothing(work: Work) -> None:
    work.hub.repo(REPOS[0]).has(HubPull(12, "Index", closed=True))
    await blocked(work, "https://github.example/sample/payments/pull/12")
    assert await looked(work) == 0


async def test_a_source_that_is_down_loses_no_blocker(work: Work) -> None:
    pull = HubPull(12, "Index", closed=True, merged_at=work.stage.now())
    work.hub.repo(REPOS[0]).has(pull)
    await blocked(work, "payments#12")
    work.front.fault = FAULTS["500"]
    assert await looked(work) == 0
    work.front.fault = None
    assert await looked(work) == 1


async def test_it_is_said_once_whatever_the_number_of_lookers(work: Work) -> None:
    work.hub.repo(REPOS[0]).has(HubPull(12, "Index", closed=True, merged_at=work.stage.now()))
    await blocked(work, "payments#12")
    watching = work.stage.app.parts.watching
    assert sum(await asyncio.gather(*(watching.look_after() for _ in range(4)))) == 1
    await work.stage.pass_(seconds=5)
    assert len(told(work)) == 1


async def test_the_one_it_names_says_done_in_the_thread(work: Work) -> None:
    await blocked(work, "Waiting for @Chiara to review the index")
    chiara, dev = work.stage.workspace.member("Chiara"), work.stage.workspace.member("Dev")
    await dev.replies(standup(work), "done")
    await chiara.replies(standup(work), "Is it done?")
    await work.stage.pass_(seconds=5)
    assert told(work) == []
    await chiara.replies(standup(work), "That's done now!")
    await work.stage.pass_(seconds=5)
    assert told(work) == ["✅ Resolved by Chiara for Ben: Waiting for @Chiara to review the index"]


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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("payments#12", (Pull("sample/payments", 12),)),
        ("Sample/Payments#12 and PAY-7", (Pull("sample/payments", 12), IssueDone("PAY-7"))),
        ("see https://github.example/sample/orders/pull/3/files", (Pull("sample/orders", 3),)),
        ("https://jira.example/browse/PAY-12", (IssueDone("PAY-12"),)),
        ("PR 12", ()),
        ("other/payments#12, shop#3, UTF-8, COVID-19, ORD-1, PAY-", ()),
        ("x-PAY-7 and PAY-7-b and aPAY-7", ()),
    ],
)
def test_only_what_we_can_ask_about_is_a_condition(words: str, found: tuple[object, ...]) -> None:
    assert conditions(words, REPOS, ("PAY",)) == found


def test_a_number_alone_is_a_pull_request_where_there_is_one_repository() -> None:
    assert conditions("until PR #12 is in", ("sample/payments",), ()) == (Pull("sample/payments", 12),)


@given(st.text(max_size=200))
def test_no_words_trip_it(words: str) -> None:
    assert len(conditions(words, REPOS, ("PAY",))) == len(set(conditions(words, REPOS, ("PAY",))))
    says_done(words)


@pytest.mark.parametrize("words", ["done", "Done!", "it's live", "That is fixed now.", "<@U1> merged ✅", "all done"])
def test_a_whole_message_that_says_done_does(words: str) -> None:
    assert says_done(words)


@pytest.mark.parametrize(
    "words", ["", "is it done?", "done with lunch", "not done", "I am done for today", "almost done"]
)
def test_what_only_has_the_word_does_not(words: str) -> None:
    assert not says_done(words)
