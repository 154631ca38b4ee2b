"""The review queue in a channel, as its people see it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo import team
from bot.demo.stage import Stage
from integrations.github.types import PullRequest, Verdict
from integrations.workspace import Said
from jobs.reviews.queue import sort_queue
from tests.faults import FAULTS
from tests.github.conftest import PAYMENTS, Work
from tests.github.server import Pull
from tests.stage import BACKEND, last, opened, shown, thread

FRIDAY_NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
"""Six and a half working hours before Monday: the team has said nothing of its zone, so it is UTC."""


async def asked(work: Work) -> Said:
    await work.stage.workspace.member("Ana").command("/ritual run review_queue", BACKEND)
    await work.stage.pass_(seconds=8)
    return opened(work.stage)


async def known(work: Work, **logins: str) -> None:
    accounts = work.stage.app.parts.accounts
    async with work.stage.app.parts.db.write() as tx:
        for name, login in logins.items():
            user = work.stage.workspace.member(name).id
            await accounts.put(tx, "github", user, login, said_by=user)


async def nudges(work: Work, said: Said) -> None:
    """Ana presses the button, and reads what came of it."""
    ana = work.stage.workspace.member("Ana")
    before = len(ana.whispers(BACKEND))
    await ana.clicks(said, "Nudge")
    await work.stage.workspace.until(lambda: len(ana.whispers(BACKEND)) > before, timeout=20)
    await work.stage.pass_(seconds=5)


async def test_what_waits_is_split_by_whom_it_waits_for_and_a_weekend_ages_nothing(work: Work) -> None:
    await known(work, Chiara="chiara-sample", Ben="ben-sample")
    work.hub.repo(PAYMENTS).has(
        Pull(1, "Nobody was asked", created_at=FRIDAY_NOON),
        Pull(2, "Index on retry_at", author="chiara-sample", reviewers=["Ben-Sample"], created_at=FRIDAY_NOON),
        Pull(3, "Sent back", reviews=[("dev", "CHANGES_REQUESTED")], created_at=FRIDAY_NOON),
        Pull(4, "Approved", reviews=[("dev", "APPROVED")], created_at=FRIDAY_NOON),
        Pull(5, "Not yet", draft=True, created_at=FRIDAY_NOON),
        Pull(6, "Red", reviewers=["octo"], checks="failure", created_at=FRIDAY_NOON + timedelta(hours=5)),
    )
    said = re.sub(r"<[^|>]+\|([^>]+)>", r"\1", (await asked(work)).shown)
    assert said.startswith("3 pull requests wait for review, the oldest for 6 h")
    assert said.index("Needs a reviewer") < said.index("payments#1") < said.index("Needs review")
    assert "payments#2 Index on retry_at · Chiara · 6 h · +10 −2 · waits for Ben" in said
    assert "payments#6" in said
    assert "checks are red" in said
    assert "waits for octo" in said
    assert "the author is next" in said
    assert "Ready to merge: payments#4" in said.replace("*", "")
    assert "Not yet" not in said


async def test_an_empty_queue_is_one_line_where_it_was_asked_for(work: Work) -> None:
    assert (await asked(work)).shown == "Review queue: no pull request waits."


async def test_five_hundred_are_short_and_the_rest_is_in_the_thread(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(*(Pull(n, f"Change {n}", reviewers=["octo"]) for n in range(1, 501)))
    said = await asked(work)
    assert said.shown.startswith("500 pull requests wait")
    assert said.shown.count("payments#") == 8
    assert "492 more in the thread." in said.shown
    (whole,) = thread(work.stage, said)
    assert "All 500 that wait, oldest first" in whole.shown
    assert any("all" in button.lower() for button in whole.buttons)


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "slow"])
async def test_a_github_that_does_not_answer_is_one_line(work: Work, name: str) -> None:
    work.front.fault = FAULTS[name]
    said = await asked(work)
    assert said.shown.startswith("Review queue: GitHub cannot be read: ")
    assert "\n" not in said.shown


async def test_one_repository_that_is_gone_takes_nothing_from_the_others(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(1, "Here"))
    del work.hub.repos["sample/orders"]
    said = (await asked(work)).shown
    assert "payments#1 Here" in said
    assert "orders: GitHub cannot be read: it is not there" in said


async def test_a_title_cannot_call_the_channel(work: Work) -> None:
    work.hub.repo(PAYMENTS).has(Pull(1, "<!channel> *look* <https://evil.example|here>", author="<!here>"))
    said = await asked(work)
    assert "&lt;!channel&gt; *look* &lt;https://evil.example|here&gt;" in said.text
    assert "<!" not in said.text
    assert not [block for block in said.blocks if block["type"] == "section"]  # rich text has no markup to smuggle


async def test_a_reviewer_is_nudged_once_per_commit_and_in_their_hours(work: Work) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index on retry_at", reviewers=["ben-sample", "octo"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    said = await asked(work)
    ana, ben = work.stage.workspace.member("Ana"), work.stage.workspace.member("Ben")
    await nudges(work, said)
    assert any("Ben will hear of payments#2" in each.shown for each in ana.whispers(BACKEND))
    dm = await ben.opens_dm()
    assert work.stage.workspace.messages_in(dm) == []  # it is 08:30
    await work.stage.turn_to(work.stage.at("09:05"))
    assert [each.shown.splitlines()[0] for each in work.stage.workspace.messages_in(dm)] == [
        "Ana asks for your review of payments#2"
    ]
    await nudges(work, said)
    pull.head = "f" * 40
    await nudges(work, said)
    assert len(work.stage.workspace.messages_in(dm)) == 2


async def test_a_nudge_whose_reason_is_gone_is_never_sent(work: Work) -> None:
    await known(work, Ben="ben-sample")
    pull = Pull(2, "Index", reviewers=["ben-sample"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull)
    await nudges(work, await asked(work))
    pull.closed, pull.merged_at = True, work.stage.now()
    assert await work.stage.app.parts.reviews.look_after() == 1
    await work.stage.turn_to(work.stage.at("10:00"))
    assert work.stage.workspace.messages_in(await work.stage.workspace.member("Ben").opens_dm()) == []


async def test_what_is_put_off_leaves_the_queue_until_its_next_push(work: Work) -> None:
    pull = Pull(2, "Index", reviewers=["octo"], created_at=FRIDAY_NOON)
    work.hub.repo(PAYMENTS).has(pull, Pull(3, "Other", created_at=FRIDAY_NOON))
    ana = work.stage.workspace.member("Ana")
    await ana.clicks(await asked(work), "Put one off …")
    view = await work.stage.workspace.until(
        lambda: ana.view if ana.view and "Until when?" in str(ana.view.blocks) else None
    )
    assert view is not None
    await ana.fills(view, {"Which pull request?": f"{PAYMENTS}#2", "Until when?": "push"})
    await work.stage.pass_(seconds=5)
    assert "Ana put payments#2 off until its next push." in shown(work.stage)
    assert "payments#2" not in (again := (await asked(work)).shown)
    assert "1 put off." in again
    pull.head = "e" * 40
    assert "payments#2" in (await asked(work)).shown


async def test_without_github_it_is_off_and_says_so(stage: Stage) -> None:
    await stage.workspace.member(team.ANA.id).command("/ritual run review_queue", BACKEND)
    await stage.pass_(seconds=5)
    assert last(stage).shown == "Review queue: GitHub is not connected (GITHUB_TOKEN and GITHUB_REPOS)."


VERDICTS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["approved", "changes", "commented"])))


@given(st.lists(st.tuples(st.booleans(), st.lists(st.sampled_from("abc")), VERDICTS, st.integers(0, 9))))
def test_every_pull_request_that_is_no_draft_is_in_exactly_one_group(
    facts: list[tuple[bool, list[str], list[tuple[str, Verdict]], int]],
) -> None:
    pulls = [
        PullRequest(
            "o/r", n, "t", "u", "a", draft, FRIDAY_NOON + timedelta(hours=age), "h", "b", "main",
            reviewers=tuple(asked), verdicts=tuple(dict(said).items()),
        )
        for n, (draft, asked, said, age) in enumerate(facts)
    ]  # fmt: skip
    queue = sort_queue(pulls)
    sorted_in = [pull.number for group in queue.groups.values() for pull in group]
    assert sorted(sorted_in) == [pull.number for pull in pulls if not pull.draft]
    for group in queue.groups.values():
        assert list(group) == sorted(group, key=lambda pull: pull.ready_at)
