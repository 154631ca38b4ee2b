"""Whoever asks which reviews wait is told for whom, for how long, and what could not be read."""

from datetime import UTC, datetime

import pytest

from bot.demo.stage import Stage
from integrations.github import GITHUB
from tests.github.conftest import ORDERS, PAYMENTS, Work, work
from tests.github.server import Pull
from tests.privacy.acting import becomes_a_guest
from tests.tools.asking import DM, finding, told

__all__ = ["work"]
TOOL = "reviews_waiting"
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


async def known(work: Work, **logins: str) -> None:
    async with work.stage.app.parts.db.write() as tx:
        for name, login in logins.items():
            user = work.stage.workspace.member(name).id
            await work.stage.app.parts.accounts.put(tx, GITHUB, user, login, said_by=user)


async def a_queue(work: Work) -> None:
    await known(work, Ben="ben-sample", Chiara="chiara-sample")
    work.hub.repo(PAYMENTS).has(
        Pull(2, "Index on retry_at", author="chiara-sample", reviewers=["Ben-Sample"], created_at=FRIDAY_NOON),
        Pull(3, "Nobody yet", author="ben-sample", created_at=MONDAY),
        Pull(4, "Sent back", author="ben-sample", reviews=[("chiara-sample", "CHANGES_REQUESTED")]),
        Pull(5, "Approved", author="ben-sample", reviews=[("chiara-sample", "APPROVED")]),
        Pull(6, "Not yet", author="chiara-sample", reviewers=["ben-sample"], draft=True),
    )


async def test_the_team_hears_who_waits_for_whom_oldest_first(work: Work) -> None:
    await a_queue(work)
    said = await told(work.stage, TOOL)
    assert said.startswith("2 pull requests wait for review, the oldest for 6 h")
    assert said.index("payments#2") < said.index("payments#3")
    assert "waits for Ben" in said
    assert "Ready to merge: payments#5" in said
    assert "Besides: 1 back with the author." in said
    assert "payments#6" not in said
    assert "As of" in said


async def test_somebody_hears_what_waits_for_their_review_and_what_is_back_with_them(work: Work) -> None:
    await a_queue(work)
    said = await told(work.stage, TOOL, "Ben", DM, person="me")
    assert said.startswith("1 review waits for you, the oldest for 6 h.")
    assert "Back with you" in said
    assert "payments#4" in said
    assert "Sent back · changes are asked for" in said
    assert "Approved · ready to merge" in said
    assert "Yours, waiting for others: payments#3" in said
    chiara = work.stage.workspace.member("Chiara").id
    own = await told(work.stage, TOOL, "Ben", DM, person="me", own=True)
    assert own.startswith("3 pull requests of yours are open, 1 waiting for a review.")
    assert own.index("payments#4") < own.index("payments#3")
    assert "Index on retry_at" not in own, "that one waits for Ben, and is Chiara's"
    dev = work.stage.workspace.member("Dev").id
    await known(work, Dev="dev-sample")
    assert (await told(work.stage, TOOL, "Ben", person=dev, own=True)).startswith("No pull request of Dev's is open.")
    theirs = await told(work.stage, TOOL, "Ben", person=chiara)
    assert theirs.startswith("No review waits for Chiara.")
    assert "waiting for others" not in theirs


async def test_one_pull_request_is_told_of_open_or_merged_by_its_number_or_its_title(work: Work) -> None:
    await a_queue(work)
    work.hub.repo(PAYMENTS).has(Pull(7, "Round totals at the end", author="ben-sample", closed=True, merged_at=MONDAY))
    back = await told(work.stage, TOOL, pull="payments#4")
    assert back.startswith("payments#4")
    assert "is open and back with its author: changes are asked for" in back
    assert "Changes asked for by Chiara" in back
    waits = await told(work.stage, TOOL, pull="#2")
    assert "is open and waits for a review" in waits
    assert "Waits for Ben" in waits
    assert "is merged" in await told(work.stage, TOOL, pull="payments#7")
    assert "is merged" in await told(work.stage, TOOL, words="totals")
    assert "is approved and can be merged" in await told(work.stage, TOOL, words="the approved one")
    assert "There is no pull request #99" in await told(work.stage, TOOL, pull="#99")
    assert "has “zeppelin” in its title" in await told(work.stage, TOOL, words="zeppelin")
    assert "I do not look after a repository mail" in await told(work.stage, TOOL, pull="mail#1")


async def test_a_repository_narrows_the_queue(work: Work) -> None:
    await a_queue(work)
    assert (await told(work.stage, TOOL, words="orders")).startswith("Nothing waits for review")
    assert (await told(work.stage, TOOL, words="payments")).startswith("2 pull requests wait")


async def test_of_a_repository_that_is_not_told_of_here_one_pull_request_is_not_told_either(work: Work) -> None:
    await a_queue(work)
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    await work.stage.app.parts.rituals.file.load_text(
        '[[ritual]]\nkind = "review_queue"\nchannel = "#backend"\nat = "09:00"\nrepos = ["orders"]\n', "rituals.toml"
    )
    for wanted in ("payments#2", "#2"):
        assert "Index" not in await told(work.stage, TOOL, "Ana", pull=wanted), wanted
    assert "Index" not in await told(work.stage, TOOL, "Ana", words="retry")


async def test_an_account_that_is_not_known_is_said_with_the_way_to_mend_it(work: Work) -> None:
    found = await finding(work.stage, TOOL, "Dev", DM, person="me")
    assert not found.found
    assert "I do not know your login on GitHub, so I can't say which reviews wait for you." in await told(
        work.stage, TOOL, "Dev", DM, person="me"
    )
    assert "Who is who" in found.post("UTC").model_dump_json()


async def test_nothing_is_said_only_of_what_could_be_read(work: Work) -> None:
    await known(work, Ben="ben-sample")
    del work.hub.repos[ORDERS]
    said = await told(work.stage, TOOL, "Ben", DM, person="me")
    assert said.startswith("No review waits for you.")
    assert "orders: GitHub cannot be read" in said
    assert "orders: GitHub cannot be read" in await told(work.stage, TOOL)
    del work.hub.repos[PAYMENTS]
    await work.stage.pass_(seconds=30)
    for person in (None, "me"):
        assert (await told(work.stage, TOOL, "Ben", person=person)).startswith("GitHub cannot be read")


async def test_words_of_others_are_shown_literally(work: Work) -> None:
    title = "<!channel> *all* <https://evil.example|click>"
    work.hub.repo(PAYMENTS).has(Pull(2, title, reviewers=["<@U0ANA>"]))
    found = await finding(work.stage, TOOL)
    spans = [part for block in found.blocks for text in getattr(block, "items", ()) for part in text]
    assert any(title in part for part in spans if isinstance(part, str))
    assert "<@U0ANA>" in spans


async def test_a_guest_hears_nothing_in_a_dm_nor_where_they_read_unless_the_ritual_tells_it_there(work: Work) -> None:
    await a_queue(work)
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    assert "guests can't have it" in await told(work.stage, TOOL, "Ben", DM)
    assert "Ask me in a direct message" in await told(work.stage, TOOL, "Ana")
    await work.stage.app.parts.rituals.file.load_text(
        '[[ritual]]\nkind = "review_queue"\nchannel = "#backend"\nat = "09:00"\nrepos = ["orders"]\n', "rituals.toml"
    )
    said = await told(work.stage, TOOL, "Ana")
    assert said.startswith("Nothing waits for review"), "of the repositories that the ritual tells there"
    assert "payments" not in said


async def test_without_a_code_host_it_is_said_what_to_connect(stage: Stage) -> None:
    assert await told(stage, TOOL) == ("I can't look that up: GitHub is not connected (GITHUB_TOKEN and GITHUB_REPOS).")


@pytest.mark.parametrize("person", ["U0NOBODY", "'; drop table people"])
async def test_whom_nobody_knows_is_said(work: Work, person: str) -> None:
    assert await told(work.stage, TOOL, person=person) == "I do not know who that is."


async def test_what_was_merged_is_told_by_day_and_person(work: Work) -> None:
    await known(work, Ben="ben-sample")
    merged = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    work.hub.repo(PAYMENTS).has(
        Pull(7, "Round totals", author="ben-sample", closed=True, merged_at=merged, updated_at=merged),
        Pull(8, "Another", author="chiara-sample", closed=True, merged_at=merged, updated_at=merged),
        Pull(9, "Still open", author="ben-sample"),
    )
    said = await told(work.stage, "merged_pulls", first="2026-11-23")
    assert said.startswith("2 pull requests were merged today.")
    assert "payments#7" in said
    assert "Still open" not in said
    ben = work.stage.workspace.member("Ben").id
    assert (await told(work.stage, "merged_pulls", person=ben, first="2026-11-23")).startswith(
        "1 pull request of Ben was merged today."
    )
    assert (await told(work.stage, "merged_pulls", first="2026-11-20")).startswith("No pull request was merged")
    await becomes_a_guest(work.stage, "Ben")
    await work.stage.settle()
    assert "guests can't have it" in await told(work.stage, "merged_pulls", "Ben", DM)
