"""The adapter, against a data center that others wrote and a cloud of our own."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from urllib.parse import unquote_plus

import pytest
from jira820 import make_app
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.jira import connection
from integrations.jira.blocked import says_blocked
from integrations.jira.jira import Jira
from integrations.source import SourceError, WriteRefused, WriteUnknown
from integrations.tracker import Transition, TransitionField
from jobs.standup.condition_sources import IssueConditions
from tests.faults import FAULTS, Fault, Faulty, faulty
from tests.jira.cloud import Cloud
from tests.jira.conftest import add, jira_store
from tests.waiting import PATIENT_S


@dataclass
class Sky:
    cloud: Cloud
    front: Faulty
    jira: Jira
    address: str

    def patience(self, seconds: float) -> None:
        """Wait no longer than that for an answer from now on: to connect may take longer on a busy machine."""
        client = self.jira._connection._client
        assert client is not None
        client._session.timeout = seconds


@pytest.fixture
async def sky() -> AsyncIterator[Sky]:
    cloud = Cloud(250)
    async with faulty(cloud.app()) as (address, front):
        jira = Jira(address, "token", email="bot@team.example", projects=("PAY",), timeout_s=PATIENT_S)
        yield Sky(cloud, front, jira, address)
        await jira.close()


async def test_the_cloud_is_read_page_by_page_and_never_the_old_way(sky: Sky) -> None:
    found = await sky.jira.doing()
    assert [each.key for each in found] == [f"PAY-{number}" for number in range(1, 251)]
    assert found[0].assignee is not None
    assert (found[0].assignee.id, found[0].category) == ("5b10:ben", "doing")
    assert sky.front.count("GET", "/search?") == 0
    assert sum("/search/jql" in path for _, path in sky.front.asked) == 3


async def test_what_moves_to_the_next_page_while_it_is_read_is_there_once(
    sky: Sky, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = sky.cloud._search

    async def moving(request: Request) -> Response:
        told = await answer(request)
        sky.cloud.issues.insert(0, sky.cloud.issue("PAY-999", "New"))
        return told

    monkeypatch.setattr(sky.cloud, "_search", moving)
    async with faulty(sky.cloud.app()) as (address, _):
        jira = Jira(address, "token", email="bot@team.example", projects=("PAY",), timeout_s=PATIENT_S)
        keys = [each.key for each in await jira.doing()]
        await jira.close()
    assert len(keys) == len(set(keys)) >= 250


async def test_a_list_whose_pages_lead_back_to_themselves_ends(sky: Sky, monkeypatch: pytest.MonkeyPatch) -> None:
    async def round_and_round(_: Request) -> Response:
        return JSONResponse({"issues": sky.cloud.issues[:2], "nextPageToken": "again"})

    monkeypatch.setattr(sky.cloud, "_search", round_and_round)
    async with faulty(sky.cloud.app()) as (address, _):
        jira = Jira(address, "token", email="bot@team.example", projects=("PAY",), timeout_s=PATIENT_S)
        assert len(await jira.doing()) == 2
        await jira.close()


async def test_people_of_the_cloud_are_found_by_an_address_that_it_hides(sky: Sky) -> None:
    ben = await sky.jira.account_by_email("ben@team.example")
    assert ben is not None
    assert (ben.id, ben.name) == ("5b10:ben", "Ben")
    assert await sky.jira.account_by_email("x@team.example") is None


async def test_a_comment_in_the_cloud_is_a_document_with_literal_words(sky: Sky) -> None:
    await sky.jira.comment("PAY-1", "One {code}\n\nTwo")
    (kept,) = sky.cloud.comments
    assert [each["content"] for each in kept["body"]["content"]] == [
        [{"type": "text", "text": "One {code}"}],
        [],
        [{"type": "text", "text": "Two"}],
    ]


async def test_a_comment_whose_answer_was_lost_is_looked_up_and_not_repeated(sky: Sky) -> None:
    sky.cloud.swallow = True
    await sky.jira.comment("PAY-1", "Once\nonly")
    assert len(sky.cloud.comments) == 1


async def test_a_transition_fills_in_who_does_it_and_names_what_it_cannot(sky: Sky) -> None:
    done, other, _ = await sky.jira.transitions("PAY-1")
    assert other.unknown == ("Approver",)
    await sky.jira.move("PAY-1", done, {}, "5b10:ben")
    assert sky.cloud.moves[0]["fields"] == {"assignee": {"accountId": "5b10:ben"}}


async def test_text_of_several_lines_that_a_transition_wants_is_a_document_in_the_cloud(sky: Sky) -> None:
    way = (await sky.jira.transitions("PAY-1"))[2]
    assert [(field.name, field.kind) for field in way.fields] == [("cf_2", "long")]
    await sky.jira.move("PAY-1", way, {"cf_2": "It works"}, None)
    assert sky.cloud.moves[0]["fields"]["cf_2"]["content"][0]["content"] == [{"type": "text", "text": "It works"}]


async def test_the_same_words_of_last_week_are_not_taken_for_a_comment_that_was_lost(sky: Sky) -> None:
    await sky.jira.comment("PAY-1", "Again")
    sky.cloud.comments = [sky.cloud.said({"body": sky.cloud.comments[0]["body"]}, datetime(2026, 1, 5, tzinfo=UTC))]
    sky.cloud.loses = True
    with pytest.raises(WriteUnknown):
        await sky.jira.comment("PAY-1", "Again")


async def test_a_change_that_is_sent_elsewhere_is_no_success(sky: Sky) -> None:
    await sky.jira.transitions("PAY-1")  # it is connected
    # A library that follows would ask for the issue, and take what it is told for the new comment.
    elsewhere = f"{sky.address}/rest/api/3/issue/PAY-1"
    sky.front.fault, sky.front.only = Fault(301, b"", {"location": elsewhere}), "/comment"
    with pytest.raises(WriteRefused, match="another address, which should be JIRA_URL"):
        await sky.jira.comment("PAY-1", "Hello")


async def test_a_key_that_does_not_exist_is_left_out_and_no_failure(sky: Sky) -> None:
    assert await sky.jira.issues(["PAY-999"]) == {}
    assert set(await sky.jira.issues(["PAY-999", "PAY-2"])) == {"PAY-2"}


async def test_an_issue_that_moved_is_found_by_the_key_that_it_had(sky: Sky) -> None:
    sky.cloud.renamed = {"OLD-7": "PAY-7", "OLDER-1": "PAY-1"}
    found = await sky.jira.issues(["OLD-7", "PAY-2"])
    assert {key: issue.key for key, issue in found.items()} == {"OLD-7": "PAY-7", "PAY-2": "PAY-2"}
    states = await IssueConditions(sky.jira).states(["OLD-7", "OLDER-1", "OLD-8"])
    assert {ref: state.is_ for ref, state in states.items()} == {"OLD-7": "open", "OLDER-1": "open", "OLD-8": "missing"}
    sky.cloud.issues[6]["fields"]["status"] = {"name": "Done", "statusCategory": {"key": "done"}}
    assert (await IssueConditions(sky.jira).states(["OLD-7"]))["OLD-7"].is_ == "met"


async def test_a_renamed_project_is_looked_after_under_both_names(sky: Sky) -> None:
    sky.cloud.renamed = {"OLD-7": "PAY-7", "OLD": "PAY"}
    assert await sky.jira.ours(["OLD-7", "PAY-3", "UTF-8"]) == ["OLD-7", "PAY-3"]
    asked = len(sky.front.asked)
    assert await sky.jira.ours(["UTF-8", "UTF-16"]) == []
    assert len(sky.front.asked) == asked  # that is not looked up again so soon
    of_old = Jira(sky.address, "t", email="b@team.example", projects=("OLD",))
    sky.cloud.issues.append(sky.cloud.issue("SEC-1", "Not yours"))
    sky.cloud.issues[-1]["fields"]["project"]["key"] = "SEC"
    assert await of_old.ours(["OLD-9", "PAY-3", "SEC-1"]) == ["OLD-9", "PAY-3"]
    await of_old.close()


async def test_a_jira_that_fails_is_not_asked_for_every_key_besides(sky: Sky) -> None:
    await sky.jira.transitions("PAY-1")
    sky.front.asked.clear()
    sky.front.fault = FAULTS["500"]
    with pytest.raises(SourceError):
        await sky.jira.issues([f"PAY-{number}" for number in range(1, 9)])
    assert len(sky.front.asked) == 1


async def test_somebody_is_found_by_address_name_or_id(sky: Sky) -> None:
    for name in ("ben@team.example", "Ben", "5b10:ben"):
        found = await sky.jira.account_named(name)
        assert found is not None, name
        assert found.id == "5b10:ben"
    assert await sky.jira.account_named("Somebody Else") is None


async def test_a_project_may_be_called_like_a_word_of_the_query_language() -> None:
    cloud = Cloud(1)
    async with faulty(cloud.app()) as (address, front):
        jira = Jira(address, "token", email="bot@team.example", projects=("IT", "PAY"))
        await jira.doing_of('o"brien')
        (asked,) = [unquote_plus(path) for _, path in front.asked if "/search/jql" in path]
        assert 'project in ("IT", "PAY") AND' in asked
        assert r'assignee = "o\"brien"' in asked
        await jira.close()


async def test_an_issue_with_a_security_level_is_restricted(sky: Sky) -> None:
    sky.cloud.issues[0]["fields"]["security"] = {"id": "1", "name": "Core team"}
    one, other, *_ = await sky.jira.doing()
    assert (one.restricted, other.restricted) == (True, False)


async def test_the_flag_of_the_boards_is_read_where_there_is_one(sky: Sky) -> None:
    sky.cloud.issues[0]["fields"]["customfield_10021"] = [{"id": "1", "value": "Impediment"}]
    one, other, *_ = await sky.jira.blocked()
    assert (one.blocked_by, other.blocked_by) == ("flagged", "")
    (asked,) = {unquote_plus(path) for _, path in sky.front.asked if "/search/jql" in path}
    assert "labels in (blocked, impediment) OR Flagged is not EMPTY" in asked
    assert "customfield_10021" in asked


@pytest.mark.parametrize(
    ("status", "blocked"),
    [
        ("Blocked", True),
        ("On hold", True),
        ("Blocked by vendor, not ready", True),
        ("Blockiert", True),
        ("BLOQUÉ", True),
        ("Bloqueado", True),
        ("Заблокировано", True),
        ("ブロック中", True),
        ("Unblocked", False),
        ("Not blocked", False),
        ("No longer blocked", False),
        ("Isn't blocked", False),
        ("Not on hold", False),
        ("Nicht mehr blockiert", False),
        ("Non bloqué", False),
        ("Débloqué", False),
        ("De-blocked", False),
        ("Un-blocked", False),
        ("Non-blocked", False),
        ("Desbloqueado", False),
        ("Ready (was blocked)", False),
        ("Blocked no more", False),
        ("Blocked: resolved", False),
        ("Blocked - more info needed", True),
        ("Blockerad", True),
        ("Roadblock review", False),
        ("In Progress", False),
    ],
)
def test_a_status_is_blocked_where_its_name_says_so_in_whatever_language(status: str, blocked: bool) -> None:
    assert says_blocked(status) is blocked


async def test_a_team_names_its_blocked_statuses(sky: Sky) -> None:
    jira = Jira(sky.address, "t", email="b@team.example", projects=("PAY",), blocked_statuses=("Waiting for Vendor",))
    for issue, status in zip(sky.cloud.issues, ("waiting for vendor", "Blocked", "In Progress"), strict=False):
        issue["fields"]["status"]["name"] = status
    assert [each.blocked_by for each in (await jira.blocked())[:3]] == ["waiting for vendor", "", ""]
    (asked,) = {unquote_plus(path) for _, path in sky.front.asked if "/search/jql" in path}
    assert 'OR status in ("Waiting for Vendor")' in asked
    await jira.close()


DONE = Transition(
    "31",
    "Done",
    "Done",
    "done",
    (TransitionField("comment", "Comment", "long"), TransitionField("worklog", "W", "worklog")),
)
WRITES: Mapping[str, tuple[Callable[[Jira], Awaitable[object]], str, str]] = {
    "comment": (lambda jira: jira.comment("PAY-1", "Hello"), "POST", "/issue/PAY-1/comment"),
    "blocked": (lambda jira: jira.label("PAY-1", "blocked"), "PUT", "/issue/PAY-1"),
    "created": (lambda jira: jira.create("PAY", "Task", "Round up", "Hello"), "POST", "/issue"),
    "done": (lambda jira: jira.move("PAY-1", DONE, {"comment": "Well", "worklog": "1h"}, None), "POST", "/transitions"),
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("reading", ["403", "429 with Retry-After", "502 with a page"])
async def test_a_change_is_one_request_and_no_reading_can_undo_it(sky: Sky, name: str, reading: str) -> None:
    change, method, path = WRITES[name]
    await sky.jira.transitions("PAY-1")  # it is connected
    sky.front.asked.clear()
    sky.front.fault, sky.front.only = FAULTS[reading], "GET"
    await change(sky.jira)
    assert [(asked, path in where) for asked, where in sky.front.asked] == [(method, True)]
    assert sky.cloud.wrong == []


async def test_an_answer_that_jira_never_gives_to_a_change_is_no_success(sky: Sky) -> None:
    await sky.jira.transitions("PAY-1")
    sky.front.fault, sky.front.only = FAULTS["a page instead of JSON"], "PUT"
    with pytest.raises(WriteUnknown, match="something else may be there"):
        await sky.jira.label("PAY-1", "blocked")


async def test_the_token_is_sent_nowhere_else_from_the_first_question_on(sky: Sky) -> None:
    elsewhere = sky.address.replace("127.0.0.1", "localhost")
    sky.front.fault = Fault(302, b"", {"location": f"{elsewhere}/rest/api/2/serverInfo"})
    with pytest.raises(SourceError, match="sends me to another address, which should be JIRA_URL"):
        await sky.jira.doing()
    assert len(sky.front.asked) == 1


READS = ("doing", "changed", "unassigned")


@pytest.mark.parametrize("name", FAULTS)
async def test_every_failure_is_one_line_for_people_and_no_write_is_repeated(sky: Sky, name: str) -> None:
    jira = sky.jira
    await jira.transitions("PAY-1")  # it is connected
    if name == "slow":
        sky.patience(0.3)
    sky.front.fault = FAULTS[name]
    for read in READS:
        with pytest.raises(SourceError) as told:
            await getattr(jira, read)()
        assert told.value.sentence.startswith("Jira cannot be read: ")
        assert "\n" not in told.value.sentence
    with pytest.raises(SourceError) as refused:
        await jira.comment("PAY-1", "Hello")
    assert sky.front.count("POST", "/comment") <= 1
    assert isinstance(refused.value, WriteUnknown) == (not name.startswith("4"))


async def test_a_jira_that_has_had_enough_is_left_alone_as_long_as_it_asks(
    sky: Sky, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sky.jira.transitions("PAY-1")
    sky.front.fault = FAULTS["429 with Retry-After"]
    with pytest.raises(SourceError, match="its limit is reached"):
        await sky.jira.doing()
    sky.front.fault = None
    asked = len(sky.front.asked)
    with pytest.raises(WriteRefused, match="its limit is reached"):
        await sky.jira.comment("PAY-1", "Hello")
    assert len(sky.front.asked) == asked
    later = time.monotonic() + 31
    monkeypatch.setattr(connection, "time", SimpleNamespace(monotonic=lambda: later))
    await sky.jira.comment("PAY-1", "Hello")
    assert len(sky.cloud.comments) == 1


async def test_a_jira_that_hangs_keeps_nobody_else_waiting_for_a_thread(sky: Sky) -> None:
    sky.front.fault = FAULTS["slow"]
    for number in range(9):  # more than asyncio has threads, four of ours at a time
        asking = [asyncio.create_task(sky.jira.issue(f"PAY-{number}")) for _ in range(4)]
        _, hanging = await asyncio.wait(asking, timeout=0.02)
        for task in hanging:
            task.cancel()
    async with asyncio.timeout(PATIENT_S):  # a hanging request takes twice as long, and leaves its thread then
        assert await asyncio.to_thread(lambda: "at once") == "at once"


async def test_a_jira_that_is_down_is_one_line_for_people() -> None:
    async with faulty(Cloud().app()) as (address, _):
        pass
    jira = Jira(address, "token", email=None, projects=())
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 cannot be reached"):
        await jira.doing()
    with pytest.raises(WriteRefused) as refused:
        await jira.comment("PAY-1", "Hello")
    assert refused.value.sentence == "Jira did not take that: 127.0.0.1 cannot be reached."


async def test_a_data_center_is_read_by_offset_with_its_moves() -> None:
    store = jira_store()
    for number in range(230):
        add(store, f"Issue {number}", whose="ben", status="In Progress")
    async with faulty(make_app(store, store.config)) as (address, front):
        jira = Jira(address, "token", email=None, projects=("PAY",))
        assert len(await jira.doing()) == 230
        assert front.count("GET", "/search?") == 3
        moved = (await jira.changed(most=5))[0]
        assert [(move.before, move.after) for move in moved.moves] == [("Open", "In Progress")]
        assert set(await jira.issues(["PAY-1", "PAY-7", "PAY-999"])) == {"PAY-1", "PAY-7"}
        await jira.close()
