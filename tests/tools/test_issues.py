"""Whoever asks for issues is told those that there are, and where it was looked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.demo.stage import Stage
from bot.demo.world.jira import SampleJira
from bot.demo.world.story import Story
from bot.sources import Sources
from integrations.time import TurnableClock
from integrations.tracker import Account, Issue, Move
from tests.faults import FAULTS, KINDS_OF_FAULTS
from tests.jira.conftest import Work, add, work
from tests.privacy.acting import becomes_a_guest
from tests.stage import MONDAY, staged, with_a_day
from tests.tools.asking import DM, finding, told

__all__ = ["work"]
TOOLS: dict[str, dict[str, Any]] = {"my_issues": {}, "issue": {"key": "PAY-1"}, "find_issues": {"words": "refund"}}


async def test_somebody_hears_what_they_have_in_progress(work: Work) -> None:
    add(work.store, "Idempotency keys for refunds", whose="ben", status="In Progress", updated=date(2026, 11, 19))
    add(work.store, "Blocked by the bank", whose="ben", status="Blocked")
    add(work.store, "Of somebody else", whose="ana", status="In Progress")
    said = await told(work.stage, "my_issues", "Ben", DM, person="me")
    assert said.startswith("You have 2 issues in progress, 1 blocked.")
    assert "Idempotency keys for refunds · In Progress · unchanged for " in said
    assert "Of somebody else" not in said
    assert "As of" in said
    ana = work.stage.workspace.member("Ana").id
    assert (await told(work.stage, "my_issues", "Ben", person=ana)).startswith("Ana has 1 issue in progress.")
    chiara = work.stage.workspace.member("Chiara").id
    assert (await told(work.stage, "my_issues", person=chiara)).startswith("Chiara has no issue in progress.")


async def test_of_the_team_what_is_blocked_comes_first_and_whose_it_is(work: Work) -> None:
    assert (await told(work.stage, "my_issues")).startswith("No issue is in progress or blocked in PAY.")
    for number in range(10):
        add(work.store, f"Part {number}", whose="ben", status="In Progress")
    add(work.store, "The bank", whose="ana", status="Blocked")
    said = await told(work.stage, "my_issues")
    assert said.startswith("11 issues are under way, 1 of them blocked: Ben 10, Ana 1.")
    assert "The bank" in said.splitlines()[1]
    assert said.splitlines()[1].endswith("· Ana")
    assert "and 3 more" in said


async def test_who_has_no_account_there_is_told_how_to_mend_it(work: Work) -> None:
    found = await finding(work.stage, "my_issues", "Dev", DM, person="me")
    assert not found.found
    assert "".join(map(str, found.headline)).startswith("I do not know your ")
    assert "Who is who" in found.post("UTC").model_dump_json()


async def test_an_issue_is_told_by_its_key_with_since_when_it_is_so(work: Work) -> None:
    key = add(work.store, "Order totals drift by a cent", status="In Progress")
    said = await told(work.stage, "issue", key=key.lower())
    assert f"{key} (" in said.splitlines()[0]
    assert "is In Progress" in said
    assert "and nobody's." in said
    assert "Order totals drift by a cent" in said


@pytest.mark.parametrize("key", ["PAY-999", "UTF-8", "'; x", "pay"])
async def test_a_key_that_there_is_none_of_is_said_to_be_looked_for(work: Work, key: str) -> None:
    found = await finding(work.stage, "issue", key=key)
    assert found.headline == (f"I find no issue {key.upper()} in PAY.",)
    assert not found.found


async def test_issues_are_found_by_words_and_open_ones_come_first(work: Work) -> None:
    add(work.store, "Refunds are slow", status="Done")
    add(work.store, "Idempotency keys for refunds", whose="ben", status="In Progress")
    add(work.store, "Outbox")
    said = await told(work.stage, "find_issues", words="the refunds")
    assert said.startswith("2 issues say “refunds”.")
    assert said.index("Idempotency") < said.index("are slow")
    assert "· Ben" in said
    assert "Outbox" not in said
    said = await told(work.stage, "find_issues", words="refunds kangaroo")
    assert said.startswith("I find no issue with “refunds kangaroo” in its title or description in PAY.")


async def test_without_words_those_in_progress_are_told(work: Work) -> None:
    add(work.store, "Retry the webhook", whose="ben", status="In Progress")
    add(work.store, "Nobody has begun", whose="ben")
    said = await told(work.stage, "find_issues", words="is the?")
    assert said.startswith("1 issue is under way.")
    assert "Retry the webhook" in said
    assert "Nobody has begun" not in said
    assert "For others tell me a word or two of their titles." in said


async def test_words_in_the_query_language_are_words(work: Work) -> None:
    add(work.store, "Refund or project")
    said = await told(work.stage, "find_issues", words='refund" OR project = "SECRET')
    assert said.startswith("I find no issue with “refund project secret” in its title or description in PAY.")
    assert "Refund or project" in await told(work.stage, "find_issues", words='refund" OR project')


@pytest.mark.parametrize("fault", KINDS_OF_FAULTS)
async def test_a_tracker_that_cannot_be_read_is_a_sentence(work: Work, fault: str) -> None:
    work.front.fault = FAULTS[fault]
    for tool, arguments in TOOLS.items():
        found = await finding(work.stage, tool, **arguments)
        assert not found.found
        assert str(found.headline[0]).startswith("Jira cannot be read: ")


async def test_without_a_tracker_it_is_said_what_to_connect(stage: Stage) -> None:
    for tool, arguments in TOOLS.items():
        assert await told(stage, tool, **arguments) == (
            "I can't look that up: Jira is not connected (JIRA_URL and JIRA_API_TOKEN)."
        )


class _Restricted(SampleJira):
    """A Jira with one issue that not everybody sees."""

    def _issues(self) -> list[Issue]:
        at = datetime(2026, 11, 20, 9, tzinfo=UTC)
        where = "https://jira.example/browse/PAY-7"
        hole = Issue("PAY-7", "A hole in the login", where, "Open", "doing", "PAY", at, Account("ben", "Ben"))
        return [replace(hole, restricted=True)]


async def test_the_title_of_what_is_restricted_is_neither_told_nor_found(tmp_path: Path) -> None:
    story = Story(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=Sources(tracker=_Restricted(story))) as stage:
        assert "(restricted)" in await told(stage, "my_issues")
        assert "(restricted)" in await told(stage, "issue", key="PAY-7")
        said = await told(stage, "find_issues", words="hole")
        assert said.startswith("I find no issue with “hole”")


async def test_a_guest_is_told_of_no_issue_and_a_wrap_up_lets_no_search_be_told(work: Work) -> None:
    add(work.store, "Refunds", status="In Progress")
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    for tool, arguments in TOOLS.items():
        assert "guests can't have it" in await told(work.stage, tool, "Ben", DM, **arguments)
        assert "Ask me in a direct message" in await told(work.stage, tool, "Ana", **arguments)
    await with_a_day(work.stage)
    assert "under way" in await told(work.stage, "my_issues", "Ana")
    assert "Ask me in a direct message" in await told(work.stage, "find_issues", "Ana", words="refund")


async def test_a_hostile_title_is_shown_as_it_is(work: Work) -> None:
    title = "<!channel> *all* <https://evil.example|click>"
    key = add(work.store, title, status="In Progress")
    for tool, arguments in {**TOOLS, "issue": {"key": key}, "find_issues": {"words": "evil"}}.items():
        shown = (await finding(work.stage, tool, **arguments)).post("UTC").model_dump_json()
        assert shown.count("evil.example") == 1
        assert '"url":"https://evil' not in shown


class _Moved(SampleJira):
    """A Jira in which some issues have moved, one lies about, and one is nobody's."""

    def _issues(self) -> list[Issue]:
        ben = Account("ben", "Ben")

        def one(
            key: str,
            status: str,
            category: Literal["new", "doing", "done"],
            at: datetime,
            *moves: Move,
            whose: Account | None = ben,
        ) -> Issue:
            where = f"https://jira.example/browse/{key}"
            return Issue(key, f"About {key}", where, status, category, "PAY", at, whose, moves=moves)

        monday, friday = MONDAY.replace(hour=6), MONDAY - timedelta(days=3)
        return [
            one(
                "PAY-1",
                "Done",
                "done",
                monday,
                Move(friday, "Open", "Doing", "Ben"),
                Move(monday, "Doing", "Done", "Ben"),
            ),
            one("PAY-2", "Doing", "doing", monday, Move(monday, "Open", "Doing", "Ana")),
            one("PAY-3", "Done", "done", friday, Move(friday, "Doing", "Done", "Ben")),
            one("PAY-4", "Doing", "doing", MONDAY - timedelta(days=14)),
            one("PAY-5", "Open", "new", friday, whose=None),
        ]


@pytest.mark.parametrize(
    ("arguments", "headline", "there"),
    [
        ({"which": "moved"}, "2 issues moved today, 1 of them done.", {"PAY-1", "PAY-2"}),
        ({"which": "done"}, "1 issue was done today.", {"PAY-1"}),
        (
            {"which": "done", "first": "2026-11-20", "last": "2026-11-23"},
            "2 issues were done since Friday 20 November.",
            {"PAY-1", "PAY-3"},
        ),
        ({"first": "2026-11-20"}, "2 issues moved on Friday 20 November, 2 of them done.", {"PAY-1", "PAY-3"}),
        ({"which": "moved", "first": "2026-11-18"}, "No issue moved on Wednesday 18 November in PAY, ORD.", set()),
        ({"which": "stale"}, "1 issue is in progress and unchanged for 3 working days or more.", {"PAY-4"}),
        ({"which": "unassigned"}, "1 issue is open and nobody's.", {"PAY-5"}),
    ],
)
async def test_what_became_of_issues_is_told_of_the_days_that_are_asked_about(
    tmp_path: Path, arguments: dict[str, Any], headline: str, there: set[str]
) -> None:
    story = Story(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=Sources(tracker=_Moved(story))) as stage:
        said = await told(stage, "find_issues", **arguments)
    assert said.startswith(headline)
    assert {f"PAY-{number}" for number in range(1, 6) if f"About PAY-{number}" in said} == there


async def test_what_moved_long_ago_is_not_looked_for(work: Work) -> None:
    assert "31 days" in await told(work.stage, "find_issues", which="moved", first="2026-09-01")


class _Namesakes(SampleJira):
    """A Jira where two people have one name."""

    def _issues(self) -> list[Issue]:
        at, where = datetime(2026, 11, 20, 9, tzinfo=UTC), "https://jira.example/browse/"
        whose = [Account("1", "Alex"), Account("2", "Alex"), Account("2", "Alex"), Account("3", "Ben")]
        return [
            Issue(f"PAY-{at_}", f"Part {at_}", f"{where}PAY-{at_}", "Doing", "doing", "PAY", at, account)
            for at_, account in enumerate(whose)
        ]


async def test_two_people_of_one_name_are_counted_as_two(tmp_path: Path) -> None:
    story = Story(TurnableClock(MONDAY, running=False), MONDAY)
    async with staged(tmp_path, sources=Sources(tracker=_Namesakes(story))) as stage:
        said = await told(stage, "my_issues")
    assert said.startswith("4 issues are under way: Alex 2, Alex 1, Ben 1.")
