"""One issue that makes no sense costs itself: the others are told of, and that it could not be read is said."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pytest

from integrations.entries import unread_keys, unread_of
from integrations.jira.jira import Jira
from integrations.source import SourceError
from jobs.standup.condition_sources import IssueConditions
from tests.jira.conftest import Work, add
from tests.jira.test_adapter import Sky, sky
from tests.jira.test_references import answered
from tests.jira.test_wrap_up import asked
from tests.tools.asking import DM, told

__all__ = ["sky"]
SPOILT: dict[str, dict[str, Any]] = {
    "no fields": {"fields": None},
    "fields that are a list": {"fields": []},
    "no status": {"status": None},
    "a status that is a word": {"status": "Open"},
    "a moment that is none": {"updated": "yesterday"},
    "a moment that is a number": {"updated": 1_793_600_000},
    "links that are none": {"issuelinks": [None, 7]},
    "a project without a key": {"project": {}},
    "an assignee that is a name": {"assignee": "ben"},
    "a changelog that is none": {"changelog": {"histories": [{"created": None, "items": None}]}},
}
ASKED: dict[str, Callable[[Jira], Awaitable[Sequence[Any]]]] = {
    "in progress": lambda jira: jira.doing(),
    "somebody's": lambda jira: jira.doing_of("5b10:ben"),
    "blocked": lambda jira: jira.blocked(),
    "changed": lambda jira: jira.changed(),
    "found": lambda jira: jira.find(["issue"]),
}


def spoil(issue: dict[str, Any], how: dict[str, Any]) -> None:
    for name, value in how.items():
        (issue if name in issue else issue["fields"])[name] = value


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize("asked_for", ASKED)
async def test_the_others_are_read_and_it_is_counted(sky: Sky, how: str, asked_for: str) -> None:
    del sky.cloud.issues[3:]
    spoil(sky.cloud.issues[1], SPOILT[how])
    found = await ASKED[asked_for](sky.jira)
    assert [each.key for each in found] == ["PAY-1", "PAY-3"]
    assert unread_of(found) == 1


async def test_entries_that_are_no_objects_cost_themselves_too(sky: Sky) -> None:
    sky.cloud.issues[1:] = [None, "PAY-2", 7]  # type: ignore[list-item]
    found = await sky.jira.changed()
    assert ([each.key for each in found], unread_of(found)) == (["PAY-1"], 3)
    sky.cloud.issues[:] = ["what", 1, None]  # type: ignore[list-item]
    with pytest.raises(SourceError, match="another form"):
        await sky.jira.doing()


@pytest.mark.parametrize("how", [how for how in SPOILT if how != "a changelog that is none"])
async def test_of_those_asked_for_by_key_the_others_are_read_too(sky: Sky, how: str) -> None:
    spoil(sky.cloud.issues[1], SPOILT[how])
    keys = ["PAY-1", "PAY-2", "PAY-3", "PAY-999"]
    for asked_for in (keys, keys[:3]):  # one that does not exist has each be asked for alone
        found = await sky.jira.issues(asked_for)
        assert (sorted(found), sorted(unread_keys(found))) == (["PAY-1", "PAY-3"], ["PAY-2"])
    states = await IssueConditions(sky.jira).states(keys)
    assert {ref: state.is_ for ref, state in states.items()} == {
        "PAY-1": "open",
        "PAY-3": "open",
        "PAY-999": "missing",  # and PAY-2 is not: it is there
    }
    with pytest.raises(SourceError, match="1 entry could not be read"):
        await IssueConditions(sky.jira).states(["PAY-2"])


async def test_whose_an_issue_is_that_cannot_be_read_costs_the_other_keys_nothing(sky: Sky) -> None:
    sky.cloud.renamed = {"OLD-2": "PAY-2", "OLD-3": "PAY-3", "OLD": "PAY"}
    spoil(sky.cloud.issues[1], SPOILT["no status"])
    assert await sky.jira.ours(["OLD-2", "PAY-1", "OLD-3"]) == ["PAY-1", "OLD-3"]


@pytest.mark.parametrize("how", ["no status", "a project without a key", "a moment that is none"])
async def test_a_post_shows_the_titles_of_the_others(work: Work, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    good = add(work.store, "Index on retry_at", status="In Progress")
    bad = add(work.store, "Ledger of the index")
    spoil_in(work, bad, monkeypatch, SPOILT[how])
    said = (await answered(work, f"The index is {bad}, then {good}.")).shown
    assert f"|{good}> Index on retry_at · In Progress" in said
    assert "Ledger of" not in said


async def test_the_wrap_up_says_that_one_could_not_be_read(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    add(work.store, "Refunds", whose="ben", status="In Progress")
    bad = add(work.store, "Ledger", whose="ben", status="In Progress")
    spoil_in(work, bad, monkeypatch)
    said = (await asked(work)).shown
    assert "PAY-1 Refunds" in said
    assert "Jira: 1 entry could not be read." in said


async def test_nothing_is_not_said_where_all_that_there_is_could_not_be_read(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = add(work.store, "Ledger", whose="ben", status="In Progress")
    spoil_in(work, bad, monkeypatch)
    said = (await asked(work)).shown
    assert said.startswith("Not all of today could be read")
    assert "Jira: 1 entry could not be read." in said


def spoil_in(
    work: Work, key: str, monkeypatch: pytest.MonkeyPatch, how: Mapping[str, Any] = MappingProxyType({"updated": None})
) -> None:
    shape = work.store.serializer.issue_fields

    def spoilt(issue: dict[str, Any], *given: Any, **named: Any) -> dict[str, Any]:
        return {**shape(issue, *given, **named), **(how if issue["key"] == key else {})}

    monkeypatch.setattr(work.store.serializer, "issue_fields", spoilt)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("my_issues", {}),
        ("my_issues", {"person": "me"}),
        ("find_issues", {"words": "the"}),
        ("find_issues", {"which": "stale"}),
        ("find_issues", {"which": "moved"}),
    ],
)
async def test_whoever_asks_for_issues_hears_that_one_could_not_be_read(
    work: Work, monkeypatch: pytest.MonkeyPatch, tool: str, arguments: dict[str, Any]
) -> None:
    for title, whose in (("the refunds", "ben"), ("the totals", "ana"), ("the ledger", "ben")):
        bad = add(work.store, title, whose=whose, status="In Progress")
    assert "could not be read" not in await told(work.stage, tool, "Ben", DM, **arguments)
    spoil_in(work, bad, monkeypatch)
    said = await told(work.stage, tool, "Ben", DM, **arguments)
    assert "1 entry could not be read." in said
    assert ": Ana 1, Ben 1" not in said, "whose the other is, is not known"
